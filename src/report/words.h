// What the formats have in common: dates, names and the choice of what to tell.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/report.h"

namespace sluice {

// RFC 3339, UTC: "2024-01-03T00:00:00Z". Years past 0000..9999, which the format
// cannot write, are told as the nearest it can.
std::string utc_time(int64_t seconds);
// The reverse; absent for what is not of exactly that form.
std::optional<int64_t> seconds_of(std::string_view utc_time);
// The date alone.
std::string utc_day(int64_t seconds);
// "--range A..B --since 2024-01-01T00:00:00Z", raw.
std::string selection_text(const Selected& selected);

std::string_view title_of(const Rule& rule);

// A UUID, version 8 of RFC 9562, of 16 bytes.
std::string to_uuid(std::string_view bytes);

// The first 12 digits of an id's hex; empty for no id.
std::string short_hex(const ObjectId& id);

// path:line:column, or what holds a text that is no file: "commit 001122334455:3:1". `path` is
// full_path(finding), made safe by the caller; what is added is safe.
std::string place_text(const Finding& finding, const std::string& path);

// For a secret that no tip holds: what still leads to it.
std::string_view nowhere_words(Reach reach);

// refs/heads/main -> main; refs/remotes/origin/main -> origin/main; refs/tags/v1 -> tag v1.
std::string short_ref(std::string_view ref);

// The first 100 of those whose tip holds the secret: a mirror has tens of thousands of them, one a
// pull request. json alone lists all.
std::span<const std::string> listed_refs(const SecretGroup& group);

// "checksum_valid" -> "checksum valid"
std::string spaced(std::string_view name);

// "1 byte", "48.2 MB"
std::string size_text(uint64_t bytes);

// "exposed 1 day", "2 places": the noun in the number that fits, thousands
// grouped by commas.
std::string counted(uint64_t count, std::string_view singular, std::string_view plural);

// Secrets with a finding that is not suppressed, in the report's order.
std::vector<const SecretGroup*> reported_secrets(const Report& report);

// The findings of `group` that are not suppressed: HEAD's first, then what refs
// lead to, then the rest in the order of Reach; equal ones in the report's order.
std::vector<const Finding*> reported_findings(const Report& report, const SecretGroup& group);

// What of the change itself covers the finding; null: nothing.
const NewSuppression* new_suppression_of(const Report& report, const Finding& finding);

// ".sluiceignore:4 has expired and covered 2 findings (reason)"; raw, without a full stop.
std::string stale_words(const StaleEntry& entry);

// Whether a checkout of HEAD, of the index or of the working tree holds it, or it is of no
// repository: what a reader of files can be shown. Of a change, all that lies in files.
bool in_checkout(const Report& report, const Finding& finding);

// Secrets with a finding that is reported and none of them in a checkout.
size_t secrets_in_history_only(const Report& report);

// What a person calls one place: all versions of a secret at one path, or in one
// object that has none.
struct Place {
  // The version that tells how things stand: one that is still there, as near to HEAD
  // as there is; else the one that was removed last; else what a stash, a reflog or
  // nothing leads to.
  const Finding* finding = nullptr;
  size_t versions = 0;
};
// Of `findings`, as reported_findings gives them; in the order of their first.
std::vector<Place> places_of(const std::vector<const Finding*>& findings);

// A JSON document with its invisible characters (DEL, C1, bidirectional and
// zero-width controls, line separators) written as \uNNNN, so that it shows what
// it holds when it is printed to a terminal. Same meaning to every parser.
std::string with_visible_controls(std::string json);

}  // namespace sluice

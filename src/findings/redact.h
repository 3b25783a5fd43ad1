// What may be shown of a secret, and text with every secret taken out of it. No
// result tells a secret's length.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sluice/finding.h"
#include "sluice/report.h"
#include "sluice/ruleset.h"

namespace sluice {

// "ghp_…" for a built-in rule of a provider's token (at most 4 leading
// characters, at most a fifth of the secret), "…" for everything else. Valid UTF-8.
std::string redact(const Rule& rule, std::string_view secret);

// `text`, the match that `secret` was taken from, with every occurrence of the
// secret replaced by redact(). Text that is cut within the secret loses what is
// there of it; text in which the secret cannot be found (it was decoded, say)
// becomes "…" as a whole. Valid UTF-8.
std::string redact_in(const Rule& rule, std::string_view text, std::string_view secret);

// Takes all secrets of one report out of whatever a reporter prints: paths, ref
// names, people's names, coverage, and matches that hold a second secret. A
// secret that is no more than a word is left alone outside its own match, so
// that the password "production" does not blank every path of that name; one
// that was found in a path or a ref name is always taken out.
// What is left of a text keeps its bytes: the reporter makes them safe to show.
// Immutable once built: any number of threads may call it. Views `report`.
class Redactor {
 public:
  // With `show_secrets`, or where `report` is redacted already, everything comes back as it is.
  Redactor(const Report& report, bool show_secrets);

  std::string text(std::string_view raw) const;
  std::string secret(const Finding& finding) const;
  std::string secret(const SecretGroup& group) const;
  std::string match(const Finding& finding) const;

 private:
  struct Known {
    std::string_view secret;
    const Rule* rule = nullptr;
  };
  void add(const Finding& finding);
  const Known* find(std::string_view secret) const;

  const RuleList& rules_;
  const bool as_is_;
  std::vector<Known> known_;  // sorted by secret, each once
  // The distinct lengths of the secrets that start with these four bytes.
  std::unordered_map<uint32_t, std::vector<size_t>> lengths_by_head_;
  // By a hash of four bytes: some secret may start with them. Nearly no place of a text passes.
  std::bitset<size_t{1} << 16> may_begin_;

  friend class Covers;
};

}  // namespace sluice

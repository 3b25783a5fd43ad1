// Report: everything a run has to say, and the face of the formats that say it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/coverage.h"
#include "sluice/finding.h"
#include "sluice/ruleset.h"

namespace sluice {

// The part of a repository's history that was looked at, where not all of it was.
struct Selected {
  std::vector<std::string> refs, ranges;  // as the person wrote them
  bool change = false;                    // `ranges` tell what change was looked at
  std::optional<int64_t> since;           // seconds since the epoch
  uint64_t commits = 0, objects = 0;      // of `objects`, commits, tags and blobs
  bool worktree = false;                  // the index and the working tree, too
};

struct Target {
  std::string kind;  // "repository", "folder", "file", "stdin", "index"
  std::string path;  // as the person wrote it
  std::optional<ObjectId> head;
  uint64_t refs = 0;
  std::string object_format;               // "sha1", "sha256"; empty outside git
  std::optional<Selected> selection = {};  // absent: the whole history, or none
  std::string branch = {};      // full name of the ref that HEAD names; empty where detached
  std::string repository = {};  // its web address, https, no userinfo; empty where not known
};

// What an ignore file or a baseline holds in vain.
struct StaleEntry {
  std::string by;         // "ignore" or "baseline"
  std::string where;      // file:line; of a baseline, whose entries tell nothing apart, the file
  std::string reason;     // as the entry has it, raw
  bool expired = false;   // its day has passed; else it covers nothing
  uint64_t findings = 0;  // that it would cover
  uint64_t entries = 1;   // how many there are at `where`
};

// `findings` are sorted by (path, inner_path, line, column, rule id, blob) and
// `secrets` by (severity, confidence descending, rule id, first finding); both
// orders are the pipeline's work, reporters keep them.
struct Report {
  std::string tool_version;
  std::string ruleset_sha256;  // hex
  Target target;
  Coverage coverage;
  RuleList rules;  // every rule that ran
  std::vector<Finding> findings;
  std::vector<SecretGroup> secrets;
  // Of a change (a push, a pull request): what it would itself have suppressed, whether it covers
  // a finding or none. Sorted by (by, where, what).
  std::vector<NewSuppression> new_suppressions;
  // GitHub's hash of each finding's line (findings/line_hash.h), by the index of the finding;
  // "" for what lies in no file. Empty where nobody asked.
  std::vector<std::string> line_hashes;
  // Of a scan that saw everything: sorted by `where`.
  std::vector<StaleEntry> stale;
  std::optional<int64_t> max_exposure_days;  // a secret exposed longer breaks the policy
  int64_t now = 0;  // seconds since the epoch: the clock or SOURCE_DATE_EPOCH
  // Read from a report whose secrets had been taken out: what stands for them in `secret`,
  // `match` and elsewhere is told as it is. No secret can be shown.
  bool redacted = false;
  // How many rules ran, where `rules` holds only those of the findings; 0: all that ran.
  uint64_t rules_run = 0;
};

struct ReportOptions {
  bool show_secrets = false;
  bool color = false;  // text only
  bool verbose = false;
  unsigned workers = 1;  // threads to write with
};

// Each returns the whole document, newline-terminated.
std::string text_report(const Report& report, const ReportOptions& options);
std::string json_report(const Report& report, const ReportOptions& options);
std::string jsonl_report(const Report& report, const ReportOptions& options);
std::string sarif_report(const Report& report, const ReportOptions& options);
std::string sarif_full_report(const Report& report, const ReportOptions& options);
std::string gitlab_report(const Report& report, const ReportOptions& options);
std::string junit_report(const Report& report, const ReportOptions& options);
std::string csv_report(const Report& report, const ReportOptions& options);
std::string html_report(const Report& report, const ReportOptions& options);
std::string markdown_report(const Report& report, const ReportOptions& options);

}  // namespace sluice

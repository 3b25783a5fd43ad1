// Baseline: the findings that were there before, which are counted and not reported.
// The format of .sluice-baseline is told in BASELINE.md; gitleaks' JSON reports
// are read as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/gitleaks_names.h"
#include "findings/fingerprint.h"
#include "findings/gitleaks_report.h"
#include "sluice/coverage.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

// Immutable once read: any number of threads may match.
class Baseline {
 public:
  static constexpr const char* kFileName = ".sluice-baseline";

  struct Entry {
    std::string fingerprint;  // 32 hex digits; empty for one of gitleaks
    std::string where;        // "file:line", or "file[index]" in JSON; safe to print
    size_t file = 0;          // index into files()
    size_t gitleaks = 0;      // index of what gitleaks wrote
  };

  // Adds one file, in either format; `name` stands in messages and in `where`. kUsage
  // names the line that is no entry, and nothing is added. Marks of an unfinished merge
  // are such lines, unless `in_merge`: then what stands on both sides is read.
  Result<void> add(std::string_view name, std::string_view bytes, bool in_merge = false);

  // The key that was read first; absent where no file holds one.
  std::optional<IdentityKey> key() const;
  // Of every file, in the order read. Entries may be under any of them, or under the
  // program's constant.
  const std::vector<IdentityKey>& keys() const { return keys_; }

  // The entry that covers `finding`, whose fingerprint need not be filled; of several the
  // one that was read first. Null: none does.
  const Entry* match(const Finding& finding, const RuleNames& rule) const;

  // The entry of each finding, null where it has none. An entry of gitleaks that names a
  // line covers the same secret in the file's other versions, too.
  std::vector<const Entry*> match_all(const std::vector<Finding>& findings,
                                      const RuleList& rules) const;

  // Marks the findings that an entry covers and that nothing suppressed before. Returns
  // what to add to Coverage::suppressed: a count a file.
  std::vector<Suppression> suppress(std::vector<Finding>& findings, const RuleList& rules) const;

  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<std::string>& files() const { return files_; }  // safe to print
  bool empty() const { return entries_.empty(); }

 private:
  Result<void> add_lines(std::string_view name, std::string_view bytes, bool in_merge);
  Result<void> add_gitleaks(std::string_view name, std::string_view bytes);
  const Entry* match_gitleaks(const Finding& finding, const RuleNames& rule) const;

  std::vector<Entry> entries_;
  std::vector<std::string> files_;
  std::vector<IdentityKey> keys_;
  std::vector<GitleaksFinding> gitleaks_;
  std::unordered_map<std::string, size_t> by_fingerprint_;
  std::unordered_map<std::string, std::vector<size_t>> by_file_name_;  // last name of the path
};

// A key of 128 random bits, in hex.
Result<IdentityKey> new_identity_key();

// The text of a .sluice-baseline. Each fingerprint, under `key`, stands in it once, sorted:
// equal contents are equal bytes.
std::string baseline_text(const IdentityKey& key, std::vector<std::string> fingerprints);

}  // namespace sluice

// Ignore files: .sluiceignore and .gitleaksignore. The format is told in
// IGNORE.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/gitleaks_names.h"
#include "findings/fingerprint.h"
#include "findings/path_glob.h"
#include "sluice/coverage.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

struct IgnoreEntry {
  enum class Kind : uint8_t {
    kFingerprint,  // one secret at one place
    kSecret,       // one secret anywhere
    kPath,         // whatever lies there
    kPlace,        // gitleaks' [commit:]file:rule:line
  };
  Kind kind = Kind::kFingerprint;
  std::string subject;  // the id, the glob, or the file
  std::string rule;     // kPlace only, with the next two
  uint64_t line = 0;
  std::optional<ObjectId> commit;
  std::optional<int64_t> until;  // the second at which it ends
  std::string reason;            // as written after "until", raw
  std::string where;             // "file:line", safe to print

  bool expired(int64_t now) const { return until && now >= *until; }
  // As the file has it, without its comment.
  std::string text() const;
};

// Immutable once read: any number of threads may match.
class IgnoreFile {
 public:
  enum class Dialect { kSluice, kGitleaks };
  IgnoreFile();
  static constexpr size_t kMaxLineBytes = 8192;

  // Adds the entries of one file to this one; `name` stands in messages and in
  // `where`. kUsage names file:line of the first line that is no entry, and
  // nothing is added; in gitleaks' dialect such a line becomes a warning, as
  // gitleaks has it.
  Result<void> add(std::string_view name, std::string_view bytes, Dialect dialect);

  // From now on ids under these keys, too, count as the finding's own: those that a
  // person copied from a report made under another key.
  void also_under(std::vector<IdentityKey> keys) { keys_ = std::move(keys); }

  // The first kind that matches, in the order of IgnoreEntry::Kind; of one kind
  // the entry read first. Expired ones never match. Null: none does. Needs no
  // entry: what reads as a secret in the target's own ignore file or baseline,
  // but is one of the ids they hold ("secret:ID"), is covered by that file. A rule in an
  // entry is any that goes_by() it.
  const IgnoreEntry* match(const Finding& finding, const RuleNames& rule, int64_t now) const;

  // Marks the findings that an entry covers and that nothing suppressed before.
  // A gitleaks entry that matches one version of a file covers the same secret
  // in the file's other versions too, as its line moves between them. Returns
  // what to add to Coverage::suppressed: a count an entry, sorted by `where`.
  std::vector<Suppression> suppress(std::vector<Finding>& findings, const RuleList& rules,
                                    int64_t now) const;

  // How many of `findings` each entry covers or, expired, would cover, whatever else covers them
  // too: by index into entries().
  std::vector<uint64_t> covered(const std::vector<Finding>& findings, const RuleList& rules) const;

  const std::vector<IgnoreEntry>& entries() const { return entries_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  using Place = std::tuple<std::string, std::string, uint64_t>;  // file, rule, line
  const IgnoreEntry* first_live(const std::vector<size_t>& candidates, const Finding& finding,
                                int64_t now) const;
  const IgnoreEntry* first_by_id(const Finding& finding, std::string_view rule_id,
                                 int64_t now) const;
  std::vector<std::string> ids_of_finding(const Finding& finding, std::string_view rule_id) const;
  std::vector<size_t> all_of(const Finding& finding, const RuleNames& rule) const;
  void index(size_t entry);

  std::vector<IgnoreEntry> entries_;
  std::vector<IgnoreEntry> own_files_;  // one a file that holds ids
  std::vector<std::string> warnings_;
  std::vector<IdentityKey> keys_;
  std::unordered_map<std::string, std::vector<size_t>> by_id_;  // fingerprints and "secret:ID"
  std::map<Place, std::vector<size_t>> by_place_;
  std::vector<std::pair<PathGlob, size_t>> globs_;
};

}  // namespace sluice

#include "findings/stale.h"

#include <algorithm>
#include <set>

namespace sluice {

std::vector<StaleEntry> stale_entries(const IgnoreFile& ignores,
                                      const std::vector<Finding>& findings, const RuleList& rules,
                                      int64_t now) {
  const std::vector<uint64_t> covered = ignores.covered(findings, rules);
  std::vector<StaleEntry> stale;
  for (size_t i = 0; i < covered.size(); ++i) {
    const IgnoreEntry& entry = ignores.entries()[i];
    const bool expired = entry.expired(now);
    if (covered[i] > 0 && !expired) continue;
    stale.push_back({"ignore", entry.where, entry.reason, expired, covered[i], 1});
  }
  std::stable_sort(stale.begin(), stale.end(),
                   [](const StaleEntry& a, const StaleEntry& b) { return a.where < b.where; });
  return stale;
}

std::vector<StaleEntry> stale_entries(const Baseline& baseline,
                                      const std::vector<Finding>& findings, const RuleList& rules) {
  std::set<const Baseline::Entry*> alive;
  for (const Baseline::Entry* each : baseline.match_all(findings, rules)) alive.insert(each);
  std::vector<uint64_t> dead(baseline.files().size());
  for (const Baseline::Entry& entry : baseline.entries()) {
    if (!entry.fingerprint.empty()) dead[entry.file] += !alive.contains(&entry);
  }
  std::vector<StaleEntry> stale;
  for (size_t i = 0; i < dead.size(); ++i) {
    if (dead[i] > 0) stale.push_back({"baseline", baseline.files()[i], "", false, 0, dead[i]});
  }
  std::sort(stale.begin(), stale.end(),
            [](const StaleEntry& a, const StaleEntry& b) { return a.where < b.where; });
  return stale;
}

}  // namespace sluice

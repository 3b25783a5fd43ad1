// What ignore files and a baseline hold in vain: entries that cover nothing, or whose day has
// passed.
#pragma once

#include <cstdint>
#include <vector>

#include "findings/baseline.h"
#include "findings/ignore_file.h"
#include "sluice/report.h"

namespace sluice {

// `findings` are all there are, identified; a part of them would make entries look dead. Sorted by
// `where`.
std::vector<StaleEntry> stale_entries(const IgnoreFile& ignores,
                                      const std::vector<Finding>& findings, const RuleList& rules,
                                      int64_t now);

// One a file that has any, with their number.
std::vector<StaleEntry> stale_entries(const Baseline& baseline,
                                      const std::vector<Finding>& findings, const RuleList& rules);

}  // namespace sluice

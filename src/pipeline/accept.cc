#include "pipeline/accept.h"

#include <algorithm>

namespace sluice {

bool AcceptPolicy::complete(const Coverage& coverage) const {
  if (allow_incomplete) return true;
  return std::none_of(coverage.skipped.begin(), coverage.skipped.end(),
                      [&](const Coverage::Skipped& skipped) {
                        return !accepted.contains(skipped.reason) &&
                               (is_failure(skipped.reason) || require_complete);
                      });
}

}  // namespace sluice

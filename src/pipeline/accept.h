// Which unread things make a scan incomplete.
#pragma once

#include <set>

#include "sluice/coverage.h"

namespace sluice {

struct AcceptPolicy {
  std::set<Reason> accepted;      // --accept
  bool require_complete = false;  // boundaries count as well
  bool allow_incomplete = false;  // nothing counts

  // True where `coverage` holds nothing that this policy minds.
  bool complete(const Coverage& coverage) const;
};

}  // namespace sluice

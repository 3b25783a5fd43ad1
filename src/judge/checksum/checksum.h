// Offline proof: checks that a token carries in itself. One implementation a
// check, named by a rule's `checksum` key.
#pragma once

#include <string_view>
#include <vector>

#include "sluice/finding.h"

namespace sluice::judge {

struct CheckOutcome {
  Validity validity = Validity::kUnknown;
  // A failing check of a documented algorithm drops the finding; one known only
  // from samples demotes it to low.
  bool drop = false;
  std::vector<ReasonNote> notes;  // for example {"aws_account", "111122223333", 0}
};

struct Check {
  std::string_view name;
  CheckOutcome (*run)(std::string_view secret);
};

// nullptr where no check has that name.
const Check* find_check(std::string_view name);

}  // namespace sluice::judge

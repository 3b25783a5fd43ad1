// Offline proof: checks that a token carries in itself. One implementation a
// check, named by a rule's `checksum` key.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

struct CheckOutcome {
  Validity validity = Validity::kUnknown;
  // A failing check of a documented algorithm drops the finding; one known only
  // from samples demotes it to low.
  bool drop = false;
  std::vector<ReasonNote> notes;  // for example {"aws_account", "111122223333", 0}
  // Where what the token says of itself makes it worse or better than its rule says.
  std::optional<Severity> severity = std::nullopt;
};

struct Check {
  std::string_view name;
  CheckOutcome (*run)(std::string_view secret);
  bool wants_match = false;  // run() is given all that the rule matched
};

// nullptr where no check has that name.
const Check* find_check(std::string_view name);

// The check on `text` as it was found and, where that fails, on what it is without one
// layer of transport's escapes.
CheckOutcome verify(const Check& check, std::string_view text);

}  // namespace sluice::judge

// Assignments: a key word was found; is there a credential beside it?
#pragma once

#include <optional>
#include <string_view>

#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// JudgeKind::kAssignment. The rule's id names the notation to read (assignment.cc
// has the table; an unknown id is read as `key = value`). On success `match` spans
// key and value, in a table the value alone as `secret` does. `number`: of the cell in a table.
std::optional<Evidence> weigh_assignment(const Rule& rule, std::string_view text, Span& match,
                                         Span& secret, unsigned number);

}  // namespace sluice::judge

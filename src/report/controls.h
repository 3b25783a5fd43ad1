// The controls that leaked secrets speak to, as rules/controls.toml has them, and those of a rule.
#pragma once

#include <span>
#include <vector>

#include "sluice/control.h"

namespace sluice {

// In the file's order.
std::span<const Framework> frameworks();
std::span<const Control> controls();

// Those that a secret of `rule` speaks to, in the file's order; never none.
std::vector<const Control*> controls_of(const Rule& rule);

}  // namespace sluice

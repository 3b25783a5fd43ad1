// Calls whose arguments are credentials by the callee's name: mysqli_connect(host, user, "…").
#pragma once

#include <optional>
#include <string_view>

#include "judge/notation.h"

namespace sluice::judge {

// The match ends with the opening parenthesis of the call. The argument must be a literal.
std::optional<Site> call_site(const Rule& rule, std::string_view text, Span match);

}  // namespace sluice::judge

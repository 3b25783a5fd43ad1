// An inline `(?i)` goes on to the end of its group: what it was written for is seldom all of that.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// The first class of one case, as it is written ("[A-Z0-9]"), that an unscoped `(?i)` before it in
// the RE2 pattern `regex` widens to both; empty: none. `(?i:…)`, whose reach is written down, is
// none, and `(?-i)` ends one. A pattern that RE2 would refuse gives any answer.
std::string leaking_case(std::string_view regex);

}  // namespace sluice

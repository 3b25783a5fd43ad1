// How much of one file's content another one keeps.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

// The bytes of the lines of `before` that `after` has as well, each line of
// `after` answering for one: at most before.size().
uint64_t kept_bytes(std::string_view before, std::string_view after);

// At least half of `before` is kept: what counts as a rename.
bool keeps_half(std::string_view before, std::string_view after);

}  // namespace sluice

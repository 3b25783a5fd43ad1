// How far a match of a pattern can reach: in bytes, and in lines.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

inline constexpr uint32_t kManyNewlines = UINT32_MAX;

struct Extent {
  uint32_t bytes = 0;     // of the widest match
  uint32_t newlines = 0;  // that a match can hold at most; kManyNewlines: no bound is known
};

// A bound on the newlines in one match of `pattern`, read off its syntax (that of
// Hyperscan and RE2): never too small, kManyNewlines where it cannot tell.
uint32_t max_newlines(std::string_view pattern);

}  // namespace sluice

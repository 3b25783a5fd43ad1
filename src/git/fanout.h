// What git's tables of objects have in common (gitformat-pack(5)).
#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::git {

// For each first byte of an id, how many ids are not above it: 32-bit numbers.
inline constexpr size_t kFanoutBytes = size_t{256} * 4;
// An offset's top bit: the rest counts 64-bit offsets.
inline constexpr uint32_t kLargeOffset = 0x80000000;

}  // namespace sluice::git

// Entries of a pack in the order in which they lie.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <vector>

namespace sluice::git {

// Ascending by the bits from `begin` to `end`, and as they stood where those are
// equal; 11 bits a pass, an eighth of std::sort's time.
inline void radix_sort(std::vector<uint64_t>& keys, unsigned begin, unsigned end) {
  constexpr unsigned kBits = 11;
  constexpr size_t kMask = (size_t{1} << kBits) - 1;
  std::vector<uint64_t> sorted(keys.size());
  for (unsigned shift = begin; shift < end; shift += kBits) {
    std::array<size_t, kMask + 2> start{};
    for (const uint64_t key : keys) ++start[(key >> shift & kMask) + 1];
    for (size_t digit = 1; digit < start.size(); ++digit) start[digit] += start[digit - 1];
    for (const uint64_t key : keys) sorted[start[key >> shift & kMask]++] = key;
    keys.swap(sorted);
  }
}

// Fills `positions` with [0, count), ascending by offset(position), which is at most `end`,
// and by position where two are equal; `offsets` with their offsets, and leaves room there
// for one more.
template <class Offset>
void order_by_offset(uint32_t count, uint64_t end, Offset&& offset,
                     std::vector<uint32_t>& positions, std::vector<uint64_t>& offsets) {
  positions.resize(count);
  offsets.reserve(size_t{count} + 1);
  // Both in one word: 16 million entries in a terabyte, or fewer in more.
  const auto position_bits = static_cast<unsigned>(std::bit_width(count));
  const unsigned bits = position_bits + static_cast<unsigned>(std::bit_width(end));
  if (bits > 64) {
    std::iota(positions.begin(), positions.end(), 0u);
    std::stable_sort(positions.begin(), positions.end(),
                     [&](uint32_t a, uint32_t b) { return offset(a) < offset(b); });
    for (const uint32_t position : positions) offsets.push_back(offset(position));
    return;
  }
  std::vector<uint64_t> keys(count);
  for (uint32_t i = 0; i < count; ++i) keys[i] = offset(i) << position_bits | i;
  radix_sort(keys, position_bits, bits);
  const uint64_t mask = (uint64_t{1} << position_bits) - 1;
  for (uint32_t rank = 0; rank < count; ++rank) {
    positions[rank] = static_cast<uint32_t>(keys[rank] & mask);
    offsets.push_back(keys[rank] >> position_bits);
  }
}

}  // namespace sluice::git

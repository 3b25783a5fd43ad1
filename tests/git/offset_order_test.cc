#include "git/offset_order.h"

#include <gtest/gtest.h>

#include <random>

namespace sluice::git {
namespace {

// Against std::stable_sort, where offset and position fit a word and where they do not.
TEST(OffsetOrder, IsThatOfAStableSort) {
  std::mt19937_64 random(1);
  for (const uint64_t end : {uint64_t{0}, uint64_t{100}, uint64_t{1} << 20, uint64_t{1} << 40,
                             uint64_t{1} << 52, uint64_t{1} << 63, UINT64_MAX}) {
    for (const uint32_t count : {0u, 1u, 2u, 1000u, 4096u}) {
      std::vector<uint64_t> given(count);
      for (uint64_t& offset : given) offset = end == UINT64_MAX ? random() : random() % (end + 1);
      if (count > 10) given[7] = given[3] = end;
      std::vector<uint32_t> expected(count), positions;
      std::iota(expected.begin(), expected.end(), 0u);
      std::stable_sort(expected.begin(), expected.end(),
                       [&](uint32_t a, uint32_t b) { return given[a] < given[b]; });
      std::vector<uint64_t> offsets;
      order_by_offset(
          count, end, [&](uint32_t i) { return given[i]; }, positions, offsets);
      EXPECT_EQ(positions, expected) << end << " " << count;
      ASSERT_EQ(offsets.size(), count);
      for (uint32_t i = 0; i < count; ++i) EXPECT_EQ(offsets[i], given[expected[i]]);
    }
  }
}

}  // namespace
}  // namespace sluice::git

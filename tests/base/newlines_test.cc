#include "base/newlines.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace sluice {
namespace {

TEST(Newlines, AreCountedFromAPlaceEitherWay) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, 'x');
    std::vector<uint64_t> places;
    for (size_t i = 0; i < text.size(); ++i) {
      if (random() % 4 != 0) continue;
      text[i] = '\n';
      places.push_back(i);
    }
    const uint64_t floor = random() % (text.size() + 1);
    const uint64_t at = floor + random() % (text.size() + 1 - floor);
    const uint64_t limit = at + random() % (text.size() + 1 - at);
    const auto count = static_cast<uint32_t>(random() % 4);
    uint64_t before = floor, behind = limit;
    uint32_t left = count + 1;
    for (size_t i = places.size(); i-- > 0 && left > 0;) {
      if (places[i] < at && places[i] >= floor && --left == 0) before = places[i];
    }
    left = count + 1;
    for (size_t i = 0; i < places.size() && left > 0; ++i) {
      if (places[i] >= at && places[i] < limit && --left == 0) behind = places[i];
    }
    EXPECT_EQ(on_over_newlines(text, at, limit, count), behind);
    const uint64_t found = back_over_newlines(text, at, floor, count);
    EXPECT_EQ(found, before);
  }
}

}  // namespace
}  // namespace sluice

#include "engine/clean_texts.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sluice {
namespace {

TEST(CleanTexts, HoldsWhatWasAddedAndLittleElse) {
  CleanTexts texts;
  std::mt19937_64 random(7);
  std::vector<TextTag> added;
  for (int i = 0; i < 100'000; ++i) {
    const TextTag tag = (random() >> 3) + 1;
    EXPECT_FALSE(texts.holds(tag));
    texts.add(tag);
    EXPECT_TRUE(texts.holds(tag));
    added.push_back(tag);
  }
  // One place a tag: where two fall on one, the later stays.
  size_t held = 0;
  for (const TextTag tag : added) held += texts.holds(tag) ? 1 : 0;
  EXPECT_GT(held, added.size() * 2 / 3);
  EXPECT_FALSE(texts.holds(0)) << "no tag of any text";
}

}  // namespace
}  // namespace sluice

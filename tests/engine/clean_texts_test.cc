#include "engine/clean_texts.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

namespace sluice {
namespace {

TEST(CleanTexts, ATagIsOfTheTextItsLengthAndItsContext) {
  const CleanTexts texts;
  std::set<CleanTexts::Tag> tags;
  size_t made = 0;
  const auto add = [&](std::string_view text, uint32_t context) {
    const CleanTexts::Tag tag = texts.tag_of(text, context);
    EXPECT_EQ(tag, CleanTexts().tag_of(std::string(text), context));
    EXPECT_NE(tag, 0u);
    tags.insert(tag);
    ++made;
  };
  const std::string zeros(CleanTexts::kMaxBytes, '\0');
  for (size_t size = 0; size <= zeros.size(); ++size) {
    add(std::string_view(zeros).substr(0, size), 0);
    add(std::string_view(zeros).substr(0, size), UINT32_MAX);
  }
  for (const size_t size : {1, 8, 15, 16, 17, 31, 32, 33, 1024}) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, '\0');
      text[at] = 1;
      add(text, 0);
    }
  }
  EXPECT_EQ(tags.size(), made);
}

TEST(CleanTexts, HoldsWhatWasAddedAndLittleElse) {
  CleanTexts texts;
  std::mt19937_64 random(7);
  std::vector<CleanTexts::Tag> added;
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t text = random();
    const CleanTexts::Tag tag =
        texts.tag_of({reinterpret_cast<const char*>(&text), sizeof text}, 0);
    EXPECT_FALSE(texts.holds(tag));
    texts.add(tag);
    EXPECT_TRUE(texts.holds(tag));
    added.push_back(tag);
  }
  // One place a tag: where two fall on one, the later stays.
  size_t held = 0;
  for (const CleanTexts::Tag tag : added) held += texts.holds(tag) ? 1 : 0;
  EXPECT_GT(held, added.size() / 2);
  EXPECT_FALSE(texts.holds(0)) << "no tag of any text";
}

}  // namespace
}  // namespace sluice

#include "engine/text_tag.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace sluice {
namespace {

TEST(TextTag, IsOfTheTextItsLengthAndItsContext) {
  std::set<TextTag> tags;
  size_t made = 0;
  const auto add = [&](std::string_view text, uint64_t context) {
    const TextTag tag = text_tag(text, context);
    const std::string padded = "x" + std::string(text) + "y";  // elsewhere, between others
    EXPECT_EQ(tag, text_tag(std::string_view(padded).substr(1, text.size()), context));
    EXPECT_NE(tag, 0u);
    tags.insert(tag);
    ++made;
  };
  const std::string zeros(kMaxTaggedBytes, '\0');
  for (size_t size = 0; size <= zeros.size(); ++size) {
    for (const uint64_t context : {uint64_t{0}, uint64_t{1}, (uint64_t{1} << 60) - 1}) {
      add(std::string_view(zeros).substr(0, size), context);
    }
  }
  for (const size_t size : {1, 8, 15, 16, 17, 31, 32, 33, 2048}) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, '\0');
      text[at] = 1;
      add(text, 0);
    }
  }
  EXPECT_EQ(tags.size(), made);
}

}  // namespace
}  // namespace sluice

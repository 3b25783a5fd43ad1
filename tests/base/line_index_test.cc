#include "base/line_index.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/escape.h"

namespace sluice {
namespace {

// The obvious way: count from the start.
Location slowly(std::string_view text, Span span) {
  const auto mark = [&](uint64_t offset) {
    uint64_t line = 1, column = 1;
    for (size_t at = 0; at < offset;) {
      if (text[at] == '\n') {
        ++line;
        column = 1;
        ++at;
      } else {
        ++column;
        at += std::max<size_t>(1, utf8_length(text.substr(0, offset), at));
      }
    }
    return std::pair(line, column);
  };
  const auto [line, column] = mark(span.begin);
  const auto [end_line, end_column] = mark(span.end);
  return {line, column, end_line, end_column};
}

TEST(LineIndex, CountsCodePointsAndLines) {
  const std::string text = "ab\n\xc3\xa9x\n";
  LineIndex lines(text);
  const Location at = lines.locate({5, 6});  // the x behind a two-byte letter
  EXPECT_EQ(at.line, 2u);
  EXPECT_EQ(at.column, 2u);
  EXPECT_EQ(at.end_column, 3u);
}

TEST(LineIndex, EqualsCountingFromTheStart) {
  std::mt19937 random(3);
  const std::string pieces[] = {"a", "\n", "\xc3\xa9", "\xff", "\xe2\x82\xac", "\r\n", "bcd"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    std::vector<size_t> starts = {0};  // offsets that lie between characters
    for (size_t i = random() % 60; i > 0; --i) {
      text += pieces[random() % std::size(pieces)];
      starts.push_back(text.size());
    }
    LineIndex lines(text);
    for (int query = 0; query < 20; ++query) {
      size_t a = starts[random() % starts.size()], b = starts[random() % starts.size()];
      if (a > b) std::swap(a, b);
      const Location fast = lines.locate({a, b}), slow = slowly(text, {a, b});
      EXPECT_EQ(fast.line, slow.line);
      EXPECT_EQ(fast.column, slow.column);
      EXPECT_EQ(fast.end_line, slow.end_line);
      EXPECT_EQ(fast.end_column, slow.end_column);
    }
  }
}

}  // namespace
}  // namespace sluice

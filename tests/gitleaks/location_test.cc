#include "gitleaks/location.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sluice::gitleaks {
namespace {

std::vector<size_t> newlines_of(std::string_view text) {
  std::vector<size_t> out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') out.push_back(i);
  }
  return out;
}

// The oracle: line by line, as gitleaks goes.
Place locate_slowly(std::vector<size_t> newlines, std::string_view raw, Span match) {
  if (newlines.empty()) newlines.push_back(raw.size());
  Place place;
  size_t before = 0;
  bool found = false;
  for (size_t i = 0; i < newlines.size(); ++i) {
    const size_t at = newlines[i];
    if (before <= match.begin && match.begin < at) {
      found = true;
      place.start_line = place.end_line = static_cast<int64_t>(i);
      place.start_column = static_cast<int64_t>(match.begin - before) + 1;
      place.line_begin = before;
      place.line_end = at;
    }
    if (before < match.end && match.end <= at) {
      place.end_line = static_cast<int64_t>(i);
      place.end_column = static_cast<int64_t>(match.end - before);
      place.line_end = at;
    }
    before = at;
  }
  if (!found) {
    place.start_column = static_cast<int64_t>(match.begin - before) + 1;
    place.end_column = static_cast<int64_t>(match.end) - static_cast<int64_t>(before);
    place.start_line = place.end_line = static_cast<int64_t>(newlines.size());
    place.line_end = match.end;
    while (place.line_end < raw.size() && raw[place.line_end] != '\n' &&
           raw[place.line_end] != '\r') {
      ++place.line_end;
    }
  }
  place.line_end = std::max<size_t>(place.line_end, match.end);
  return place;
}

TEST(Location, IsThatOfTheSlowWalk) {
  std::mt19937 random(7);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const size_t size = 1 + random() % 30;
    for (size_t i = 0; i < size; ++i) text += "ab\n\r"[random() % 4];
    const size_t begin = random() % text.size();
    const Span match{begin, begin + random() % (text.size() - begin + 1)};
    const std::vector<size_t> newlines = newlines_of(text);
    const Place fast = locate(newlines, text, match), slow = locate_slowly(newlines, text, match);
    ASSERT_EQ(fast.start_line, slow.start_line) << text;
    ASSERT_EQ(fast.end_line, slow.end_line) << text;
    ASSERT_EQ(fast.start_column, slow.start_column) << text;
    ASSERT_EQ(fast.end_column, slow.end_column) << text;
    ASSERT_EQ(fast.line_begin, slow.line_begin) << text;
    ASSERT_EQ(fast.line_end, slow.line_end) << text;
  }
}

}  // namespace
}  // namespace sluice::gitleaks

#include "base/nearest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace sluice {
namespace {

// By definition, in exponential time.
size_t slow_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  const auto cut = [](std::string_view text, size_t count) {
    return text.substr(0, text.size() - count);
  };
  size_t best = std::min({slow_distance(cut(a, 1), b) + 1, slow_distance(a, cut(b, 1)) + 1,
                          slow_distance(cut(a, 1), cut(b, 1)) + (a.back() == b.back() ? 0u : 1u)});
  if (a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] && b.back() == a[a.size() - 2]) {
    best = std::min(best, slow_distance(cut(a, 2), cut(b, 2)) + 1);
  }
  return best;
}

TEST(Nearest, DistanceIsThatOfItsDefinition) {
  std::mt19937 random(1);
  const auto word = [&] {
    std::string text(random() % 6, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int i = 0; i < 300; ++i) {
    const std::string a = word(), b = word();
    EXPECT_EQ(edit_distance(a, b), slow_distance(a, b)) << a << " " << b;
  }
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string_view> words = {"scan", "stdin", "ci", "hook", "completion"};
  EXPECT_EQ(nearest("scna", words), "scan");
  EXPECT_EQ(nearest("SCAN", words), "scan");
  EXPECT_EQ(nearest("hok", words), "hook");
  EXPECT_EQ(nearest("comp", words), "completion");
  EXPECT_EQ(nearest("ic", words), "ci");
}

TEST(Nearest, SaysNothingWhereNothingIsNear) {
  const std::vector<std::string_view> words = {"scan", "status", "stdin", "ci"};
  EXPECT_EQ(nearest("deploy", words), "");
  EXPECT_EQ(nearest("xy", words), "");
  EXPECT_EQ(nearest("", words), "");
  EXPECT_EQ(nearest("st", words), "");  // begins two of them
  EXPECT_EQ(nearest(std::string(100000, 's'), words), "");
  EXPECT_EQ(did_you_mean("deploy", words), "");
}

TEST(Nearest, TellsItInOneLine) {
  EXPECT_EQ(did_you_mean("a\nbc", std::vector<std::string>{"a\nbcd"}),
            "; did you mean 'a\\x0abcd'?");
}

}  // namespace
}  // namespace sluice

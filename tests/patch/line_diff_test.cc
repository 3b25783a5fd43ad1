#include "patch/line_diff.h"

#include <gtest/gtest.h>

#include <random>

#include "patch/apply_hunks.h"

namespace sluice::patch {
namespace {

using test::applied;
using test::lines_of;

std::vector<Hunk> diff(std::string_view before, std::string_view after) {
  static LineDiffer differ;  // reused, as workers do
  std::vector<Hunk> hunks;
  differ.diff(before, after, hunks);
  return hunks;
}

// "-old_line,count +new_line,count", as git writes it, of each.
std::string shown(const std::vector<Hunk>& hunks) {
  std::string text;
  for (const Hunk& hunk : hunks) {
    text += "-" + std::to_string(hunk.old_count > 0 ? hunk.old_line + 1 : hunk.old_line) + "," +
            std::to_string(hunk.old_count) + " +" + std::to_string(hunk.position()) + "," +
            std::to_string(hunk.new_count) + ";";
  }
  return text;
}

TEST(LineDiffer, TellsWhatWasAddedAndWhere) {
  EXPECT_EQ(shown(diff("", "")), "");
  EXPECT_EQ(shown(diff("a\nb\n", "a\nb\n")), "");
  EXPECT_EQ(shown(diff("", "a\nb\n")), "-0,0 +1,2;");
  EXPECT_EQ(shown(diff("a\nb\n", "")), "-1,2 +0,0;");
  EXPECT_EQ(shown(diff("a\nb\nc\n", "a\nx\nc\n")), "-2,1 +2,1;");
  EXPECT_EQ(shown(diff("a\nb\nc\n", "a\nc\n")), "-2,1 +1,0;");
  EXPECT_EQ(shown(diff("a\nb\nc\nd\ne\n", "x\nb\nc\nd\ny\n")), "-1,1 +1,1;-5,1 +5,1;");
  const std::vector<Hunk> hunks = diff("a\nc\n", "a\nb\nb\nc\n");
  ASSERT_EQ(hunks.size(), 1u);
  EXPECT_EQ(hunks[0].added, "b\nb\n");
}

TEST(LineDiffer, ALastLineWithoutNewlineIsAnotherLine) {
  EXPECT_EQ(shown(diff("a\nb", "a\nb\n")), "-2,1 +2,1;");
  EXPECT_EQ(shown(diff("a\nb", "a\nb\nc")), "-2,1 +2,2;");
  EXPECT_EQ(diff("a\n", "a\nb")[0].added, "b");
  EXPECT_EQ(shown(diff("x", "y")), "-1,1 +1,1;");
}

// From git diff -U0 of the same texts.
TEST(LineDiffer, SlidesARunToWhereIndentationSuggests) {
  const std::string before = "def a():\n    x\n\ndef c():\n    z\n";
  const std::string after = "def a():\n    x\n\ndef b():\n    x\n\ndef c():\n    z\n";
  EXPECT_EQ(shown(diff(before, after)), "-3,0 +4,3;");
  EXPECT_EQ(diff(before, after)[0].added, "def b():\n    x\n\n");
  // Without indentation it stands as far down as it goes.
  EXPECT_EQ(shown(diff("a\na\na\n", "a\na\na\na\n")), "-3,0 +4,1;");
}

TEST(LineDiffer, HunksMakeTheOneTextOfTheOther) {
  std::mt19937 random(7);
  const auto number = [&](unsigned below) { return static_cast<unsigned>(random()) % below; };
  for (int round = 0; round < 3000; ++round) {
    const unsigned kinds = 1 + number(12);
    std::string before, after;
    for (unsigned i = number(40); i > 0; --i)
      before += std::string(number(3), ' ') + static_cast<char>('a' + number(kinds)) + "\n";
    for (const std::string_view line : lines_of(before)) {
      if (number(5) != 0) after += line;
      if (number(6) == 0) after += std::string(1, static_cast<char>('a' + number(kinds))) + "\n";
    }
    if (number(4) == 0 && !after.empty()) after.pop_back();
    if (number(4) == 0 && !before.empty()) before.pop_back();
    bool ok = false;
    const std::vector<Hunk> hunks = diff(before, after);
    EXPECT_EQ(applied(before, hunks, ok), after);
    EXPECT_TRUE(ok);
    // Runs that touch would be one.
    for (size_t i = 1; i < hunks.size(); ++i) {
      EXPECT_GT(hunks[i].old_line, hunks[i - 1].old_line + hunks[i - 1].old_count);
    }
    EXPECT_EQ(before == after, hunks.empty());
  }
}

TEST(LineDiffer, IsCutOffWhereItWouldCostTooMuch) {
  std::mt19937 random(11);
  std::string before, after;
  for (int i = 0; i < 20000; ++i) {
    before += std::to_string(random() % 3000) + "\n";
    after += std::to_string(random() % 3000) + "\n";
  }
  bool ok = false;
  EXPECT_EQ(applied(before, diff(before, after), ok), after);
  EXPECT_TRUE(ok);
}

}  // namespace
}  // namespace sluice::patch

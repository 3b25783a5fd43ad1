#include "engine/go_regexp.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

struct Case {
  const char* pattern;
  std::string text;
  std::vector<Span> matches;
  std::vector<std::string> groups;
};

// What Go 1.26's regexp.FindAllStringIndex and FindStringSubmatch give.
TEST(GoRegexp, MatchesAsGoDoes) {
  const Case cases[] = {
      {"a*", "baac", {{0, 0}, {1, 3}, {4, 4}}, {}},
      {"a*", "", {{0, 0}}, {}},
      {"(?m)^x?", "x\ny\n\nx", {{0, 1}, {2, 2}, {4, 4}, {5, 6}}, {}},
      {".",
       "\xff"
       "a\xc3\xa9\xe4",
       {{0, 1}, {1, 2}, {2, 4}, {4, 5}},
       {}},
      {"[^a]+",
       "a\xff\xfe"
       "b\xe9"
       "a",
       {{1, 5}},
       {}},
      {R"(\bk(?<n>\d)(x)?)", "k1 k2x ak3", {{0, 2}, {3, 6}}, {"1", ""}},
      {"(?i)k", "\u212aKk", {{0, 3}, {3, 4}, {4, 5}}, {}},
      {R"(\x{fffd}+)", "\xff\xffz\xef\xbf\xbd", {{0, 2}, {3, 6}}, {}},
      {"(?s)a.b",
       "a\nb a\xff"
       "b",
       {{0, 3}, {4, 7}},
       {}},
      {"a|ab", "abab", {{0, 1}, {2, 3}}, {}},
      {"(a)|(b)?", "ab", {{0, 1}, {1, 2}}, {"a", ""}},
      {"[[:word:]]+$", "a_1 b\n", {}, {}},
      {R"(\z)", "ab", {{2, 2}}, {}},
  };
  for (const Case& one : cases) {
    const Result<GoRegexp> regex = GoRegexp::compile(one.pattern);
    ASSERT_TRUE(regex) << one.pattern << regex.error().message;
    const GoText text(one.text);
    std::vector<Span> matches;
    regex->find_all(text, matches);
    EXPECT_EQ(matches, one.matches) << one.pattern;
    EXPECT_EQ(regex->is_in(one.text), !one.matches.empty()) << one.pattern;
    std::vector<std::string_view> groups;
    EXPECT_EQ(regex->find_groups(one.text, groups), !one.matches.empty()) << one.pattern;
    EXPECT_EQ(std::vector<std::string>(groups.begin(), groups.end()), one.groups) << one.pattern;
  }
}

TEST(GoRegexp, GroupsAreOfTheRawBytes) {
  const Result<GoRegexp> regex = GoRegexp::compile("k=(.+);");
  std::vector<std::string_view> groups;
  ASSERT_TRUE(regex->find_groups("\xff k=a\xfe\xc3\xa9; ", groups));
  EXPECT_EQ(groups.at(0), "a\xfe\xc3\xa9");
}

TEST(GoRegexp, WhatIsNoPatternIsUsage) {
  for (const char* pattern : {"(", "[", "a**", "(?=a)", "x{1001}", "\\C\\8"}) {
    const Result<GoRegexp> regex = GoRegexp::compile(pattern);
    ASSERT_FALSE(regex) << pattern;
    EXPECT_EQ(regex.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace sluice

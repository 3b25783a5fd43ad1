#include "rules/leaking_case.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(LeakingCase, AFlagWithoutAScopeWidensWhatFollows) {
  EXPECT_EQ(leaking_case("(?i)acme_key=([A-Z0-9]{32})"), "[A-Z0-9]");
  EXPECT_EQ(leaking_case("acme(?i)x[a-f0-9]{8}"), "[a-f0-9]");
  EXPECT_EQ(leaking_case("((?i)a|(?:b[A-Z]))"), "[A-Z]");
  EXPECT_EQ(leaking_case("(?si)[A-Z]"), "[A-Z]");
}

TEST(LeakingCase, AScopeIsWhereItEnds) {
  EXPECT_EQ(leaking_case("(?i:acme_key)=([A-Z0-9]{32})"), "");
  EXPECT_EQ(leaking_case("(?i:[A-Z]{3})"), "");
  EXPECT_EQ(leaking_case("((?i)acme)[A-Z]"), "");
  EXPECT_EQ(leaking_case("(?i)acme(?-i)[A-Z]"), "");
  EXPECT_EQ(leaking_case("(?i)acme(?-i:[A-Z])"), "");
  EXPECT_EQ(leaking_case("(?i)acme(?-i:x)[A-Z]"), "[A-Z]");
  EXPECT_EQ(leaking_case("(?s)[A-Z]"), "");
}

TEST(LeakingCase, WhatHasBothCasesOrNoneStaysWhatItIs) {
  EXPECT_EQ(leaking_case("(?i)acme[A-Za-z0-9]{3}[0-9_-][[:alpha:]]\\w"), "");
  EXPECT_EQ(leaking_case("(?i)[^]=x]\\[A-Z]"), "");
  EXPECT_EQ(leaking_case("(?i)\\Q[A-Z]\\E"), "");
}

TEST(LeakingCase, BrokenPatternsEnd) {
  for (const char* regex : {"(?i", "(?i)[A-Z", "(?i)[", "(?i)\\", "(?", "))))[A-Z]", "(?i)[\\",
                            "(?i)[[:", "(?i)\\Q", ""}) {
    EXPECT_NO_FATAL_FAILURE(leaking_case(regex)) << regex;
  }
  EXPECT_EQ(leaking_case("(?i"), "");
}

}  // namespace
}  // namespace sluice

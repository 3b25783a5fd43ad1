#include "base/when.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

namespace sluice {
namespace {

constexpr int64_t kNow = 1717243200;  // 2024-06-01T12:00:00Z

int64_t when(std::string_view text, int64_t now = kNow) {
  const Result<int64_t> parsed = parse_when(text, now);
  EXPECT_TRUE(parsed) << text << (parsed ? "" : parsed.error().message);
  return parsed ? *parsed : -1;
}

TEST(When, DatesAndTimes) {
  EXPECT_EQ(when("1970-01-01"), 0);
  EXPECT_EQ(when("2024-03-01"), 1709251200);
  EXPECT_EQ(when("2024-02-29"), 1709164800);
  EXPECT_EQ(when("2024-03-01T12:30:05Z"), 1709296205);
  EXPECT_EQ(when("2024-03-01t12:30:05.125z"), 1709296205);
  EXPECT_EQ(when("2024-03-01 12:30:05+01:30"), 1709296205 - 5400);
  EXPECT_EQ(when("2024-03-01T12:30:05-0200"), 1709296205 + 7200);
}

TEST(When, EveryDayOfFourCenturiesAgreesWithTheSystem) {
  for (int64_t day = 0; day < 146097; ++day) {
    const std::time_t seconds = static_cast<std::time_t>(day) * 86400;
    std::tm parts{};
    ASSERT_NE(::gmtime_r(&seconds, &parts), nullptr);
    char text[32];
    ASSERT_EQ(std::strftime(text, sizeof text, "%Y-%m-%d", &parts), 10u);
    ASSERT_EQ(when(text), seconds);
  }
}

TEST(When, Ago) {
  EXPECT_EQ(when("3 hours ago"), kNow - 3 * 3600);
  EXPECT_EQ(when("yesterday"), kNow - 86400);
  EXPECT_EQ(when("1 day ago"), kNow - 86400);
  EXPECT_EQ(when("90d"), kNow - 90 * 86400);
  EXPECT_EQ(when("2 Weeks Ago"), kNow - 14 * 86400);
  EXPECT_EQ(when("2.weeks.ago"), kNow - 14 * 86400);
  EXPECT_EQ(when("2w"), kNow - 14 * 86400);
  EXPECT_EQ(when("1 month ago"), when("2024-05-01T12:00:00Z"));
  EXPECT_EQ(when("6m"), when("2023-12-01T12:00:00Z"));
  EXPECT_EQ(when("2 years ago"), when("2022-06-01T12:00:00Z"));
  EXPECT_EQ(when("1y"), when("2023-06-01T12:00:00Z"));
}

TEST(When, AMonthBackStaysInItsMonth) {
  EXPECT_EQ(when("1 month ago", when("2024-03-31")), when("2024-02-29"));
  EXPECT_EQ(when("1 year ago", when("2024-02-29")), when("2023-02-28"));
  EXPECT_EQ(when("1 month ago", when("2024-01-15")), when("2023-12-15"));
}

TEST(When, WhatIsNoTimeIsUsage) {
  for (const std::string text : {"",
                                 "now-ish",
                                 "2024",
                                 "2024-13-01",
                                 "2024-00-01",
                                 "2024-02-30",
                                 "2023-02-29",
                                 "2024-03-01T",
                                 "2024-03-01T25:00:00Z",
                                 "2024-03-01T10:61:00Z",
                                 "2024-03-01T10:00:00",
                                 "2024-03-01T10:00:00.Z",
                                 "2024-03-01T10:00:00+1",
                                 "2024-03-01x",
                                 "5 parsecs ago",
                                 "ago",
                                 "-3 days ago",
                                 "d",
                                 "3",
                                 "99999999d",
                                 "1000001d",
                                 "60 years ago",
                                 "1969-12-31"}) {
    const Result<int64_t> parsed = parse_when(text, kNow);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::kUsage);
    EXPECT_NE(parsed.error().message.find("'" + text + "'"), std::string::npos);
  }
  const Result<int64_t> hostile = parse_when("\x1b[2J" + std::string(5000, 'x'), kNow);
  ASSERT_FALSE(hostile);
  EXPECT_LT(hostile.error().message.size(), 300u);
  EXPECT_EQ(hostile.error().message.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace sluice

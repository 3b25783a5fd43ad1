#include "git/reflog.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::git {
namespace {

std::string id(char digit) { return std::string(40, digit); }

std::string line(char from, char to) {
  return id(from) + " " + id(to) + " A <a@example.com> 1704067200 +0000\tcommit: x\n";
}

TEST(Reflog, TakesBothIdsOfEachLine) {
  std::vector<ObjectId> ids;
  const BadLines bad = parse_reflog(line('0', '1') + line('1', '2'), 20, ids);
  EXPECT_EQ(bad.count, 0u);
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids[0].hex(), id('1'));
  EXPECT_EQ(ids[1].hex(), id('2'));
}

TEST(Reflog, CountsBadLinesAndGoesOn) {
  std::vector<ObjectId> ids;
  const BadLines bad = parse_reflog(
      line('0', '1') + "\n" + id('g') + " " + id('1') + " x\n" + line('1', '2'), 20, ids);
  EXPECT_EQ(bad.count, 2u);
  EXPECT_EQ(bad.first, 2u);
  EXPECT_EQ(ids.size(), 2u);
}

TEST(Reflog, ReadsSha256) {
  std::vector<ObjectId> ids;
  const std::string text = std::string(64, '0') + " " + std::string(64, 'a') + " A <a> 1 +0000";
  EXPECT_EQ(parse_reflog(text, 32, ids).count, 0u);
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ(ids[0].size, 32);
  EXPECT_EQ(parse_reflog(text, 20, ids).count, 1u);
}

TEST(Reflog, SurvivesDamage) {
  const std::string text = line('0', '1') + line('1', '2');
  for (size_t at = 0; at < text.size(); ++at) {
    std::vector<ObjectId> ids;
    parse_reflog(std::string_view(text).substr(0, at), 20, ids);
    EXPECT_LE(ids.size(), 2u);
    std::string damaged = text;
    damaged[at] = '\n';
    ids.clear();
    const BadLines bad = parse_reflog(damaged, 20, ids);
    EXPECT_GE(ids.size(), 1u);
    EXPECT_LE(bad.count, 2u);
  }
}

}  // namespace
}  // namespace sluice::git

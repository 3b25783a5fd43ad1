#include "source/ref_updates.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

const std::string kZero(40, '0'), kOld(40, 'a'), kNew(40, 'b');

TEST(RefUpdates, ReadsWhatPreReceiveIsTold) {
  const auto updates = parse_received(
      kZero + " " + kNew + " refs/heads/main\n" + kOld + " " + kZero + " refs/tags/v1\n", 20);
  ASSERT_TRUE(updates.has_value()) << updates.error().message;
  ASSERT_EQ(updates->size(), 2u);
  EXPECT_EQ((*updates)[0].name, "refs/heads/main");
  EXPECT_TRUE((*updates)[0].before.empty());
  EXPECT_EQ((*updates)[0].after.hex(), kNew);
  EXPECT_EQ((*updates)[1].before.hex(), kOld);
  EXPECT_TRUE((*updates)[1].after.empty());
}

TEST(RefUpdates, ReadsWhatPrePushIsToldWhateverTheLocalNameHolds) {
  const auto updates = parse_pushed("HEAD@{1 day ago} " + kNew + " refs/heads/x " + kOld +
                                        "\n(delete) " + kZero + " refs/heads/y " + kOld,
                                    20);
  ASSERT_TRUE(updates.has_value()) << updates.error().message;
  ASSERT_EQ(updates->size(), 2u);
  EXPECT_EQ((*updates)[0].name, "refs/heads/x");
  EXPECT_EQ((*updates)[0].before.hex(), kOld);
  EXPECT_EQ((*updates)[0].after.hex(), kNew);
  EXPECT_TRUE((*updates)[1].after.empty());
}

TEST(RefUpdates, NothingToldIsNothingToDo) {
  EXPECT_TRUE(parse_received("", 20)->empty());
  EXPECT_TRUE(parse_pushed("", 32)->empty());
}

TEST(RefUpdates, NamesTheLineThatIsOfAnotherForm) {
  const std::string good = kOld + " " + kNew + " refs/heads/main\n";
  for (const std::string& bad :
       {std::string("\n"), std::string("x\n"), kOld + " " + kNew + "\n", kOld + " " + kNew + " \n",
        kOld + " " + kNew.substr(1) + " refs/x\n", kOld + "  " + kNew + " refs/x\n",
        std::string(40, 'g') + " " + kNew + " refs/x\n", std::string("\x1b[2J") + "\n"}) {
    const auto updates = parse_received(good + bad, 20);
    ASSERT_FALSE(updates.has_value()) << bad;
    EXPECT_EQ(updates.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(updates.error().message.rfind("line 2 of standard input", 0), 0u);
    EXPECT_EQ(updates.error().message.find('\x1b'), std::string::npos);
  }
  EXPECT_FALSE(parse_received(good, 32).has_value());
  EXPECT_FALSE(parse_pushed(kNew + " refs/heads/x " + kOld + "\n", 20).has_value());
}

TEST(RefUpdates, ReadsTheArgumentsOfUpdate) {
  const auto update = make_update("refs/heads/main", kOld, kNew, 20);
  ASSERT_TRUE(update.has_value());
  EXPECT_EQ(update->after.hex(), kNew);
  EXPECT_FALSE(make_update("refs/heads/main", "old", kNew, 20).has_value());
  EXPECT_FALSE(make_update("", kOld, kNew, 20).has_value());
}

}  // namespace
}  // namespace sluice

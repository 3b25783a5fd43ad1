#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

const std::string kShort =
    std::string("AAECAwQFBgcICQoLDA0ODxAREhMU") + "FRYXGBkaGxwdHh8A" + "QJJ" + "QABAATESTAAACDEFG";
const std::string kLong =
    std::string("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss") +
    "LS4vMDEyMzQ1Njc4OTo7PD0-PwAA" + "QJJ" + "QACBATESTabcdAAACDEFG";

TEST(Cask, BothSizesHold) {
  EXPECT_EQ(validity_of("cask-v1", kShort), Validity::kStructureValid);
  EXPECT_EQ(validity_of("cask-v1", kLong), Validity::kStructureValid);
}

TEST(Cask, ReservedPlacesAndSizesAreHeld) {
  EXPECT_TRUE(is_dropped("cask-v1", kShort + "AAAA"));
  EXPECT_TRUE(is_dropped("cask-v1", kShort.substr(0, 60)));
  std::string text = kShort;
  text[43] = 'B';  // reserved
  EXPECT_TRUE(is_dropped("cask-v1", text));
  text = kShort;
  text[42] = '9';  // spare bits
  EXPECT_TRUE(is_dropped("cask-v1", text));
  text = kShort;
  text[59] = 'M';  // the month
  EXPECT_TRUE(is_dropped("cask-v1", text));
  text = kShort;
  text[50] = 'B';  // one group of data, which is not there
  EXPECT_TRUE(is_dropped("cask-v1", text));
}

TEST(Cask, NoCutHolds) {
  for (size_t size = 0; size < kLong.size(); ++size) {
    EXPECT_TRUE(is_dropped("cask-v1", kLong.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace sluice::judge

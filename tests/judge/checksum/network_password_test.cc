#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kHolds = Validity::kStructureValid;

// "Sluice-Router" from place 11 on, and "cisco" from two places.
TEST(CiscoType7, DecodesToText) {
  EXPECT_EQ(validity_of("cisco-type7", std::string("113A15101E11") + "0E4136253E302D21"), kHolds);
  EXPECT_EQ(validity_of("cisco-type7", std::string("0605") + "06324F41"), kHolds);
  EXPECT_EQ(validity_of("cisco-type7", std::string("0822") + "455d0a16"), kHolds);
}

TEST(CiscoType7, OtherTextsAreDropped) {
  for (const char* text :
       {"", "11", "113", "0605FF324F41", "9905063241", "0A05063241", "06050632ZZ", "53050632"}) {
    EXPECT_TRUE(is_dropped("cisco-type7", text)) << text;
  }
  EXPECT_TRUE(is_dropped("cisco-type7", std::string(100'000, '0')));
}

// "lc", the example of Juniper's users, and "Sluice-Router".
TEST(Juniper9, DecodesToText) {
  EXPECT_EQ(validity_of("juniper-9", std::string("$9") + "$LbHX-wg4Z"), kHolds);
  EXPECT_EQ(
      validity_of("juniper-9", std::string("$9") + "$niHkC01MWxbYoreWxNdg4mf5z/AleWNVY8XVY4oiH"),
      kHolds);
}

TEST(Juniper9, OtherTextsAreDropped) {
  for (const char* text :
       {"", "$9$", "$9$L", "$9$Lb", "$9$LbHX-wg4Z!", "$9$LbHX-wg4", "$9$LbHXXXXX"}) {
    EXPECT_TRUE(is_dropped("juniper-9", text)) << text;
  }
  EXPECT_TRUE(is_dropped("juniper-9", std::string(100'000, 'i')));
}

// A cut may end between characters of the text; what it proves is then no longer.
TEST(Juniper9, EveryByteMayBeAnything) {
  const std::string whole = std::string("$9") + "$niHkC01MWxbYoreWxNdg4mf5z/AleWNVY8XVY4oiH";
  for (size_t at = 3; at < whole.size(); ++at) {
    std::string text = whole;
    for (int c = 0; c < 256; ++c) {
      text[at] = static_cast<char>(c);
      const Validity validity = validity_of("juniper-9", text);
      EXPECT_TRUE(validity == kHolds || validity == Validity::kChecksumInvalid);
    }
    EXPECT_NE(validity_of("juniper-9", whole.substr(0, at)), Validity::kChecksumValid);
  }
}

}  // namespace
}  // namespace sluice::judge

#include "judge/passphrase.h"

#include <gtest/gtest.h>

#include "judge/prose.h"

namespace sluice::judge {
namespace {

TEST(Passphrase, WordsJoinedAlike) {
  for (const char* value :
       {"harbour-tulip-copper-lantern", "harbour.tulip.copper.lantern",
        "harbour_tulip_copper_lantern", "harbour tulip copper lantern", "HarbourTulipCopperLantern",
        "Harbour-Tulip-Copper-Lantern", "harbour-tulip-copper-lantern-42",
        "HarbourTulipCopperLantern42", "harbour-tulip-copper-tulip"}) {
    EXPECT_TRUE(is_passphrase(value)) << value;
  }
}

TEST(Passphrase, NamesOfProgramsAndSentencesAreNone) {
  for (const char* value : {"", "harbour", "harbour-tulip-copper", "tulip-tulip-copper-copper",
                            "login.form.fields.label", "org.harbour.tulip.copper",
                            "please choose another copper", "harbour-tulip_copper-lantern",
                            "harbour--tulip-copper-lantern", "harbourTulip-copperLantern",
                            "ab-cd-ef-gh-ij-kl-mn", "harbour-tulip-copper-lantern-12345"}) {
    EXPECT_FALSE(is_passphrase(value)) << value;
  }
}

TEST(Passphrase, StandsOutOfASentence) {
  EXPECT_TRUE(stands_out("harbour-tulip-copper-lantern"));
  EXPECT_FALSE(stands_out("harbour-tulip"));
}

TEST(Passphrase, LongValuesAreNone) {
  std::string value = "harbour";
  for (int i = 0; i < 20; ++i) value += "-tulip";
  EXPECT_FALSE(is_passphrase(value));
  EXPECT_FALSE(is_passphrase(std::string(80, '-')));
}

}  // namespace
}  // namespace sluice::judge

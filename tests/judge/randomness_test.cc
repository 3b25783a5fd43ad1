#include "judge/randomness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace sluice::judge {
namespace {

TEST(Randomness, FindsTheSmallestAlphabet) {
  EXPECT_EQ(alphabet_of("0123"), Alphabet::kDigits);
  EXPECT_EQ(alphabet_of("0123abcdef"), Alphabet::kHex);
  EXPECT_EQ(alphabet_of("0123ABCDEF"), Alphabet::kHex);
  EXPECT_EQ(alphabet_of("0123abCD"), Alphabet::kBase62);
  EXPECT_EQ(alphabet_of("KRSXG5CT"), Alphabet::kBase32);
  EXPECT_EQ(alphabet_of("zz01"), Alphabet::kBase36);
  EXPECT_EQ(alphabet_of("aZ0+/="), Alphabet::kBase64);
  EXPECT_EQ(alphabet_of("aZ0!"), Alphabet::kPrintable);
  EXPECT_EQ(alphabet_of("a\x80"), Alphabet::kOther);
}

TEST(Randomness, EntropyOfKnownStrings) {
  EXPECT_DOUBLE_EQ(shannon_entropy(""), 0);
  EXPECT_DOUBLE_EQ(shannon_entropy("aaaa"), 0);
  EXPECT_DOUBLE_EQ(shannon_entropy("abab"), 1);
  EXPECT_DOUBLE_EQ(shannon_entropy("abcd"), 2);
}

// The table against its definition: about 1 % of random strings lie below it.
TEST(Randomness, TheFloorIsTheFirstPercentile) {
  std::mt19937 random(3);
  const std::string base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (const auto& [alphabet, digits, kind] :
       {std::tuple{Alphabet::kHex, std::string("0123456789abcdef"), 0},
        {Alphabet::kBase62, base62, 1}}) {
    for (const size_t length : {16u, 28u, 40u}) {
      int below = 0;
      for (int i = 0; i < 2000; ++i) {
        std::string text;
        for (size_t k = 0; k < length; ++k) text += digits[random() % digits.size()];
        below += shannon_entropy(text) < entropy_floor(alphabet, length) - 1e-9 ? 1 : 0;
      }
      EXPECT_LE(below, 60) << alphabet_name(alphabet) << " " << length << " " << kind;
    }
  }
  EXPECT_EQ(entropy_floor(Alphabet::kHex, 7), 0);
  EXPECT_EQ(entropy_floor(Alphabet::kHex, 5000), entropy_floor(Alphabet::kHex, 128));
}

TEST(Randomness, TextureCounts) {
  const Texture texture = texture_of("aaB12!cde");
  EXPECT_EQ(texture.classes, 4u);
  EXPECT_EQ(texture.longest_run, 2u);
  EXPECT_EQ(texture.longest_walk, 3u);
  EXPECT_EQ(texture.digits, 2u);
  EXPECT_EQ(texture.changes, 4u);
  EXPECT_EQ(texture.distinct, 8u);
  EXPECT_EQ(texture.vowels, 3u);
}

TEST(Randomness, PeriodsAndKeyboardWalks) {
  EXPECT_TRUE(is_periodic("abcabcab"));
  EXPECT_TRUE(is_periodic("aa"));
  EXPECT_FALSE(is_periodic("abca"));
  EXPECT_FALSE(is_periodic(""));
  EXPECT_TRUE(is_keyboard_walk("qwertyuiop"));
  EXPECT_TRUE(is_keyboard_walk("asdfgh"));
  EXPECT_TRUE(is_keyboard_walk("1qaz2wsx") || is_keyboard_walk("1qazxsw2"));
  EXPECT_FALSE(is_keyboard_walk("f3Kz90Qp"));
}

}  // namespace
}  // namespace sluice::judge

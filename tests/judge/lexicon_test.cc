#include "judge/lexicon.h"

#include <gtest/gtest.h>

namespace sluice::judge {
namespace {

TEST(Lexicon, KnowsWordsInAnyCase) {
  EXPECT_TRUE(is_word_known("password"));
  EXPECT_TRUE(is_word_known("Harbour"));
  EXPECT_FALSE(is_word_known("qzxv"));
  EXPECT_FALSE(is_word_known("the"));
  EXPECT_FALSE(is_word_known(""));
}

TEST(Lexicon, CoversByTheLongestWords) {
  const WordCover cover = cover_by_words("summer2024table!");
  EXPECT_EQ(cover.letters, 11u);
  EXPECT_EQ(cover.covered, 11u);
  EXPECT_EQ(cover.longest, 6u);
  EXPECT_EQ(cover_by_words("f3Kz90QpLwX2vBn7").covered, 0u);
  EXPECT_EQ(cover_by_words("").share(), 0);
}

TEST(Lexicon, BigramsPartWordsFromNoise) {
  EXPECT_GT(bigram_gap("configuration"), 0.5);
  EXPECT_LT(bigram_gap("qxzvkjwqpf"), -1);
  EXPECT_EQ(bigram_gap("1234"), 0);
  EXPECT_EQ(bigram_gap("a\x80z"), 0);
}

TEST(Lexicon, CommonPasswordsAndTheirDisguises) {
  for (const char* weak :
       {"password", "P@ssw0rd", "admin123", "letmein!", "123456", "s3cr3t", "toor", "Root2024!"}) {
    EXPECT_TRUE(is_common_password(weak)) << weak;
  }
  for (const char* strong : {"Tulip-9!harbour", "f3Kz90Qp", "", "adminzebra"}) {
    EXPECT_FALSE(is_common_password(strong)) << strong;
  }
}

}  // namespace
}  // namespace sluice::judge

#include "judge/placeholder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sluice::judge {
namespace {

TEST(Placeholder, OfTokens) {
  for (const char* token :
       {"xxxxxxxxxxxxxxxxxxxx", "AKIAIOSFODNN7EXAMPLE", "aaaaaaaaaaaaaaaaaaaa",
        "1234567890abcdef1234", "abcdefghijklmnopqrst", "<your-token>", "your_token_goes_here_1234",
        "replace-me-0123", "a1b2c3d4e5f6a7b8c9d0", "ab12ab12ab12ab12ab12", "f3Kz90****************",
        "f3Kz90\xe2\x80\xa6"}) {
    EXPECT_NE(token_placeholder(token), "") << token;
  }
}

TEST(Placeholder, ZeroBytesInBase64AreNoRepetition) {
  EXPECT_EQ(token_placeholder("IYvfaZZf2IZAAAAAAAAAA8JHyiU0yAiYjWBa3wg"), "");
}

// The promise of the header: fewer than one random token in a thousand.
TEST(Placeholder, SparesRandomTokens) {
  std::mt19937 random(7);
  for (const std::string alphabet :
       {"0123456789abcdef", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}) {
    int hits = 0;
    for (int i = 0; i < 4000; ++i) {
      std::string token;
      for (int k = 0; k < 40; ++k) token += alphabet[random() % alphabet.size()];
      hits += token_placeholder(token).empty() ? 0 : 1;
    }
    EXPECT_LE(hits, 4) << alphabet;
  }
}

TEST(Placeholder, OfValues) {
  for (const char* value :
       {"", "xxxxxx", "********", "...", "----", "null", "None", "true", "string", "your-password",
        "YOUR_API_KEY", "<password>abc...", "TODO-set", "redacted", "put-your-key-here", "aaaa"}) {
    EXPECT_NE(value_placeholder(value), "") << value;
  }
  for (const char* value : {"Tulip-9!harbour", "f3Kz90QpLwX2vBn7", "changeit", "hunter2"}) {
    EXPECT_EQ(value_placeholder(value), "") << value;
  }
}

TEST(Placeholder, SampleWordsAndEchoes) {
  EXPECT_EQ(sample_word("my-example-pw"), "example");
  EXPECT_EQ(sample_word("Tulip-9!harbour"), "");
  EXPECT_TRUE(is_echo("password", "db_password"));
  EXPECT_TRUE(is_echo("DB_PASSWORD", "db_password"));
  EXPECT_TRUE(is_echo("my-secret-token", "x"));
  EXPECT_TRUE(is_echo("Zebra7", "zebra7"));
  EXPECT_FALSE(is_echo("Tulip-9!harbour", "password"));
  EXPECT_FALSE(is_echo("", "password"));
}

}  // namespace
}  // namespace sluice::judge

#include "judge/encoded.h"

#include <gtest/gtest.h>

namespace sluice::judge {
namespace {

TEST(Encoded, DecodesPairs) {
  EXPECT_EQ(decode_credentials("dXNlcjpwYXNzd29yZA=="), "user:password");
  EXPECT_EQ(decode_credentials("dXNlcjpwYXNzd29yZA"), "user:password");
  for (const char* text :
       {"", "dXNlcg==", "dXNlcjo=", "OnB3", "!!!!", "dXNlcjpwYXNzd29yZA===x", "AAAAAAAA"}) {
    EXPECT_FALSE(decode_credentials(text)) << text;
  }
}

TEST(Encoded, WordsOfManualsAreWeak) {
  for (const char* pair :
       {"user:password", "foo:foo", "nocolon", "a:${B}", "a:xxxxxxxx", "a:Zq9!e"}) {
    EXPECT_TRUE(is_weak_pair(pair)) << pair;
  }
  EXPECT_FALSE(is_weak_pair("deploy:Tulip-9!harbour"));
}

}  // namespace
}  // namespace sluice::judge

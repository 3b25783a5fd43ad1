#include "pipeline/similarity.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Similarity, CountsTheBytesOfKeptLines) {
  EXPECT_EQ(kept_bytes("a\nbb\nccc\n", "ccc\na\n"), 6u);
  EXPECT_EQ(kept_bytes("a\na\na\n", "a\na\n"), 4u);
  EXPECT_EQ(kept_bytes("a\n", "a\na\na\n"), 2u);
  EXPECT_EQ(kept_bytes("a", "a\n"), 0u);  // the newline is part of its line
  EXPECT_EQ(kept_bytes("", "a"), 0u);
  EXPECT_EQ(kept_bytes("a", ""), 0u);
}

TEST(Similarity, HalfIsEnough) {
  EXPECT_TRUE(keeps_half("aa\nbb\n", "aa\nxx\nyy\n"));
  EXPECT_FALSE(keeps_half("aa\nbbb\n", "aa\nxx\n"));
  EXPECT_TRUE(keeps_half("one line", "one line"));
  EXPECT_TRUE(keeps_half("", ""));
  EXPECT_FALSE(keeps_half("", "a"));
}

}  // namespace
}  // namespace sluice

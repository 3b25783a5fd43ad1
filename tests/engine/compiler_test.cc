#include "engine/compiler.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Compiler, AnAnchoredTokenHoldsALiteral) {
  EXPECT_TRUE(holds_literal(R"(\bacme_[0-9a-z]{8})", 4));
  EXPECT_TRUE(holds_literal(R"((?:\b|\\n)(?:acme_|acmx_)[0-9a-z]{8})", 4));
  EXPECT_TRUE(holds_literal(R"((?i:AcMe)[0-9a-z]{8})", 4));
}

TEST(Compiler, EachAlternativeMustHoldOne) {
  EXPECT_FALSE(holds_literal(R"(\b(?:acme_|am_)[0-9a-z]{8})", 4));
  EXPECT_FALSE(holds_literal(R"(acme_[a-z]{8}|[0-9a-f]{40})", 4));
}

TEST(Compiler, WhatIsShortOptionalOrAClassIsNoLiteral) {
  EXPECT_FALSE(holds_literal("abc[0-9]{8}", 4));
  EXPECT_FALSE(holds_literal("(?:acme_)?[0-9]{8}", 4));
  EXPECT_FALSE(holds_literal("[0-9a-f]{40}", 4));
  EXPECT_FALSE(holds_literal("", 4));
  EXPECT_FALSE(holds_literal("(acme_", 4));
}

}  // namespace
}  // namespace sluice

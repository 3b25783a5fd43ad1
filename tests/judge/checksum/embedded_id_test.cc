#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kHolds = Validity::kStructureValid;

TEST(EmbeddedId, NugetVersionFour) {
  const std::string tail = std::string("k7qxw3mzpvd5hbt6rjnc4gs") + "yelafu2oik7qxw3mzpvd";
  EXPECT_EQ(validity_of("nuget-v4", "oy2" + tail), Validity::kUnknown);
  EXPECT_FALSE(is_dropped("nuget-v4", "oy2" + tail));
  EXPECT_TRUE(is_dropped("nuget-v4", "oy3" + tail));
  EXPECT_TRUE(is_dropped("nuget-v4", "oy20" + tail.substr(1)));
  EXPECT_EQ(validity_of("nuget-v4", "oy2"), Validity::kUnknown);
}

TEST(EmbeddedId, CircleciHoldsARandomUuid) {
  // f81d4fae-7dec-41d0-a765-00a0c91e6bf6 and its like of version 1.
  const std::string tail = "_" + std::string(40, 'd');
  EXPECT_EQ(validity_of("circleci", "CCIPAT_Xe22UfxT6ZNQ9PyC3abauj" + tail), kHolds);
  EXPECT_TRUE(is_dropped("circleci", "CCIPAT_Xe22UfxT3rxcKJEAfL5373" + tail));
  EXPECT_TRUE(is_dropped("circleci", "CCIPAT_Xe22UfxT6ZNQ9PyC3abau0" + tail));
  EXPECT_EQ(validity_of("circleci", "CCIPAT_"), Validity::kUnknown);
}

TEST(EmbeddedId, DiscordBotIsASnowflake) {
  const std::string tail = std::string(".GhR2kX.") + "q7Zk3vQ9sLwP0dXr7TnYh5mKc2Bf8J";
  EXPECT_EQ(validity_of("discord-bot", base64_encode("923456789012345678") + tail), kHolds);
  EXPECT_TRUE(is_dropped("discord-bot", base64_encode("92345678901234567x") + tail));
  EXPECT_TRUE(is_dropped("discord-bot", base64_encode("9234567890") + tail));
  EXPECT_TRUE(is_dropped("discord-bot", ""));
}

TEST(EmbeddedId, JfrogReferenceTellsItsEnd) {
  const auto token = [](std::string_view expiry) {
    return base64_encode("reftkn:01:" + std::string(expiry) + ":q7Zk3vQ9sLwP0dXr7TnYh5mKc2");
  };
  EXPECT_EQ(validity_of("jfrog-reference", token("0000000000")), kHolds);
  EXPECT_EQ(validity_of("jfrog-reference", token("1000000000")), Validity::kExpired);
  EXPECT_EQ(validity_of("jfrog-reference", token("")), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("jfrog-reference", token(std::string(30, '9'))),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("jfrog-reference", base64_encode("reftkn:01:5")),
            Validity::kChecksumInvalid);
}

TEST(EmbeddedId, DataCenterTokenNamesItsRow) {
  const std::string random =
      "\x91\xe2\x03\x84\x95\xa6\xb7\xc8\xd9\xea\xfb\x0c\x1d\x2e\x3f\x40\x51\x62\x73\x84";
  const std::string good = base64_encode("478213905612:" + random);
  EXPECT_EQ(validity_of("data-center-pat", good), kHolds);
  EXPECT_EQ(validity_of("data-center-pat", "BBDC-" + good), kHolds);
  EXPECT_TRUE(is_dropped("data-center-pat", base64_encode("000000000000:" + random)));
  EXPECT_TRUE(is_dropped("data-center-pat", base64_encode("x78213905612:" + random)));
  EXPECT_TRUE(is_dropped("data-center-pat", base64_encode("4782:" + random)));
}

TEST(EmbeddedId, IntercomStartsWithTok) {
  EXPECT_EQ(validity_of("intercom", base64_encode("tok:3f9a1c07_8b2d_4e51_a6c9:1:0")), kHolds);
  EXPECT_EQ(validity_of("intercom", base64_encode("tok:zzzzzzzz_8b2d_4e51_a6c9:1:0")),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("intercom", base64_encode("tok:")), Validity::kChecksumInvalid);
}

}  // namespace
}  // namespace sluice::judge

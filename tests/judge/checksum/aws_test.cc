#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// A key id of that account, as issued since 2020.
std::string key_id(uint64_t account) {
  const uint64_t head = uint64_t{1} << 47 | account << 7;
  std::string id = "AKIA";
  // 48 bits of head, then zero bits and a last one: ten bytes, 16 characters.
  for (int digit = 0; digit < 16; ++digit) {
    uint64_t value = 0;
    for (int bit = 5 * digit; bit < 5 * digit + 5; ++bit) {
      value = value << 1 | (bit < 48 ? head >> (47 - bit) & 1 : bit == 79 ? 1 : 0);
    }
    id += kAlphabet[value];
  }
  return id;
}

TEST(AwsKeyId, AccountIsDecoded) {
  EXPECT_EQ(key_id(111122223333), std::string("AK") + "IA" + "RTX3GSDS" + "QAAAAAAB");
  const CheckOutcome outcome = run_check("aws-key-id", key_id(210987654321));
  EXPECT_FALSE(outcome.drop);
  EXPECT_EQ(note_of(outcome, "aws_account"), "210987654321");
  EXPECT_EQ(note_of(run_check("aws-key-id", key_id(42)), "aws_account"), "000000000042");
}

TEST(AwsKeyId, DocumentationIsDropped) {
  EXPECT_TRUE(is_dropped("aws-key-id", key_id(111122223333)));
  EXPECT_TRUE(is_dropped("aws-key-id", key_id(123456789012)));
  EXPECT_TRUE(is_dropped("aws-key-id", std::string("AKIAIOSFODNN7") + "EXAMPLE"));
}

TEST(AwsKeyId, OtherDigitsAreNotGenuine) {
  for (const char digit : {'0', '1', '8', '9'}) {
    std::string id = key_id(210987654321);
    id[9] = digit;
    EXPECT_TRUE(is_dropped("aws-key-id", id)) << digit;
  }
}

TEST(AwsKeyId, AnAccountHasTwelveDigits) {
  const CheckOutcome outcome = run_check("aws-key-id", key_id(1'000'000'000'000));
  EXPECT_EQ(outcome.validity, Validity::kChecksumInvalid);
  EXPECT_FALSE(outcome.drop);
}

TEST(AwsKeyId, OlderIdsSayNothing) {
  const CheckOutcome outcome = run_check("aws-key-id", std::string("AKIA") + "IQ3HTSGXK5RLWBMZ");
  EXPECT_EQ(outcome.validity, Validity::kUnknown);
  EXPECT_TRUE(outcome.notes.empty());
}

TEST(AwsBedrock, UserNamesTheAccount) {
  const std::string key =
      "ABSK" + base64_encode("BedrockAPIKey-x7k2-at-210987654321:Zk3vQ9sLwP0dXr7TnYh5");
  const CheckOutcome outcome = run_check("aws-bedrock", key);
  EXPECT_EQ(outcome.validity, Validity::kStructureValid);
  EXPECT_EQ(note_of(outcome, "aws_account"), "210987654321");
  for (const char* text : {"BedrockAPIKey-x7k2-at-2109876543:Zk3v", "BedrockAPIKey-x7k2", "a:b"}) {
    EXPECT_EQ(validity_of("aws-bedrock", "ABSK" + base64_encode(text)), Validity::kChecksumInvalid);
  }
}

}  // namespace
}  // namespace sluice::judge

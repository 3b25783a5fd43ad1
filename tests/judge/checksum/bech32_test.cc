#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

std::string identity() {
  return std::string("AGE-SECRET-") + "KEY-1" +
         "QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S" + "WRYDWG";
}

TEST(Bech32, AgeIdentityHolds) {
  EXPECT_EQ(validity_of("age-bech32", identity()), Validity::kChecksumValid);
}

TEST(Bech32, AnyAlteredCharacterFails) {
  constexpr std::string_view kAlphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  for (size_t at = 16; at < identity().size(); ++at) {
    std::string other = identity();
    other[at] = kAlphabet[(kAlphabet.find(other[at]) + 1) % kAlphabet.size()];
    EXPECT_TRUE(is_dropped("age-bech32", other)) << at;
  }
}

// BIP-173's own vectors.
TEST(Bech32, StandardVectors) {
  for (const char* text :
       {"A12UEL5L", "a12uel5l", "?1ezyfcl", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"}) {
    EXPECT_EQ(validity_of("bech32", text), Validity::kChecksumValid) << text;
    EXPECT_TRUE(is_dropped("age-bech32", text)) << text;
  }
  for (const char* text : {"", "1", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3",
                           "A1G7SGD8", "10a06t8", "a12UEL5L"}) {
    EXPECT_TRUE(is_dropped("bech32", text)) << text;
  }
}

TEST(Bech32, LengthIsBounded) {
  EXPECT_TRUE(is_dropped("bech32", "a1" + std::string(1 << 20, 'q')));
}

}  // namespace
}  // namespace sluice::judge

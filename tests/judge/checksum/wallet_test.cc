// The keys are the bytes 00 to 1F, of no one.
#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr Validity kHolds = Validity::kChecksumValid;

const std::string kWif = std::string("5HpHgWkLaovGWySEFpn") + "g1XQ6pdG1TzNWR7SrETvfTRVdKHNXZh8";
const std::string kShortWif =
    std::string("KwDidQJHSE67VJ6MWRvbB") + "KAxhD3F48DvqRT6JRqrjd7MHLBjGF7V";
const std::string kTestWif =
    std::string("cMai6KJ8sHnNejZctqji") + "Ydg2KSLeiaKcuTbZQrJNEjmMY5JQw6eP";
const std::string kExtended = std::string("xpr") +
                              "v9s21ZrQH143K2NukZg6wLLhBGTfK6twkq4qMuqCpX2uq3udoAx4cKXFmyQrGAMn8" +
                              "TNyjNJThnPHL321QCxRxZpg7QQAvQFb7kePtCLcSrq3";
const std::string kPublic = std::string("xpu") +
                            "b661MyMwAqRbcErzDfhdwhUdupVVoWMfcCHkxiDcS5NSovhxwiVNrsKaFpft2bzpn" +
                            "ZxnBYPk3GJGnZ6kjvr9wd5x2VgdWjsmxfpHtwdqVjok";
const std::string kRipple = std::string("sp6JdwovBCsiwn") + "MhXuvZGZtPUoGVj";
const std::string kRippleEd = std::string("sEdSJHdnVumf99W") + "faHTnU8DaQkx5Q4n";
const std::string kStellar =
    std::string("SAAACAQDAQCQMBYIBEFAWDAN") + "BYHRAEISCMKBKFQXDAMRUGY4DUPB6NKI";

TEST(Wallet, KeysCarryTheirSum) {
  EXPECT_EQ(validity_of("bitcoin-wif", kWif), kHolds);
  EXPECT_EQ(validity_of("bitcoin-wif", kShortWif), kHolds);
  EXPECT_EQ(note_of(run_check("bitcoin-wif", kTestWif), "network"), "test");
  EXPECT_EQ(validity_of("bip32-private", kExtended), kHolds);
  EXPECT_EQ(validity_of("xrp-seed", kRipple), kHolds);
  EXPECT_EQ(validity_of("xrp-seed", kRippleEd), kHolds);
  EXPECT_EQ(validity_of("stellar-seed", kStellar), kHolds);
  for (const std::string& text : {kWif, kExtended, kPublic}) {
    EXPECT_EQ(validity_of("base58check", text), kHolds);
  }
}

TEST(Wallet, APublicKeyIsNoPrivateOne) {
  EXPECT_TRUE(is_dropped("bip32-private", kPublic));
  EXPECT_TRUE(is_dropped("bitcoin-wif", kExtended));
  EXPECT_TRUE(is_dropped("xrp-seed", kWif));
}

TEST(Wallet, OneWrongCharacterIsRefuted) {
  EXPECT_TRUE(is_dropped("bitcoin-wif", altered(kWif, 20)));
  EXPECT_TRUE(is_dropped("stellar-seed", altered(kStellar, 30)));
  EXPECT_TRUE(is_dropped("xrp-seed", altered(kRipple, 9)));
}

TEST(Wallet, DamageProvesNothing) {
  EXPECT_EQ(count_false_proofs("bitcoin-wif", kWif), 0U);
  EXPECT_EQ(count_false_proofs("bip32-private", kExtended), 0U);
  EXPECT_EQ(count_false_proofs("base58check", kTestWif), 0U);
  EXPECT_EQ(count_false_proofs("xrp-seed", kRipple), 0U);
}

// Base32 reads lower case as well: only that bit may flip.
TEST(Wallet, DamagedStellarSeedsProveNothing) {
  for (size_t at = 0; at < kStellar.size(); ++at) {
    EXPECT_EQ(validity_of("stellar-seed", altered(kStellar, at)), Validity::kChecksumInvalid) << at;
    EXPECT_NE(validity_of("stellar-seed", kStellar.substr(0, at)), kHolds) << at;
  }
}

}  // namespace
}  // namespace sluice::judge

#include <gtest/gtest.h>

#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

std::string counted(size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(WireGuard, AClampedKeySpeaksForItself) {
  std::string key = counted(32);
  EXPECT_EQ(note_of(run_check("wireguard", base64_encode(key)), "clamped"), "");
  key[0] = 0x10, key[31] = 0x41;
  EXPECT_EQ(note_of(run_check("wireguard", base64_encode(key)), "clamped"), "curve25519");
  EXPECT_TRUE(is_dropped("wireguard", base64_encode(counted(31))));
}

const std::string kVault = std::string("hv") +
                           "s.CAESIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fGh4KHGh2" +
                           "cy5TbHVpY2VWYXVsdFRva2VuU3ludGhldGk";

TEST(Vault, TheLongFormHoldsItselfOnceMore) {
  EXPECT_EQ(validity_of("vault-service", kVault), Validity::kStructureValid);
  EXPECT_EQ(validity_of("vault-service", kVault.substr(0, 70)), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("vault-service", altered(kVault, 60)), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("vault-service", std::string("hv") + "s.SluiceShortForm000000000"),
            Validity::kUnknown);
}

TEST(DockerSwarm, BothPartsAreNumbersOfTheirSize) {
  const std::string digest = "3" + std::string(49, 'k'), head = "SWMTKN" + std::string("-1-");
  EXPECT_FALSE(is_dropped("docker-swarm", head + digest + "-" + "e" + std::string(24, 'k')));
  EXPECT_TRUE(is_dropped("docker-swarm", head + digest + "-" + "g" + std::string(24, 'k')));
  EXPECT_TRUE(
      is_dropped("docker-swarm", head + "z" + digest.substr(1) + "-" + "e" + std::string(24, 'k')));
  EXPECT_FALSE(is_dropped("docker-swarm", "SWMTKN"));
}

const std::string kJenkins = std::string("{AQAAABAAAA") +
                             "AgAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v}";

TEST(Jenkins, IsEncrypted) {
  EXPECT_EQ(validity_of("jenkins-secret", kJenkins), Validity::kEncrypted);
  for (size_t size = 0; size + 1 < kJenkins.size(); ++size) {
    EXPECT_EQ(validity_of("jenkins-secret", kJenkins.substr(0, size)), Validity::kChecksumInvalid);
  }
}

TEST(Elastic, IdAndKeyAreSplitByAColon) {
  const std::string id(20, 'i'), key(22, 'k');
  EXPECT_EQ(validity_of("elastic-api-key", base64_encode(id + ":" + key)),
            Validity::kStructureValid);
  EXPECT_EQ(validity_of("elastic-api-key", base64_encode(id + "i:" + key.substr(1))),
            Validity::kChecksumInvalid);
  EXPECT_EQ(count_false_proofs("elastic-api-key", base64_encode(id + "-" + key)), 0U);
}

// Forms too weak to prove: what does not hold is another text, what does is unproven.
TEST(Shapes, SizesAreHeld) {
  const auto holds = [](const char* check, const std::string& text) {
    EXPECT_EQ(validity_of(check, text), Validity::kUnknown) << check;
    EXPECT_FALSE(is_dropped(check, text)) << check;
  };
  holds("laravel-app-key", "base64:" + base64_encode(counted(32)));
  holds("laravel-app-key", "base64:" + base64_encode(counted(16)));
  EXPECT_TRUE(is_dropped("laravel-app-key", "base64:" + base64_encode(counted(31))));
  holds("standard-webhook", "whsec_" + base64_encode(counted(24)));
  EXPECT_TRUE(is_dropped("standard-webhook", "whsec_" + base64_encode(counted(20))));
  holds("totp-seed", "ABCDEFGHIJKLMNOP");
  EXPECT_TRUE(is_dropped("totp-seed", "ABCDEFGH"));
  EXPECT_TRUE(is_dropped("totp-seed", "ABCDEFGHIJKLMNO1"));
  holds("bitwarden", "0.uuid.secret:" + base64_encode(counted(16)));
  EXPECT_TRUE(is_dropped("bitwarden", "0.uuid.secret:" + base64_encode(counted(15))));
  std::string smtp = counted(33);
  smtp[0] = 4;
  holds("aws-ses-smtp", base64_encode(smtp));
  EXPECT_TRUE(is_dropped("aws-ses-smtp", base64_encode(counted(33))));
  const std::string public_key = "ed25519:" + std::string(43, '2');
  EXPECT_TRUE(is_dropped("near-key", public_key));
}

// 73 characters from "AKCp" on are 54 bytes of base58.
TEST(Jfrog, IsBase58) {
  const std::string key = std::string("AKCp") + std::string(69, '5');
  EXPECT_EQ(validity_of("jfrog-api-key", key), Validity::kUnknown);
  EXPECT_EQ(validity_of("jfrog-api-key", key.substr(0, 60)), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("jfrog-api-key", key.substr(0, 72) + "0"), Validity::kChecksumInvalid);
}

}  // namespace
}  // namespace sluice::judge

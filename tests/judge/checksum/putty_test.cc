// The key is the bytes 20 to 3F, sealed by an own implementation in another language.
#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr const char* kCheck = "private-key";
const std::string kMac2 = "ae0b965d104223f1dfa06e7657c290fa221c1de4";
const std::string kMac3 = "7ade41a0513191f65bc79a9592775bc68a6900bac43db86c0d91f877029c1fad";

std::string file(int version, const std::string& encryption, const std::string& mac,
                 const std::string& end = "\n") {
  return std::string("PuTTY-User-") + "Key-File-" + std::to_string(version) + ": ssh-ed25519" +
         end + "Encryption: " + encryption + end + "Comment: sluice" + end + "Public-Lines: 2" +
         end + "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhsc" + end + "HR4f" +
         end + "Private-Lines: 1" + end + "AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/" + end +
         "Private-MAC: " + mac;
}

TEST(Putty, TheSealIsVerified) {
  for (const char* end : {"\n", "\r\n", "\\n", "\\r\\n"}) {
    EXPECT_EQ(validity_of(kCheck, file(2, "none", kMac2, end)), Validity::kChecksumValid);
    EXPECT_EQ(validity_of(kCheck, file(3, "none", kMac3, end)), Validity::kChecksumValid);
  }
  EXPECT_EQ(validity_of(kCheck, file(2, "none", kMac3)), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, file(3, "none", altered(kMac3, 7))), Validity::kChecksumInvalid);
  EXPECT_FALSE(is_dropped(kCheck, file(3, "none", altered(kMac3, 7))));
}

TEST(Putty, APassphraseLeavesItEncrypted) {
  EXPECT_EQ(validity_of(kCheck, file(3, "aes256-cbc", kMac3)), Validity::kEncrypted);
}

TEST(Putty, WithoutItsFieldsItIsNoKey) {
  EXPECT_EQ(validity_of(kCheck, std::string("PuTTY-User-") + "Key-File-2: ssh-rsa"),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, std::string("PuTTY-User-") +
                                    "Key-File-2: a\nEncryption: none\nPrivate-Lines: 0\n"),
            Validity::kChecksumInvalid);
}

TEST(Putty, DamageIsNoProof) {
  const std::string whole = file(3, "none", kMac3);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(validity_of(kCheck, whole.substr(0, size)), Validity::kChecksumValid) << size;
  }
  for (size_t at = 24; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    EXPECT_NE(validity_of(kCheck, flipped), Validity::kChecksumValid) << at;
  }
}

TEST(Putty, HostileCountsAreBounded) {
  for (const char* count : {"9999", "99999999999999999999", "-1", "1001", ""}) {
    const std::string text = std::string("PuTTY-User-") +
                             "Key-File-3: a\nEncryption: none\nPublic-Lines: " + count +
                             "\nAAAA\nPrivate-Lines: " + count + "\nAAAA\nPrivate-MAC: 00\n";
    EXPECT_NE(validity_of(kCheck, text), Validity::kChecksumValid) << count;
  }
}

}  // namespace
}  // namespace sluice::judge

// The keys are built here, field by field, of numbers that belong to no key.
#include <gtest/gtest.h>

#include "judge/checksum/der.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/openpgp.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kCheck = "private-key";
constexpr Validity kHolds = Validity::kStructureValid;

std::string tlv(uint8_t tag, std::string_view content) {
  std::string out{static_cast<char>(tag)};
  if (content.size() < 0x80) {
    out += static_cast<char>(content.size());
  } else {
    out += '\x82';
    out += static_cast<char>(content.size() >> 8);
    out += static_cast<char>(content.size() & 0xff);
  }
  return out + std::string(content);
}

std::string noise(size_t size) {
  std::string out;
  uint32_t state = 12345;
  while (out.size() < size) {
    state = state * 1664525 + 1013904223;
    out += static_cast<char>((state >> 24 & 0x7e) | 1);
  }
  return out;
}

std::string integers(int count) {
  std::string content = tlv(kDerInteger, std::string(1, '\0'));
  for (int i = 1; i < count; ++i) content += tlv(kDerInteger, noise(64));
  return tlv(kDerSequence, content);
}

std::string from_hex(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

// The SHA-512 of "p" and of "q", and their product: no primes, no key.
const std::string kP = from_hex(
    "929872838cb9cfe6578e11f0a323438aee5ae7f61d41412d62db72b25dac52019de2d6a355eb2d033336fb70e73f0e"
    "c0"
    "afeca3ef36dd8a90d83f998fee23b78d");
const std::string kQ = from_hex(
    "2e96772232487fb3a058d58f2c310023e07e4017c94d56cc5fae4b54b44605f42a75b0b1f358991f8c6cbe9b68b64e"
    "5b"
    "2a09d0ad23fcac07ee9a9198a745e1d5");
const std::string kProduct = from_hex(
    "1aad8e1f2ea37e7ca8b9ddafde615ddf0e8821474024fc96dc7de5f267b1472dc7292b04d2f6f0870b0789caf98367"
    "a6"
    "bb0f2a05fecbb0e69783ee9a7b456fffe2e3d95f37d8fab4b31621cdc4c4a9cbc22c5ff1044ad9a3c1da727504fabe"
    "41"
    "d9a781200216fc271e8d881caf720af7b0d34a58470a49393c049a23fc0ba551");

std::string rsa(const std::string& modulus) {
  std::string content = tlv(kDerInteger, std::string(1, '\0')) + tlv(kDerInteger, modulus);
  for (const std::string& number :
       {std::string("\x01\0\x01", 3), noise(128), kP, kQ, noise(64), noise(64), noise(64)}) {
    content += tlv(kDerInteger, number);
  }
  return tlv(kDerSequence, content);
}

std::string rsa() { return rsa(kProduct); }

constexpr std::string_view kEd25519 = "\x2b\x65\x70";
constexpr std::string_view kRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
constexpr std::string_view kEc = "\x2a\x86\x48\xce\x3d\x02\x01";
constexpr std::string_view kP256 = "\x2a\x86\x48\xce\x3d\x03\x01\x07";

std::string algorithm(std::string_view oid = kEd25519, std::string_view parameter = "") {
  std::string content = tlv(kDerOid, oid);
  if (!parameter.empty()) content += tlv(kDerOid, parameter);
  return tlv(kDerSequence, content);
}

std::string pkcs8_of(const std::string& algorithm_text, std::string_view octets) {
  return tlv(kDerSequence,
             tlv(kDerInteger, std::string(1, '\0')) + algorithm_text + tlv(kDerOctets, octets));
}

std::string ec(size_t scalar, std::string_view curve = "") {
  std::string content = tlv(kDerInteger, "\x01") + tlv(kDerOctets, noise(scalar));
  if (!curve.empty()) content += tlv(kDerContext0, tlv(kDerOid, curve));
  return tlv(kDerSequence, content);
}

std::string pkcs8() { return pkcs8_of(algorithm(), tlv(kDerOctets, noise(32))); }

std::string armor(std::string_view label, std::string_view body, std::string_view newline = "\n") {
  std::string out = "-----BEGIN " + std::string(label) + "-----" + std::string(newline);
  for (; !body.empty(); body.remove_prefix(std::min<size_t>(64, body.size()))) {
    out += std::string(body.substr(0, 64)) + std::string(newline);
  }
  return out + "-----END " + std::string(label) + "-----";
}

std::string pem(std::string_view label, std::string_view der, std::string_view newline = "\n") {
  return armor(label, base64_encode(der), newline);
}

const std::string kKey = "PRIVATE KEY";

TEST(PrivateKey, EachDerFormatHolds) {
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, rsa())), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("DSA " + kKey, integers(6))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("EC " + kKey, ec(32))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8())), kHolds);
  const std::string locked = tlv(kDerSequence, algorithm() + tlv(kDerOctets, noise(64)));
  EXPECT_EQ(validity_of(kCheck, pem("ENCRYPTED " + kKey, locked)), Validity::kEncrypted);
}

TEST(PrivateKey, TheWrongFormatForTheLabelFails) {
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, pkcs8())), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, integers(9))), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem("EC " + kKey, integers(9))), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem("ENCRYPTED " + kKey, pkcs8())), Validity::kChecksumInvalid);
}

TEST(PrivateKey, AnRsaKeyIsProvenByItsPrimes) {
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, integers(9))), Validity::kChecksumInvalid);
  std::string wrong = kProduct;
  wrong.back() = static_cast<char>(wrong.back() ^ 1);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, rsa(wrong))), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8_of(algorithm(kRsa), rsa()))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8_of(algorithm(kRsa), rsa(wrong)))),
            Validity::kChecksumInvalid);
}

TEST(PrivateKey, AScalarIsAsLongAsItsCurve) {
  EXPECT_EQ(validity_of(kCheck, pem("EC " + kKey, ec(32, kP256))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("EC " + kKey, ec(48, kP256))), Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8_of(algorithm(kEc, kP256), ec(32)))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8_of(algorithm(kEc, kP256), ec(20)))),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem(kKey, pkcs8_of(algorithm(), noise(32)))),
            Validity::kChecksumInvalid);
}

TEST(PrivateKey, StringLiteralsAreRead) {
  const std::string der = rsa();
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\\n")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\\\\n")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\\r\\n")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\\n\" +\n    \"")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\\n',\n  '")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, "\n# ")), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, der, " ")), kHolds);
  EXPECT_EQ(validity_of(kCheck, base64_encode(pem("RSA " + kKey, der))), kHolds);
}

TEST(PrivateKey, PlaceholdersAreDropped) {
  EXPECT_TRUE(is_dropped(kCheck, armor("RSA " + kKey, "...")));
  EXPECT_TRUE(is_dropped(kCheck, armor("RSA " + kKey, "MIIEowIBAAKCAQEA")));
  EXPECT_TRUE(is_dropped(kCheck, armor("RSA " + kKey, "your-key-here")));
  EXPECT_TRUE(is_dropped(kCheck, armor("RSA PUBLIC KEY", base64_encode(rsa()))));
}

TEST(PrivateKey, TruncatedKeysAreDemoted) {
  const std::string whole = pem("RSA " + kKey, rsa());
  EXPECT_EQ(validity_of(kCheck, whole.substr(0, 300)), Validity::kChecksumInvalid);
  EXPECT_FALSE(is_dropped(kCheck, whole.substr(0, 300)));
  EXPECT_EQ(validity_of(kCheck, pem("RSA " + kKey, rsa().substr(0, 200))),
            Validity::kChecksumInvalid);
}

TEST(PrivateKey, OpensslHeadersTellALock) {
  const std::string body = base64_encode(noise(300));
  EXPECT_EQ(validity_of(kCheck, armor("RSA " + kKey, body)), Validity::kChecksumInvalid);
  const std::string locked = "-----BEGIN RSA " + kKey + "-----\nProc-Type: 4,ENCRYPTED\n" +
                             "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n" + body +
                             "\n-----END RSA " + kKey + "-----";
  EXPECT_EQ(validity_of(kCheck, locked), Validity::kEncrypted);
}

std::string ssh_string(std::string_view text) {
  std::string out(4, '\0');
  out[2] = static_cast<char>(text.size() >> 8);
  out[3] = static_cast<char>(text.size() & 0xff);
  return out + std::string(text);
}

std::string openssh(std::string_view cipher, std::string_view secret) {
  return std::string("openssh-key-v1\0", 15) + ssh_string(cipher) + ssh_string("none") +
         ssh_string("") + std::string("\0\0\0\x01", 4) + ssh_string(noise(51)) + ssh_string(secret);
}

TEST(PrivateKey, OpensshTellsItsNumberTwice) {
  const std::string label = "OPENSSH " + kKey;
  EXPECT_EQ(validity_of(kCheck, pem(label, openssh("none", "abcdabcd" + noise(80)))), kHolds);
  EXPECT_EQ(validity_of(kCheck, pem(label, openssh("none", "abcdabce" + noise(80)))),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of(kCheck, pem(label, openssh("aes256-ctr", noise(80)))),
            Validity::kEncrypted);
  const std::string whole = openssh("none", "abcdabcd" + noise(80));
  for (size_t size = 40; size < whole.size(); ++size) {
    EXPECT_EQ(validity_of(kCheck, pem(label, whole.substr(0, size))), Validity::kChecksumInvalid);
  }
}

// An RSA key packet, old format, whose S2K usage octet is `usage`.
std::string pgp_packet(uint8_t usage, char method = 3) {
  std::string body = std::string("\x04\0\0\0\0\x01", 6);
  body += std::string("\x02\0", 2) + noise(64) + std::string("\0\x11\x01\0\x01", 5);
  body += static_cast<char>(usage);
  body += std::string{9, method, 8} + noise(60);
  return std::string("\x95\0", 2) + static_cast<char>(body.size()) + body;
}

std::string pgp_armor(const std::string& packets) {
  const uint32_t sum = crc24(packets);
  const std::string spelled{static_cast<char>(sum >> 16), static_cast<char>(sum >> 8),
                            static_cast<char>(sum)};
  return armor("PGP PRIVATE KEY BLOCK", base64_encode(packets) + "\n=" + base64_encode(spelled));
}

TEST(PrivateKey, PgpArmorCarriesASum) {
  EXPECT_EQ(validity_of(kCheck, pgp_armor(pgp_packet(0))), Validity::kChecksumValid);
  EXPECT_EQ(validity_of(kCheck, pgp_armor(pgp_packet(254))), Validity::kEncrypted);
  std::string damaged = pgp_armor(pgp_packet(0));
  damaged[60] = damaged[60] == 'A' ? 'B' : 'A';
  EXPECT_EQ(validity_of(kCheck, damaged), Validity::kChecksumInvalid);
}

TEST(OpenPgp, UsageOctetIsFound) {
  EXPECT_EQ(inspect_pgp_key(pgp_packet(0)), PgpKey::kClear);
  EXPECT_EQ(inspect_pgp_key(pgp_packet(9)), PgpKey::kLocked);
  const std::string stub = pgp_packet(255, 101);
  EXPECT_EQ(inspect_pgp_key(stub), PgpKey::kStub);
  EXPECT_EQ(inspect_pgp_key(pgp_packet(254).substr(0, 40)), PgpKey::kNone);
  for (size_t size = 0; size < 12; ++size) {
    EXPECT_EQ(inspect_pgp_key(stub.substr(0, size)), PgpKey::kNone) << size;
  }
}

TEST(Der, LengthsAreBounded) {
  EXPECT_FALSE(DerReader("").next());
  EXPECT_FALSE(DerReader("\x30").next());
  EXPECT_FALSE(DerReader("\x30\x05"
                         "abcd")
                   .next());
  EXPECT_FALSE(DerReader("\x30\x80").next());
  EXPECT_FALSE(DerReader("\x30\x84\xff\xff\xff\xff").next());
  EXPECT_FALSE(DerReader("\x30\x85\x01\x01\x01\x01\x01").next());
  EXPECT_FALSE(DerReader("\x30\x82\x01").next());
  EXPECT_EQ(DerReader("\x04\x81\x02"
                      "ab")
                .next(kDerOctets),
            "ab");
}

TEST(Der, EveryTruncationFails) {
  const std::string keys[] = {rsa(), pkcs8(), ec(32, kP256)};
  for (const std::string& key : keys) {
    for (size_t size = 0; size < key.size(); ++size) {
      const std::string_view part = std::string_view(key).substr(0, size);
      EXPECT_FALSE(is_rsa_key(part) || is_dsa_key(part) || is_pkcs8_key(part) || is_ec_key(part) ||
                   is_encrypted_pkcs8_key(part))
          << size;
    }
  }
}

}  // namespace
}  // namespace sluice::judge

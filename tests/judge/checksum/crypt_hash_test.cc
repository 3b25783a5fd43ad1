// Hashes of the word "sluice", by libcrypt and openssl passwd.
#include <gtest/gtest.h>

#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr const char* kCheck = "crypt-hash";

const std::string kBcrypt =
    std::string("$2") + "b$12$sD5hQJaYUC2X7uTF6G.PTe5qbk5VDjo35bMwy3HATk3mCvpoG1bV.";
const std::string kSha512 = std::string("$6") +
                            "$uaP0.L9aIMmL/qiN$vbbftfNVJ.toQdadlRNwXoGmml4xYpYiK" +
                            "gPbFzKvSaRNX54rLCgx1hBeNRHkJVdCySfLuT66uRGhtl4aOaWO00";
const std::string kSha256 =
    std::string("$5") + "$tM/RE36nKiAHSgMD$Yi9rHgxzK3LA1pWpPsqhUkzpED5MJxzlokOMJfOdvl/";
const std::string kMd5 = std::string("$1") + "$5tuXULjR$FEGn35zFtw64ujBJPBv1E0";
const std::string kApr1 = std::string("$ap") + "r1$eK6hQjWb$QTNRmRcK1ng69u.WT6svw.";

TEST(CryptHash, EachSchemeIsNamed) {
  EXPECT_EQ(note_of(run_check(kCheck, kBcrypt), "hash"), "bcrypt");
  EXPECT_EQ(note_of(run_check(kCheck, kSha512), "hash"), "sha512crypt");
  EXPECT_EQ(note_of(run_check(kCheck, kSha256), "hash"), "sha256crypt");
  EXPECT_EQ(note_of(run_check(kCheck, kMd5), "hash"), "md5crypt");
  EXPECT_EQ(note_of(run_check(kCheck, kApr1), "hash"), "apr1");
}

// A hash is no proof of a secret: what is well formed is as sure as its rule.
TEST(CryptHash, AWellFormedHashProvesNothing) {
  for (const std::string& hash : {kBcrypt, kSha512, kSha256, kMd5, kApr1}) {
    EXPECT_EQ(validity_of(kCheck, hash), Validity::kUnknown);
    EXPECT_FALSE(is_dropped(kCheck, hash));
    EXPECT_EQ(count_false_proofs(kCheck, hash), 0U);
  }
}

TEST(CryptHash, WhatNoWriterWritesIsDropped) {
  EXPECT_TRUE(is_dropped(kCheck, kBcrypt.substr(0, 59)));
  EXPECT_TRUE(is_dropped(kCheck, kBcrypt.substr(0, 59) + "A"));
  EXPECT_TRUE(is_dropped(kCheck, kMd5.substr(0, kMd5.size() - 1) + "z"));
  EXPECT_TRUE(is_dropped(kCheck, std::string("$2") + "b$99$" + kBcrypt.substr(7)));
  EXPECT_TRUE(is_dropped(kCheck, "$6$"));
  EXPECT_TRUE(is_dropped(kCheck, "$2"));
  EXPECT_TRUE(is_dropped(kCheck, "{SSHA}AAAA"));
}

TEST(CryptHash, RoundsAreAField) {
  EXPECT_FALSE(is_dropped(kCheck, std::string("$6$rounds=5000") + kSha512.substr(2)));
}

TEST(CryptHash, DigestsHaveTheirSize) {
  EXPECT_FALSE(is_dropped(kCheck, "{SHA}" + std::string(27, 'A') + "="));
  EXPECT_TRUE(is_dropped(kCheck, "{SHA}" + std::string(24, 'A')));
  EXPECT_FALSE(is_dropped(kCheck, "pbkdf2_sha256$260000$salt$" + std::string(43, 'A') + "="));
  const std::string key = std::string(43, 'A') + "=";
  EXPECT_FALSE(is_dropped(kCheck, "SCRAM-SHA-256$4096:c2FsdA==$" + key + ":" + key));
  EXPECT_TRUE(is_dropped(kCheck, "SCRAM-SHA-256$4096:c2FsdA==$" + key));
}

TEST(CryptHash, OtherTextsAreNotItsConcern) {
  EXPECT_FALSE(is_dropped(kCheck, "password"));
  EXPECT_FALSE(is_dropped(kCheck, ""));
}

}  // namespace
}  // namespace sluice::judge

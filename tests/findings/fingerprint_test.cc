#include "findings/fingerprint.h"

#include <gtest/gtest.h>

#include "report/sample_report.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

const IdentityKey kKey = {"key", false};

// openssl's HMAC of the same bytes, cut to 32 digits.
std::string openssl_hmac(const std::string& key, const std::string& printf_text) {
  return test::run("printf '" + printf_text + "' | openssl dgst -sha256 -hmac '" + key +
                   "' -r | cut -c1-32 | tr -d '\\n'");
}

TEST(Fingerprint, IsTheHmacOfItsParts) {
  EXPECT_EQ(secret_id(kKey, "swordfish"), openssl_hmac("key", "swordfish"));
  EXPECT_EQ(fingerprint(kKey, "rule", "swordfish", "a/b.txt", ""),
            openssl_hmac("key", "rule\\000swordfish\\000a/b.txt"));
  EXPECT_EQ(fingerprint(kKey, "rule", "swordfish", "a.zip", "b.txt"),
            openssl_hmac("key", "rule\\000swordfish\\000a.zip\\000b.txt"));
}

// Written down: people keep these in their ignore files.
TEST(Fingerprint, TheBuiltinKeyNeverChanges) {
  EXPECT_TRUE(builtin_identity_key().builtin);
  EXPECT_EQ(secret_id(builtin_identity_key(), "swordfish"),
            openssl_hmac("sluice identity, version 1", "swordfish"));
}

TEST(Fingerprint, PartsDoNotRunTogether) {
  EXPECT_NE(fingerprint(kKey, "ab", "c", "d", ""), fingerprint(kKey, "a", "bc", "d", ""));
  EXPECT_NE(fingerprint(kKey, "a", "b", "cd", ""), fingerprint(kKey, "a", "b", "c", "d"));
  EXPECT_NE(secret_id(kKey, "x"), secret_id({"other", false}, "x"));
}

TEST(Identify, DoesNotDependOnCommitLineOrBlob) {
  Finding a = test::sample_finding(0, "p", "secret-1", "", 1);
  Finding b = test::sample_finding(0, "p", "secret-1", "", 99);
  b.commit.reset();
  b.blob = {};
  std::vector<Finding> findings = {a, b, test::sample_finding(0, "q", "secret-1", "", 1)};
  identify(findings, test::sample_rules(), kKey);
  EXPECT_EQ(findings[0].fingerprint, findings[1].fingerprint);
  EXPECT_NE(findings[0].fingerprint, findings[2].fingerprint);
  EXPECT_EQ(findings[0].secret_id, findings[2].secret_id);
  EXPECT_EQ(findings[0].secret_id.size(), 32u);
  EXPECT_EQ(findings[0].fingerprint.size(), 32u);
}

}  // namespace
}  // namespace sluice

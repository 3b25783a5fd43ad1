#include "judge/checksum/checksum.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/checksum/checks.h"

namespace sluice::judge {
namespace {

constexpr const char* kNames[] = {
    "age-bech32",
    "atlassian-crc32",
    "aws-bedrock",
    "aws-bedrock-short",
    "aws-key-id",
    "aws-ses-smtp",
    "azure-cask",
    "azure-devops-pat",
    "azure-his-v1",
    "base58check",
    "bech32",
    "bip32-private",
    "bitbucket-crc32",
    "bitcoin-wif",
    "bitwarden",
    "cask-v1",
    "circleci",
    "cisco-type7",
    "cloudflare-crc32",
    "cloudflare-tunnel",
    "confluent-crc32",
    "crates-io-trusted",
    "crypt-hash",
    "data-center-pat",
    "discord-bot",
    "docker-swarm",
    "elastic-api-key",
    "entra-secret",
    "flyio-macaroon",
    "github-crc32",
    "gitlab-routable",
    "grafana-cloud",
    "grafana-crc32",
    "grafana-legacy",
    "intercom",
    "jenkins-secret",
    "jfrog-api-key",
    "jfrog-reference",
    "juniper-9",
    "jwt",
    "laravel-app-key",
    "mapbox-secret",
    "mixed-case",
    "near-key",
    "nuget-v4",
    "onepassword-ops",
    "packagist-crc32",
    "private-key",
    "pypi-macaroon",
    "sentry-org",
    "snyk",
    "standard-webhook",
    "stellar-seed",
    "totp-seed",
    "trello-crc32",
    "url-expiry",
    "vault-service",
    "vercel-crc32",
    "wireguard",
    "xrp-seed",
    "zuplo-crc32",
};

TEST(Checksum, IsFoundByName) {
  for (const char* name : kNames) {
    ASSERT_NE(find_check(name), nullptr) << name;
    EXPECT_EQ(find_check(name)->name, name);
  }
  for (const char* name : {"", "a", "github", "github-crc32 ", "zzz"}) {
    EXPECT_EQ(find_check(name), nullptr) << name;
  }
}

// What a rule captured may be anything: no check says valid, none reads outside.
TEST(Checksum, HostileTextsAreNeverValid) {
  const std::string texts[] = {"",
                               "_",
                               "-",
                               ".",
                               "=",
                               "====",
                               std::string(84, '\0'),
                               std::string(52, '\xff'),
                               std::string(5000, '.'),
                               std::string(5000, '_'),
                               std::string(100'000, '{')};
  for (const char* name : kNames) {
    for (const std::string& text : texts) {
      const Validity validity = find_check(name)->run(text).validity;
      EXPECT_NE(validity, Validity::kChecksumValid) << name;
      EXPECT_NE(validity, Validity::kStructureValid) << name;
    }
  }
}

TEST(Checksum, ExpiryIsNoted) {
  CheckOutcome outcome;
  note_expiry(outcome, 99, 100);
  EXPECT_EQ(outcome.validity, Validity::kExpired);
  ASSERT_EQ(outcome.notes.size(), 1U);
  EXPECT_EQ(outcome.notes[0].value, "99");
}

}  // namespace
}  // namespace sluice::judge

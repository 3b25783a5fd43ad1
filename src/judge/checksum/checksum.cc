#include "judge/checksum/checksum.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

// Ascending by name.
constexpr std::array kChecks = {
    Check{"age-bech32", check_age},
    Check{"atlassian-crc32", check_atlassian},
    Check{"aws-bedrock", check_aws_bedrock},
    Check{"aws-bedrock-short", check_bedrock_short},
    Check{"aws-key-id", check_aws_key_id},
    Check{"aws-ses-smtp", check_aws_ses_smtp},
    Check{"azure-cask", check_azure_cask},
    Check{"azure-devops-pat", check_azure_devops_pat},
    Check{"azure-his-v1", check_azure_identifiable},
    Check{"base58check", check_base58check},
    Check{"bech32", check_bech32},
    Check{"bip32-private", check_bip32_private},
    Check{"bitbucket-crc32", check_atlassian},
    Check{"bitcoin-wif", check_bitcoin_wif},
    Check{"bitwarden", check_bitwarden},
    Check{"cask-v1", check_cask_v1},
    Check{"circleci", check_circleci},
    Check{"cisco-type7", check_cisco_type7},
    Check{"cloudflare-crc32", check_cloudflare},
    Check{"cloudflare-tunnel", check_cloudflare_tunnel},
    Check{"confluent-crc32", check_confluent},
    Check{"crates-io-trusted", check_crates_io_trusted},
    Check{"crypt-hash", check_crypt_hash},
    Check{"data-center-pat", check_data_center_pat},
    Check{"discord-bot", check_discord_bot},
    Check{"docker-swarm", check_docker_swarm},
    Check{"elastic-api-key", check_elastic_api_key},
    Check{"entra-secret", check_entra_secret},
    Check{"flyio-macaroon", check_flyio_macaroon},
    Check{"github-crc32", check_github},
    Check{"gitlab-routable", check_gitlab_routable},
    Check{"grafana-cloud", check_grafana_cloud},
    Check{"grafana-crc32", check_grafana},
    Check{"grafana-legacy", check_grafana_legacy},
    Check{"intercom", check_intercom},
    Check{"jenkins-secret", check_jenkins_secret},
    Check{"jfrog-api-key", check_jfrog_api_key},
    Check{"jfrog-reference", check_jfrog_reference},
    Check{"juniper-9", check_juniper_9},
    Check{"jwt", check_jwt},
    Check{"laravel-app-key", check_laravel},
    Check{"mapbox-secret", check_mapbox_secret},
    Check{"mixed-case", check_mixed_case},
    Check{"near-key", check_near_key},
    Check{"nuget-v4", check_nuget_v4},
    Check{"onepassword-ops", check_onepassword_ops},
    Check{"packagist-crc32", check_packagist},
    Check{"private-key", check_private_key},
    Check{"pypi-macaroon", check_pypi_macaroon},
    Check{"sentry-org", check_sentry_org},
    Check{"snyk", check_snyk},
    Check{"standard-webhook", check_standard_webhook},
    Check{"stellar-seed", check_stellar_seed},
    Check{"totp-seed", check_totp_seed},
    Check{"trello-crc32", check_atlassian},
    Check{"url-expiry", check_url_expiry, true},
    Check{"vault-service", check_vault_service},
    Check{"vercel-crc32", check_vercel},
    Check{"wireguard", check_wireguard},
    Check{"xrp-seed", check_xrp_seed},
    Check{"zuplo-crc32", check_zuplo},
};
static_assert(std::is_sorted(kChecks.begin(), kChecks.end(),
                             [](const Check& a, const Check& b) { return a.name < b.name; }));

CheckOutcome outcome(bool holds, Validity good, Source source) {
  if (holds) return {good, false, {}};
  return {Validity::kChecksumInvalid, source == Source::kDocumented, {}};
}

int64_t read_time() {
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    char* end = nullptr;
    const long long seconds = std::strtoll(fixed, &end, 10);
    if (end != fixed && *end == '\0') return seconds;
  }
  return std::time(nullptr);
}

}  // namespace

const Check* find_check(std::string_view name) {
  const auto* found = std::lower_bound(
      kChecks.begin(), kChecks.end(), name,
      [](const Check& check, std::string_view wanted) { return check.name < wanted; });
  return found != kChecks.end() && found->name == name ? found : nullptr;
}

CheckOutcome verify(const Check& check, std::string_view text) {
  CheckOutcome outcome = check.run(text);
  if (outcome.validity != Validity::kChecksumInvalid) return outcome;
  const std::string plain = without_escapes(text);
  if (plain == text) return outcome;
  CheckOutcome second = check.run(plain);
  const bool better = second.validity != Validity::kChecksumInvalid && !second.drop;
  return better ? second : outcome;
}

CheckOutcome checksum_outcome(bool holds, Source source) {
  return outcome(holds, Validity::kChecksumValid, source);
}

CheckOutcome structure_outcome(bool holds, Source source) {
  return outcome(holds, Validity::kStructureValid, source);
}

CheckOutcome shape_outcome(bool holds, Source source) {
  return holds ? CheckOutcome{} : structure_outcome(false, source);
}

CheckOutcome not_a_secret(std::string_view why) {
  return {Validity::kUnknown, true, {{"sample", std::string(why), 0}}};
}

int64_t current_time() {
  static const int64_t now = read_time();
  return now;
}

void note_expiry(CheckOutcome& result, int64_t expires, int64_t now) {
  result.notes.push_back({"expires", std::to_string(expires), 0});
  if (expires < now) result.validity = Validity::kExpired;
}

}  // namespace sluice::judge

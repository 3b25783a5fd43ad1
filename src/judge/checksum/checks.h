// Every check by name of its function; checksum.cc holds the table. Each takes
// the whole secret as the rule captured it and bounds-checks all it claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "judge/checksum/checksum.h"

namespace sluice::judge {

// What a failing check does to the finding. Documented: the provider publishes
// the algorithm or its source, so the token is not genuine. Observed: only
// samples speak for it, so the finding is demoted and stays.
enum class Source : uint8_t { kDocumented, kObserved };

CheckOutcome checksum_outcome(bool holds, Source source);
CheckOutcome structure_outcome(bool holds, Source source);
// Of a form too weak to prove anything: holding says nothing more than the rule's
// pattern did, failing shows another text.
CheckOutcome shape_outcome(bool holds, Source source);
// A documentation sample or another text that is never someone's credential.
CheckOutcome not_a_secret(std::string_view why);

// Seconds since the epoch: SOURCE_DATE_EPOCH where set, else the clock.
int64_t current_time();
// Notes when the token ends, and says kExpired where that has passed.
void note_expiry(CheckOutcome& outcome, int64_t expires, int64_t now);

// crc32_tokens.cc
CheckOutcome check_github(std::string_view secret);
CheckOutcome check_vercel(std::string_view secret);
CheckOutcome check_atlassian(std::string_view secret);
CheckOutcome check_cloudflare(std::string_view secret);
CheckOutcome check_grafana(std::string_view secret);
CheckOutcome check_confluent(std::string_view secret);
CheckOutcome check_packagist(std::string_view secret);
CheckOutcome check_zuplo(std::string_view secret);
CheckOutcome check_crates_io_trusted(std::string_view secret);
// gitlab.cc
CheckOutcome check_gitlab_routable(std::string_view secret);
// azure.cc
CheckOutcome check_azure_identifiable(std::string_view secret);
CheckOutcome check_azure_cask(std::string_view secret);
CheckOutcome check_azure_devops_pat(std::string_view secret);
CheckOutcome check_entra_secret(std::string_view secret);
// aws.cc
CheckOutcome check_aws_key_id(std::string_view secret);
CheckOutcome check_aws_bedrock(std::string_view secret);
// json_web_token.cc; `now` in seconds since the epoch.
CheckOutcome check_jwt(std::string_view secret);
CheckOutcome check_jwt_at(std::string_view secret, int64_t now);
// macaroon.cc
CheckOutcome check_pypi_macaroon(std::string_view secret);
CheckOutcome check_pypi_macaroon_at(std::string_view secret, int64_t now);
CheckOutcome check_flyio_macaroon(std::string_view secret);
// bech32.cc
CheckOutcome check_age(std::string_view secret);
CheckOutcome check_bech32(std::string_view secret);
// base64_json.cc
CheckOutcome check_sentry_org(std::string_view secret);
CheckOutcome check_snyk(std::string_view secret);
CheckOutcome check_grafana_cloud(std::string_view secret);
CheckOutcome check_grafana_legacy(std::string_view secret);
CheckOutcome check_onepassword_ops(std::string_view secret);
CheckOutcome check_cloudflare_tunnel(std::string_view secret);
CheckOutcome check_mapbox_secret(std::string_view secret);
// embedded_id.cc
CheckOutcome check_nuget_v4(std::string_view secret);
CheckOutcome check_circleci(std::string_view secret);
CheckOutcome check_discord_bot(std::string_view secret);
CheckOutcome check_jfrog_reference(std::string_view secret);
CheckOutcome check_data_center_pat(std::string_view secret);
CheckOutcome check_intercom(std::string_view secret);
// url_expiry.cc; the first is given the match, whose query holds the end.
CheckOutcome check_url_expiry(std::string_view match);
CheckOutcome check_url_expiry_at(std::string_view match, int64_t now);
CheckOutcome check_bedrock_short(std::string_view secret);
CheckOutcome check_bedrock_short_at(std::string_view secret, int64_t now);
// wallet.cc
CheckOutcome check_base58check(std::string_view secret);
CheckOutcome check_bitcoin_wif(std::string_view secret);
CheckOutcome check_bip32_private(std::string_view secret);
CheckOutcome check_xrp_seed(std::string_view secret);
CheckOutcome check_stellar_seed(std::string_view secret);
// fixed_structure.cc
CheckOutcome check_wireguard(std::string_view secret);
CheckOutcome check_vault_service(std::string_view secret);
CheckOutcome check_docker_swarm(std::string_view secret);
CheckOutcome check_jenkins_secret(std::string_view secret);
CheckOutcome check_elastic_api_key(std::string_view secret);
CheckOutcome check_jfrog_api_key(std::string_view secret);
CheckOutcome check_bitwarden(std::string_view secret);
CheckOutcome check_laravel(std::string_view secret);
CheckOutcome check_standard_webhook(std::string_view secret);
CheckOutcome check_mixed_case(std::string_view secret);
CheckOutcome check_totp_seed(std::string_view secret);
CheckOutcome check_aws_ses_smtp(std::string_view secret);
CheckOutcome check_near_key(std::string_view secret);
// network_password.cc
CheckOutcome check_cisco_type7(std::string_view secret);
CheckOutcome check_juniper_9(std::string_view secret);
// crypt_hash.cc
CheckOutcome check_crypt_hash(std::string_view secret);
// cask.cc
CheckOutcome check_cask_v1(std::string_view secret);
// private_key.cc
CheckOutcome check_private_key(std::string_view secret);

}  // namespace sluice::judge

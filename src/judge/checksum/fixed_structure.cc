// Tokens that decode to bytes of a fixed form. Where the form is too weak to prove
// anything, holding says nothing and failing shows another text (shape_outcome).
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

bool decodes_to(std::string_view base64, size_t least, size_t most) {
  const std::optional<std::string> bytes = base64_decode(base64);
  return bytes && bytes->size() >= least && bytes->size() <= most;
}

uint32_t big_endian32(std::string_view bytes) {
  uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

bool is_base64url(char c) { return is_alnum(c) || c == '-' || c == '_'; }

// As a number of the 36 digits, at most `limit`, of as many digits.
bool is_base36_up_to(std::string_view text, std::string_view limit) {
  return text.size() < limit.size() || (text.size() == limit.size() && text <= limit);
}

}  // namespace

// 32 bytes, of which Curve25519 fixes five bits: a chance of one in 32 for others. The
// pattern has seen the name of the field.
CheckOutcome check_wireguard(std::string_view secret) {
  const std::optional<std::string> key = base64_decode(secret);
  if (!key || key->size() != 32) return structure_outcome(false, Source::kDocumented);
  const bool clamped = (byte(*key, 0) & 7) == 0 && (byte(*key, 31) & 0xc0) == 0x40;
  if (!clamped) return {};  // a preshared key is not
  return {Validity::kUnknown, false, {{"clamped", "curve25519", 1}}};
}

// hvs.CAESI…: a protobuf of a version, 32 bytes and a message that holds the token once
// more. The short form has no structure.
CheckOutcome check_vault_service(std::string_view secret) {
  constexpr std::string_view kHead("\x08\x01\x12\x20", 4);
  if (!secret.starts_with("hvs.CAESI")) return {};
  const std::optional<std::string> bytes = base64_decode(secret.substr(4));
  const bool holds = bytes && bytes->size() >= 68 && bytes->starts_with(kHead) &&
                     byte(*bytes, 36) == 0x1a && std::string_view(*bytes).substr(40, 4) == "hvs.";
  return structure_outcome(holds, Source::kObserved);
}

// SWMTKN-1-<SHA-256 in base36>-<16 bytes in base36>; an unlock key is 32 bytes.
CheckOutcome check_docker_swarm(std::string_view secret) {
  constexpr std::string_view kMaxDigest = "6dp5qcb22im238nr3wvp0ic7q99w035jmy2iw7i6n43d37jtof";
  constexpr std::string_view kMaxKey = "f5lxx1zz5pnorynqglhzmsp33";
  if (secret.starts_with("SWMKEY-1-")) {
    return shape_outcome(decodes_to(secret.substr(9), 32, 32), Source::kObserved);
  }
  const size_t cut = secret.rfind('-');
  if (!secret.starts_with("SWMTKN-1-") || cut < 9) return {};
  return shape_outcome(is_base36_up_to(secret.substr(9, cut - 9), kMaxDigest) &&
                           is_base36_up_to(secret.substr(cut + 1), kMaxKey),
                       Source::kDocumented);
}

// {AQAAABAAAA…}: 01, the length of the initial vector, that of the payload, both, and
// the payload in blocks of 16. Of use to who has the controller's master key.
CheckOutcome check_jenkins_secret(std::string_view secret) {
  if (secret.starts_with('{')) secret.remove_prefix(1);
  if (secret.ends_with('}')) secret.remove_suffix(1);
  const std::optional<std::string> bytes = base64_decode(secret);
  if (!bytes || bytes->size() < 41 || byte(*bytes, 0) != 1) {
    return structure_outcome(false, Source::kObserved);
  }
  const std::string_view text = *bytes;
  const size_t vector = big_endian32(text.substr(1)), payload = big_endian32(text.substr(5));
  const bool holds = vector == 16 && payload % 16 == 0 && payload + 25 == text.size();
  return holds ? CheckOutcome{Validity::kEncrypted, false, {}}
               : structure_outcome(false, Source::kObserved);
}

// base64 of <id of 20>:<key of 22>, both base64url.
CheckOutcome check_elastic_api_key(std::string_view secret) {
  const std::optional<std::string> text = base64_decode(secret);
  const bool holds = text && text->size() == 43 && (*text)[20] == ':' &&
                     all_of_class(std::string_view(*text).substr(0, 20), is_base64url) &&
                     all_of_class(std::string_view(*text).substr(21), is_base64url);
  return structure_outcome(holds, Source::kObserved);
}

CheckOutcome check_jfrog_api_key(std::string_view secret) {
  const std::optional<std::string> bytes = base58_decode(secret, Base58::kBitcoin);
  return shape_outcome(bytes && bytes->size() == 54, Source::kObserved);
}

// 0.<UUID>.<30>:<16 bytes>
CheckOutcome check_bitwarden(std::string_view secret) {
  const size_t colon = secret.rfind(':');
  if (colon == std::string_view::npos) return {};
  return shape_outcome(decodes_to(secret.substr(colon + 1), 16, 16), Source::kDocumented);
}

// base64:<32 or 16 bytes>
CheckOutcome check_laravel(std::string_view secret) {
  const std::string_view key = secret.substr(std::min(secret.find(':') + 1, secret.size()));
  return shape_outcome(decodes_to(key, 32, 32) || decodes_to(key, 16, 16), Source::kDocumented);
}

// whsec_<24 to 64 bytes>; Stripe's 32 base62 characters happen to be 24.
CheckOutcome check_standard_webhook(std::string_view secret) {
  const size_t cut = secret.find('_');
  if (cut == std::string_view::npos) return {};
  return shape_outcome(decodes_to(secret.substr(cut + 1), 24, 64), Source::kDocumented);
}

// A secret of letters of both cases, of at least 24 characters: one in a million of them
// holds one case only, while digests and paths do.
CheckOutcome check_mixed_case(std::string_view secret) {
  const auto any = [secret](char first, char last) {
    return std::any_of(secret.begin(), secret.end(),
                       [=](char c) { return c >= first && c <= last; });
  };
  return shape_outcome(any('a', 'z') && any('A', 'Z'), Source::kDocumented);
}

CheckOutcome check_totp_seed(std::string_view secret) {
  const std::optional<std::string> seed = base32_decode(secret);
  return shape_outcome(seed && seed->size() >= 10 && seed->size() <= 64, Source::kDocumented);
}

// 44 base64 characters: version 04 and an HMAC-SHA-256 of the secret key.
CheckOutcome check_aws_ses_smtp(std::string_view secret) {
  const std::optional<std::string> bytes = base64_decode(secret);
  return shape_outcome(bytes && bytes->size() == 33 && byte(*bytes, 0) == 4, Source::kDocumented);
}

// ed25519:<64 bytes>; the public key is 32.
CheckOutcome check_near_key(std::string_view secret) {
  const std::string_view key = secret.substr(std::min(secret.find(':') + 1, secret.size()));
  const std::optional<std::string> bytes = base58_decode(key, Base58::kBitcoin);
  return shape_outcome(bytes && bytes->size() == 64, Source::kDocumented);
}

}  // namespace sluice::judge

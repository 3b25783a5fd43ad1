// Tokens that end in a CRC-32 of what precedes it (or, crates.io, an xor). They
// differ in the bytes covered and in how the sum is written.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kCrcDigits = 6;  // base62 digits that hold any CRC-32

bool is_base62_crc(std::string_view covered, std::string_view sum) {
  return to_digits(crc32(covered), kBase62, kCrcDigits) == sum;
}

}  // namespace

// ghp_ gho_ ghu_ ghs_ ghr_ npm_: base62 CRC of the body between prefix and sum
// (GitHub, 2021-04-05; npm's tokens since 2021 have the same layout). Bodies of
// any length: GitHub reserves 255 characters. Since 2026 an installation token
// may be ghs_<app>_<JWT>, which carries no sum.
CheckOutcome check_github(std::string_view secret) {
  const std::string_view body = after(secret, '_');
  if (secret.find('.') != std::string_view::npos) {
    const std::string_view app = body.substr(0, body.find('_'));
    if (app.empty() || !all_of_class(app, is_digit)) {
      return structure_outcome(false, Source::kDocumented);
    }
    return check_jwt(after(body, '_'));
  }
  if (body.size() <= kCrcDigits) return {};
  const size_t cut = body.size() - kCrcDigits;
  return checksum_outcome(is_base62_crc(body.substr(0, cut), body.substr(cut)),
                          Source::kDocumented);
}

CheckOutcome check_vercel(std::string_view secret) {
  const std::string_view body = after(secret, '_');
  if (body.size() <= kCrcDigits) return {};
  const size_t cut = body.size() - kCrcDigits;
  return checksum_outcome(is_base62_crc(body.substr(0, cut), body.substr(cut)), Source::kObserved);
}

// Eight upper-case hex digits over everything before them, prefix and '=' included.
CheckOutcome check_atlassian(std::string_view secret) {
  if (secret.size() <= 8) return {};
  const std::string_view covered = secret.substr(0, secret.size() - 8);
  return checksum_outcome(secret.ends_with(hex32_upper(crc32(covered))), Source::kObserved);
}

// cfut_ cfat_ cfk_: the prefix is not covered.
CheckOutcome check_cloudflare(std::string_view secret) {
  const std::string_view body = after(secret, '_');
  if (body.size() != 48) return {};
  return checksum_outcome(body.substr(40) == hex32_lower(crc32(body.substr(0, 40))),
                          Source::kObserved);
}

// glsa_<32>_<8>: the sum's bytes are written least significant first (Grafana,
// pkg/components/satokengen).
CheckOutcome check_grafana(std::string_view secret) {
  const size_t cut = secret.rfind('_');
  if (cut == std::string_view::npos) return {};
  const uint32_t sum = crc32(secret.substr(0, cut));
  return checksum_outcome(secret.substr(cut + 1) == hex32_lower(__builtin_bswap32(sum)),
                          Source::kDocumented);
}

// cflt<54><6>: base64 of the sum's little-endian bytes, without padding.
CheckOutcome check_confluent(std::string_view secret) {
  if (secret.size() != 64) return {};
  const std::string sum = base64_encode(little_endian32(crc32(secret.substr(4, 54))));
  return checksum_outcome(secret.substr(58) == std::string_view(sum).substr(0, 6),
                          Source::kDocumented);
}

CheckOutcome check_packagist(std::string_view secret) {
  if (secret.size() <= 8) return {};
  const size_t cut = secret.size() - 8;
  return checksum_outcome(secret.substr(cut) == hex32_lower(crc32(secret.substr(0, cut))),
                          Source::kDocumented);
}

// zpka_<32>_<8>: the 32 are covered.
CheckOutcome check_zuplo(std::string_view secret) {
  const std::string_view body = after(secret, '_');
  const size_t cut = body.find('_');
  if (cut == std::string_view::npos) return {};
  return checksum_outcome(body.substr(cut + 1) == hex32_lower(crc32(body.substr(0, cut))),
                          Source::kObserved);
}

// cio_tp_<31><1>: xor of the 31 bytes, mod 62, in the order A-Z a-z 0-9 (crates.io,
// crates_io_trustpub). The first tokens were 32 lower-case hex digits without a sum.
CheckOutcome check_crates_io_trusted(std::string_view secret) {
  constexpr std::string_view kPrefix = "cio_tp_";
  if (!secret.starts_with(kPrefix) || secret.size() != kPrefix.size() + 32) return {};
  const std::string_view body = secret.substr(kPrefix.size());
  unsigned sum = 0;
  for (const char c : body.substr(0, 31)) sum ^= static_cast<unsigned char>(c);
  // kBase62 starts with the digits, which come last here.
  const bool holds = kBase62[(sum % 62 + 10) % 62] == body[31];
  if (!holds && all_of_class(body, is_lower_hex)) return {};
  return checksum_outcome(holds, Source::kDocumented);
}

}  // namespace sluice::judge

// Tokens that encode something recognisable: a version, a UUID, a number.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

// The digits that start `bytes`.
std::string_view leading_digits(std::string_view bytes) {
  return bytes.substr(0, std::min(bytes.find_first_not_of("0123456789"), bytes.size()));
}

}  // namespace

// oy2 + 43: the first 20 characters are base32 of 12 bytes that start "v4"
// (NuGetGallery, ApiKeyV4.cs). The anchor says as much, so holding proves nothing
// more; failing shows another text.
CheckOutcome check_nuget_v4(std::string_view secret) {
  if (secret.size() != 46) return {};
  const std::optional<std::string> head = base32_decode(secret.substr(0, 20));
  if (head && head->starts_with("v4")) return {};
  return structure_outcome(false, Source::kDocumented);
}

// CCIPAT_<base58 of a random UUID>_<40 hex>
CheckOutcome check_circleci(std::string_view secret) {
  const size_t first = secret.find('_');
  const size_t last = secret.rfind('_');
  if (first == last) return {};
  const std::optional<std::string> id = base58_decode(secret.substr(first + 1, last - first - 1));
  const bool holds = id && id->size() == 16 && (static_cast<uint8_t>((*id)[6]) >> 4) == 4;
  return structure_outcome(holds, Source::kDocumented);
}

// <base64 of the bot's snowflake, 17 to 20 digits>.<time>.<secret>
CheckOutcome check_discord_bot(std::string_view secret) {
  const std::optional<std::string> id = base64_decode(secret.substr(0, secret.find('.')));
  const bool holds = id && id->size() >= 17 && id->size() <= 20 && all_of_class(*id, is_digit);
  return structure_outcome(holds, Source::kDocumented);
}

// 64 base64 characters of "reftkn:01:<expiry>:<random>"; expiry 0 is never.
CheckOutcome check_jfrog_reference(std::string_view secret) {
  constexpr std::string_view kHead = "reftkn:01:";
  const std::optional<std::string> text = base64_decode(secret);
  if (!text || !text->starts_with(kHead)) return structure_outcome(false, Source::kObserved);
  const std::string_view expiry = leading_digits(std::string_view(*text).substr(kHead.size()));
  const size_t end = kHead.size() + expiry.size();
  const bool holds =
      !expiry.empty() && expiry.size() <= 18 && end < text->size() && (*text)[end] == ':';
  CheckOutcome outcome = structure_outcome(holds, Source::kObserved);
  const int64_t seconds = holds ? std::stoll(std::string(expiry)) : 0;
  if (seconds != 0) note_expiry(outcome, seconds, current_time());
  return outcome;
}

// Jira, Confluence and Bitbucket Data Center: 44 base64 characters (after BBDC-)
// of "<digits>:" and random bytes, 33 together.
CheckOutcome check_data_center_pat(std::string_view secret) {
  const size_t dash = secret.find('-');
  if (dash != std::string_view::npos) secret.remove_prefix(dash + 1);
  const std::optional<std::string> bytes = base64_decode(secret);
  if (!bytes) return structure_outcome(false, Source::kDocumented);
  const std::string_view id = leading_digits(*bytes);
  const bool holds = bytes->size() == 33 && !id.empty() && id.size() <= 20 &&
                     (*bytes)[id.size()] == ':' && id.find_first_not_of('0') != id.npos;
  return structure_outcome(holds, Source::kDocumented);
}

// base64 of "tok:<8 hex>_…"
CheckOutcome check_intercom(std::string_view secret) {
  const std::optional<std::string> text = base64_decode(secret);
  const bool holds = text && text->size() > 13 && text->starts_with("tok:") &&
                     all_of_class(std::string_view(*text).substr(4, 8), is_lower_hex) &&
                     (*text)[12] == '_';
  return structure_outcome(holds, Source::kObserved);
}

}  // namespace sluice::judge

// GitLab's routable tokens (lib/authn/token_field/generator/routable_token.rb):
//   <prefix><payload>.<version 2>.<length 2><crc 7>    or, first, without version
//   payload: base64url of 16 random bytes, routing text, its length in one byte
//   routing text: lines "key:value", keys of c g o p t u ascending, o required
// All numbers are base36; the CRC-32 covers everything before it.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kGitlabSumDigits = 7;
constexpr size_t kLengthDigits = 2;
constexpr size_t kRandomBytes = 16;
constexpr size_t kMaxRouting = 159;
constexpr size_t kSmallestPayload = 27;  // characters; 20 bytes with "o:1" as routing text

bool is_base36(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

bool is_routing_line(std::string_view line) {
  return line.size() >= 3 && std::string_view("cgoptu").find(line[0]) != std::string_view::npos &&
         line[1] == ':' && all_of_class(line.substr(2), is_base36);
}

bool is_routing_text(std::string_view text) {
  bool organisation = false;
  char previous = '\0';
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!is_routing_line(line) || line[0] <= previous) return false;
    previous = line[0];
    organisation |= previous == 'o';
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return organisation;
}

bool is_payload(std::string_view payload) {
  const std::optional<std::string> bytes = base64_decode(payload);
  if (!bytes || bytes->size() <= kRandomBytes + 1) return false;
  const std::string_view routing =
      std::string_view(*bytes).substr(kRandomBytes, bytes->size() - kRandomBytes - 1);
  return routing.size() <= kMaxRouting && static_cast<uint8_t>(bytes->back()) == routing.size() &&
         is_routing_text(routing);
}

// The base64url run that ends `head`, after "glpat-", "glrt-t3_" and the like. A
// prefix of one's own has no known end, so the declared length decides.
bool ends_with_payload(std::string_view head, std::string_view declared) {
  for (size_t size = kSmallestPayload; size <= head.size() && size < size_t{36} * 36; ++size) {
    if (to_digits(size, kBase36, kLengthDigits) == declared) {
      return is_payload(head.substr(head.size() - size));
    }
  }
  return false;
}

}  // namespace

CheckOutcome check_gitlab_routable(std::string_view secret) {
  const size_t dot = secret.rfind('.');
  if (dot == std::string_view::npos ||
      secret.size() - dot - 1 != kLengthDigits + kGitlabSumDigits) {
    return {};  // the classic form of 20 characters carries no sum
  }
  const size_t cut = secret.size() - kGitlabSumDigits;
  std::string_view head = secret.substr(0, dot);
  const size_t version = head.rfind('.');
  if (version != std::string_view::npos) head = head.substr(0, version);
  const bool holds = secret.substr(cut) == to_digits(crc32(secret.substr(0, cut)), kBase36, 7) &&
                     ends_with_payload(head, secret.substr(dot + 1, kLengthDigits));
  return checksum_outcome(holds, Source::kDocumented);
}

}  // namespace sluice::judge

#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kPrefixLength = 4;
constexpr uint64_t kAccounts = 1'000'000'000'000;  // an account has 12 digits

// AWS's own documentation uses these.
bool is_documentation_account(std::string_view account) {
  return account == "111122223333" || account == "123456789012" || account == "444455556666" ||
         account == "000000000000";
}

uint64_t big_endian48(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes.substr(0, 6)) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

// The 12 digits between "-at-" and the end of `user`; "" where they are not there.
std::string_view account_of_bedrock_user(std::string_view user) {
  const size_t at = user.rfind("-at-");
  if (at == std::string_view::npos) return "";
  const std::string_view account = user.substr(at + 4);
  return account.size() == 12 && all_of_class(account, is_digit) ? account : std::string_view();
}

}  // namespace

// AKIA, ASIA and kin + 16 base32 characters. Ids issued since about 2020 carry the
// account: bits 46..7 of the first 48, the top bit set (A. Steele, 2020-09-26).
CheckOutcome check_aws_key_id(std::string_view secret) {
  if (secret.size() != kPrefixLength + 16) return {};
  if (secret.ends_with("EXAMPLE")) return not_a_secret("documentation key id");
  const std::optional<std::string> bytes = base32_decode(secret.substr(kPrefixLength));
  if (!bytes) return structure_outcome(false, Source::kDocumented);
  const uint64_t head = big_endian48(*bytes);
  if (head >> 47 == 0) return {};  // an older id
  const uint64_t number = (head & 0x7FFFFFFFFF80U) >> 7;
  if (number >= kAccounts) return structure_outcome(false, Source::kObserved);
  const std::string account = to_digits(number, "0123456789", 12);
  if (is_documentation_account(account)) return not_a_secret("documentation account");
  return {Validity::kUnknown, false, {{"aws_account", account, 0}}};
}

// ABSK + base64 of "BedrockAPIKey-…-at-<account>:<secret>".
CheckOutcome check_aws_bedrock(std::string_view secret) {
  if (!secret.starts_with("ABSK")) return {};
  const std::optional<std::string> text = base64_decode(secret.substr(kPrefixLength));
  const size_t colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos || !text->starts_with("BedrockAPIKey-")) {
    return structure_outcome(false, Source::kObserved);
  }
  const std::string_view account =
      account_of_bedrock_user(std::string_view(*text).substr(0, colon));
  CheckOutcome outcome = structure_outcome(!account.empty(), Source::kObserved);
  if (!account.empty()) outcome.notes.push_back({"aws_account", std::string(account), 0});
  return outcome;
}

}  // namespace sluice::judge

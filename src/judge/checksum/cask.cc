// Microsoft's common annotated security keys, version 1 (microsoft/cask, CaskSecret.md):
// base64url in groups of four, no sum.
//   43 and 'A', or 86 and "AA"   the secret of 256 or 512 bits
//   QJJQ                         the mark
//   A, B|C, A-K, kind            reserved, the secret's size, groups of provider data, kind
//   4                            provider
//   4 * groups                   provider data
//   AA and 6                     reserved; year from 2025, month, day, hour, minute, second
#include <array>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kMark = "QJJQ";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// Of month, day, hour, minute and second.
constexpr std::array<size_t, 5> kDateLimits = {12, 31, 24, 60, 60};
constexpr size_t kMaxGroups = 10;
constexpr size_t kBehindMark = 16;  // characters from the mark's end on, data left out

struct Size {
  char letter;
  size_t mark;                   // where the mark begins
  std::string_view last_digits;  // of the secret: those whose spare bits are zero
  size_t reserved;               // characters between secret and mark
};
constexpr std::array kSizes = {Size{'B', 44, "AEIMQUYcgkosw048", 1}, Size{'C', 88, "AQgw", 2}};

bool is_date(std::string_view text) {
  for (size_t i = 0; i < kDateLimits.size(); ++i) {
    if (kDigits.find(text[i + 1]) >= kDateLimits[i]) return false;
  }
  return kDigits.find(text[0]) != kDigits.npos;
}

bool is_reserved(std::string_view text) { return text.find_first_not_of('A') == text.npos; }

bool holds(std::string_view key, const Size& size) {
  if (key.size() < size.mark + kMark.size() + kBehindMark ||
      key.substr(size.mark, kMark.size()) != kMark) {
    return false;
  }
  const size_t secret = size.mark - size.reserved;
  const std::string_view rest = key.substr(size.mark + kMark.size());
  const size_t groups = kDigits.find(rest[2]);
  if (groups > kMaxGroups || rest.size() != kBehindMark + 4 * groups) return false;
  return size.last_digits.find(key[secret - 1]) != std::string_view::npos &&
         is_reserved(key.substr(secret, size.reserved)) && rest[0] == 'A' &&
         rest[1] == size.letter && is_reserved(rest.substr(8 + 4 * groups, 2)) &&
         is_date(rest.substr(rest.size() - 6));
}

}  // namespace

CheckOutcome check_cask_v1(std::string_view secret) {
  const bool decodes = secret.size() % 4 == 0 && base64_decode(secret).has_value();
  return structure_outcome(decodes && (holds(secret, kSizes[0]) || holds(secret, kSizes[1])),
                           Source::kDocumented);
}

}  // namespace sluice::judge

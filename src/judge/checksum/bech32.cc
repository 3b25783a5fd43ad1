// Bech32 (BIP-173): a readable part, '1', data of 5 bits a character, six
// characters of a BCH code over all of it.
#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t kSumCharacters = 6;
// age's post-quantum identities exceed BIP-173's 90 characters.
constexpr size_t kMaxBech32 = 4096;

struct Bech32 {
  std::string prefix;         // lower case
  std::vector<uint8_t> data;  // 5 bits each, the sum left out
};

uint32_t polymod(uint32_t state, uint8_t value) {
  constexpr std::array<uint32_t, 5> kGenerators = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                   0x2a1462b3};
  const uint32_t top = state >> 25;
  state = (state & 0x1ffffff) << 5 ^ value;
  for (size_t i = 0; i < kGenerators.size(); ++i) {
    if ((top >> i & 1) != 0) state ^= kGenerators[i];
  }
  return state;
}

uint32_t polymod_prefix(std::string_view prefix) {
  uint32_t state = 1;
  for (const char c : prefix) state = polymod(state, static_cast<uint8_t>(c) >> 5);
  state = polymod(state, 0);
  for (const char c : prefix) state = polymod(state, static_cast<uint8_t>(c) & 31);
  return state;
}

std::optional<std::string> one_case_lower(std::string_view text) {
  const bool lower = std::any_of(text.begin(), text.end(), is_lower);
  const bool upper = std::any_of(text.begin(), text.end(), is_upper);
  if (lower && upper) return std::nullopt;
  std::string out(text);
  for (char& c : out) {
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<Bech32> decode(std::string_view text) {
  if (text.size() > kMaxBech32) return std::nullopt;
  const std::optional<std::string> lower = one_case_lower(text);
  if (!lower) return std::nullopt;
  const size_t cut = lower->rfind('1');
  if (cut == std::string::npos || cut == 0 || lower->size() - cut - 1 < kSumCharacters) {
    return std::nullopt;
  }
  Bech32 result{lower->substr(0, cut), {}};
  uint32_t state = polymod_prefix(result.prefix);
  for (const char c : std::string_view(*lower).substr(cut + 1)) {
    const size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    result.data.push_back(static_cast<uint8_t>(digit));
    state = polymod(state, result.data.back());
  }
  if (state != 1) return std::nullopt;
  result.data.resize(result.data.size() - kSumCharacters);
  return result;
}

}  // namespace

// An X25519 identity holds 32 bytes: 52 characters, of which the last has four
// spare bits.
CheckOutcome check_age(std::string_view secret) {
  const std::optional<Bech32> text = decode(secret);
  if (!text || !text->prefix.starts_with("age-secret-key")) {
    return checksum_outcome(false, Source::kDocumented);
  }
  const bool holds = text->prefix != "age-secret-key-" ||
                     (text->data.size() == 52 && (text->data.back() & 15) == 0);
  return checksum_outcome(holds, Source::kDocumented);
}

CheckOutcome check_bech32(std::string_view secret) {
  return checksum_outcome(decode(secret).has_value(), Source::kDocumented);
}

}  // namespace sluice::judge

// Passwords that network devices write in a form anyone can undo.
#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxWritten = 512;

uint8_t hex_value(char c) {
  return static_cast<uint8_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

// Cisco's constant, over which type 7 is xored from a place of its own.
constexpr std::string_view kCiscoConstant = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";

// Juniper's four families; a character's number is its place in all of them together, and
// as many filler characters follow the first as its family says.
constexpr std::array<std::string_view, 4> kFamilies = {"QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx",
                                                       "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T"};
constexpr size_t kNumbers = 65;
// The weights of the gaps that make up each character of the text, in turn.
struct Weights {
  size_t count;
  std::array<size_t, 4> of;
};
constexpr std::array kWeights = {Weights{3, {1, 4, 32}}, Weights{3, {1, 16, 32}},
                                 Weights{3, {1, 8, 32}}, Weights{2, {1, 64}},
                                 Weights{2, {1, 32}},    Weights{4, {1, 4, 16, 128}},
                                 Weights{3, {1, 32, 64}}};

struct Number {
  size_t family, number;
};

std::optional<Number> juniper_number(char c) {
  size_t before = 0;
  for (size_t family = 0; family < kFamilies.size(); ++family) {
    const size_t at = kFamilies[family].find(c);
    if (at != std::string_view::npos) return Number{family, before + at};
    before += kFamilies[family].size();
  }
  return std::nullopt;
}

std::optional<std::string> decode_juniper(std::string_view text) {
  if (text.empty() || text.size() > kMaxWritten) return std::nullopt;
  const std::optional<Number> first = juniper_number(text[0]);
  if (!first) return std::nullopt;
  const size_t fillers = 3 - first->family;
  if (text.size() < 1 + fillers) return std::nullopt;
  std::string out;
  size_t previous = first->number;
  for (text.remove_prefix(1 + fillers); !text.empty();) {
    const Weights& weights = kWeights[out.size() % kWeights.size()];
    if (text.size() < weights.count) return std::nullopt;
    size_t value = 0;
    for (size_t i = 0; i < weights.count; ++i) {
      const std::optional<Number> next = juniper_number(text[i]);
      if (!next) return std::nullopt;
      const size_t gap = (next->number + kNumbers - previous + kNumbers - 1) % kNumbers;
      value += gap * weights.of[i];
      previous = next->number;
    }
    out.push_back(static_cast<char>(value % 256));
    text.remove_prefix(weights.count);
  }
  return out;
}

}  // namespace

// Two decimal digits, the place in the constant, then hex of the xored text.
CheckOutcome check_cisco_type7(std::string_view secret) {
  if (secret.size() < 4 || secret.size() > kMaxWritten || secret.size() % 2 != 0 ||
      !all_of_class(secret.substr(0, 2), is_digit) || !all_of_class(secret, is_hex)) {
    return structure_outcome(false, Source::kDocumented);
  }
  size_t place = size_t{hex_value(secret[0])} * 10 + hex_value(secret[1]);
  if (place >= kCiscoConstant.size()) return structure_outcome(false, Source::kDocumented);
  for (size_t i = 2; i < secret.size(); i += 2, ++place) {
    const char c = static_cast<char>((hex_value(secret[i]) << 4 | hex_value(secret[i + 1])) ^
                                     kCiscoConstant[place % kCiscoConstant.size()]);
    if (!is_printable(c)) return structure_outcome(false, Source::kDocumented);
  }
  return structure_outcome(true, Source::kDocumented);
}

// $9$ and the encoded text.
CheckOutcome check_juniper_9(std::string_view secret) {
  if (secret.starts_with("$9$")) secret.remove_prefix(3);
  const std::optional<std::string> text = decode_juniper(secret);
  return structure_outcome(text && !text->empty() && all_of_class(*text, is_printable),
                           Source::kDocumented);
}

}  // namespace sluice::judge

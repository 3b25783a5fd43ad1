#include "judge/encoded.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "judge/lexicon.h"
#include "judge/placeholder.h"
#include "judge/reference.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxEncoded = 1024;
constexpr size_t kFewest = 6;  // letters of a password that is worth a word

int sextet(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

}  // namespace

std::optional<std::string> decode_credentials(std::string_view base64) {
  while (base64.ends_with('=')) base64.remove_suffix(1);
  if (base64.size() < 4 || base64.size() > kMaxEncoded || base64.size() % 4 == 1)
    return std::nullopt;
  std::string text;
  text.reserve(base64.size() * 3 / 4);
  uint32_t bits = 0;
  int width = 0;
  for (const char c : base64) {
    const int value = sextet(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<uint32_t>(value)) & 0xffffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    text.push_back(static_cast<char>(bits >> width & 0xff));
    if (!is_printable(text.back())) return std::nullopt;
  }
  const size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
  return text;
}

bool is_weak_pair(std::string_view pair) {
  const size_t colon = pair.find(':');
  if (colon == pair.npos) return true;
  const std::string_view user = pair.substr(0, colon), password = pair.substr(colon + 1);
  if (!value_placeholder(password).empty() || !reference_kind(password).empty()) return true;
  if (password.size() < kFewest || is_echo(password, user) || is_common_password(password)) {
    return true;
  }
  return cover_by_words(password).share() > 0.9 &&
         std::none_of(password.begin(), password.end(), is_digit);
}

}  // namespace sluice::judge

#include <algorithm>

#include "base/ascii.h"
#include "base/escape.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

void append_utf8(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// Two bytes of UTF-8: Latin, Greek and Cyrillic letters.
char32_t lower_code(char32_t code) {
  const auto within = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
  if (code == 0x130) return 'i';
  if (code == 0x178) return 0xff;
  if (within(0xc0, 0xde) && code != 0xd7) return code + 0x20;
  if (within(0x100, 0x137) || within(0x14a, 0x177)) return code | 1;
  if (within(0x139, 0x148) || within(0x179, 0x17e)) return code + (code & 1);
  if (within(0x391, 0x3ab) && code != 0x3a2) return code + 0x20;
  if (within(0x400, 0x40f)) return code + 0x50;
  if (within(0x410, 0x42f)) return code + 0x20;
  return code;
}

}  // namespace

std::string_view right_trimmed(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kWhitespace) + 1);
}

std::string_view trimmed(std::string_view text) {
  text = right_trimmed(text);
  return text.substr(std::min(text.find_first_not_of(kWhitespace), text.size()));
}

std::string go_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    } else if (byte < 0xe0 && utf8_length(text, at) == 2) {
      const auto next = static_cast<unsigned char>(text[++at]);
      append_utf8(lower_code((byte & 0x1fu) << 6 | (next & 0x3fu)), out);
    } else if (text.substr(at, 3) == "\u212a") {  // the Kelvin sign is a K
      out += 'k';
      at += 2;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace sluice::gitleaks

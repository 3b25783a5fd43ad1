#include "gitleaks/encodings.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "base/ascii.h"

namespace sluice::gitleaks {
namespace {

constexpr size_t kLeastHex = 32, kLeastBase64 = 16;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
bool is_text(char c) { return c >= 0x09 && c < 0x7f; }
bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_base64(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/' ||
         c == '+' || c == '-';
}

bool hex_at(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return false;
  return std::all_of(text.begin() + static_cast<ptrdiff_t>(at),
                     text.begin() + static_cast<ptrdiff_t>(at + count), is_hex);
}

template <class Is>
size_t end_of_run(std::string_view text, size_t at, const Is& is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

// Each gives the end of what starts at `at`, or `at`.
size_t percent_end(std::string_view text, size_t at) {
  const auto is_one = [&](size_t i) { return text[i] == '%' && hex_at(text, i + 1, 2); };
  if (!is_one(at)) return at;
  for (size_t i = std::min(text.find('\n', at), text.size()); i-- > at;) {
    if (is_one(i)) return i + 3;
  }
  return at;
}

size_t code_points_end(std::string_view text, size_t at) {
  while (text.substr(at, 2) == "U+" && hex_at(text, at + 2, 4)) {
    if (at + 6 == text.size()) return at + 6;
    if (!is_gap(text[at + 6])) break;
    at += 7;
  }
  return at;
}

size_t escapes_end(std::string_view text, size_t at) {
  while (at < text.size() && text[at] == '\\') {
    const size_t letter = at + (text.substr(at, 2) == "\\\\" ? 2 : 1);
    const bool is_escape =
        letter < text.size() && (text[letter] | 0x20) == 'u' && hex_at(text, letter + 1, 4);
    if (!is_escape) break;
    at = letter + 5;
  }
  return at;
}

size_t base64_end(std::string_view text, size_t at) {
  size_t end = end_of_run(text, at, is_base64);
  for (int padding = 0; padding < 2 && end < text.size() && text[end] == '='; ++padding) ++end;
  return end;
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  std::vector<EncodedText> run() {
    for (size_t at = 0; at < text_.size();) {
      const char c = text_[at];
      if (c == '%') {
        at = take(Encoding::kPercent, at, percent_end(text_, at));
      } else if (c == '\\') {
        at = take(Encoding::kUnicode, at, escapes_end(text_, at));
      } else if (is_base64(c)) {
        at = in_run(at);
      } else {
        ++at;
      }
    }
    return std::move(found_);
  }

 private:
  size_t take(Encoding kind, size_t begin, size_t end) {
    if (end == begin) return begin + 1;
    found_.push_back({kind, {begin, end}});
    return end;
  }

  // From a letter that base64 has: the first thing of its run that is encoded.
  size_t in_run(size_t at) {
    const size_t run_end = end_of_run(text_, at, is_base64);
    for (; at < run_end; ++at) {
      if (text_[at] == 'U') {
        const size_t end = code_points_end(text_, at);
        if (end > at) return take(Encoding::kUnicode, at, end);
      }
      if (run_end - at < kLeastBase64) continue;
      const size_t hex_end = end_of_run(text_, at, is_hex);
      if (hex_end - at >= kLeastHex) return take(Encoding::kHex, at, hex_end);
      return take(Encoding::kBase64, at, base64_end(text_, at));
    }
    return at;
  }

  std::string_view text_;
  std::vector<EncodedText> found_;
};

void append_code(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code >= 0xd800 && code < 0xe000) {
    out += "\xef\xbf\xbd";  // half of a pair
  } else {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

std::string decode_unicode(std::string_view text) {
  std::string out;
  for (size_t at = 0; at + 5 <= text.size(); ++at) {
    const bool starts = text[at] == '+' || (text[at] | 0x20) == 'u';
    if (!starts || !hex_at(text, at + 1, 4)) continue;
    uint32_t code = 0;
    for (size_t i = 1; i <= 4; ++i) {
      code = code << 4 | static_cast<uint32_t>(hex_value(text[at + i]));
    }
    append_code(code, out);
    at += 4;
  }
  return out;
}

std::string decode_percent(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%' || !hex_at(text, at + 1, 2)) {
      out += text[at];
      continue;
    }
    const auto byte = static_cast<char>(hex_value(text[at + 1]) << 4 | hex_value(text[at + 2]));
    if (!is_text(byte)) return {};
    out += byte;
    at += 2;
  }
  return out;
}

std::string decode_hex(std::string_view text) {
  if (text.size() % 2 != 0 || std::none_of(text.begin(), text.end(), is_digit)) return {};
  std::string out;
  for (size_t at = 0; at < text.size(); at += 2) {
    const auto byte = static_cast<char>(hex_value(text[at]) << 4 | hex_value(text[at + 1]));
    if (!is_text(byte)) return {};
    out += byte;
  }
  return out;
}

std::string from_base64(std::string_view text, char plus, char slash) {
  std::string out;
  uint32_t bits = 0, count = 0;
  for (const char c : text) {
    uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<uint32_t>(c - 'a') + 26;
    } else if (is_digit(c)) {
      value = static_cast<uint32_t>(c - '0') + 52;
    } else if (c == plus || c == slash) {
      value = c == plus ? 62 : 63;
    } else {
      return {};
    }
    bits = bits << 6 | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
    if (!is_text(out.back())) return {};
  }
  return out;
}

std::string decode_base64(std::string_view text) {
  const auto likely = [](char c) { return is_digit(c) || !(std::isalpha(c) || c == '='); };
  if (std::none_of(text.begin(), text.end(), likely)) return {};
  const size_t padding = text.size() - (text.find_last_not_of('=') + 1);
  if (text.size() % 4 == 0) {
    std::string out = from_base64(text.substr(0, text.size() - padding), '+', '/');
    if (!out.empty()) return out;
  }
  return padding == 0 && text.size() % 4 != 1 ? from_base64(text, '-', '_') : std::string();
}

bool wins(const EncodedText& one, const EncodedText& other) {
  return one.range.overlaps(other.range) && one.kind < other.kind;
}

}  // namespace

std::vector<EncodedText> find_encoded(std::string_view text) {
  const std::vector<EncodedText> all = Finder(text).run();
  std::vector<EncodedText> out;
  for (size_t i = 0; i < all.size(); ++i) {
    const bool loses =
        (i > 0 && wins(all[i - 1], all[i])) || (i + 1 < all.size() && wins(all[i + 1], all[i]));
    if (!loses) out.push_back(all[i]);
  }
  return out;
}

std::string decode(Encoding kind, std::string_view encoded) {
  switch (kind) {
    case Encoding::kPercent: return decode_percent(encoded);
    case Encoding::kUnicode: return decode_unicode(encoded);
    case Encoding::kHex: return decode_hex(encoded);
    case Encoding::kBase64: return decode_base64(encoded);
  }
  return {};
}

}  // namespace sluice::gitleaks

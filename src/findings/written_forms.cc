#include "findings/written_forms.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/escape.h"

namespace sluice {
namespace {

constexpr char kUpperHex[] = "0123456789ABCDEF";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// A line that is shorter is no sign of the whole.
constexpr size_t kMinTellingLine = 24;
// Hyperscan takes long over long patterns, and RE2 decides in the end.
constexpr size_t kHeadUnits = 12;

std::string hex_of(uint32_t value, size_t digits) {
  std::string hex;
  for (size_t i = digits; i-- > 0;) hex += kUpperHex[value >> (4 * i) & 15];
  return hex;
}

uint8_t byte_of(char c) { return static_cast<uint8_t>(c); }

// A pattern that matches just these bytes.
std::string literal(std::string_view bytes) {
  std::string pattern;
  for (const char c : bytes) {
    pattern += is_alnum(c) ? std::string(1, c) : "\\x" + hex_of(byte_of(c), 2);
  }
  return pattern;
}

// Hex digits, of either case.
std::string any_case(const std::string& hex) {
  return hex.find_first_of("ABCDEF") == hex.npos ? hex : "(?i:" + hex + ")";
}

// The code points of valid UTF-8; nullopt: it is none.
std::optional<std::vector<uint32_t>> code_points(std::string_view text) {
  std::vector<uint32_t> points;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (length == 0) return std::nullopt;
    uint32_t point = length == 1 ? byte_of(text[at]) : byte_of(text[at]) & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; ++i) point = point << 6 | (byte_of(text[at + i]) & 0x3fu);
    points.push_back(point);
    at += length;
  }
  return points;
}

std::vector<uint16_t> utf16_units(uint32_t point) {
  if (point < 0x10000) return {static_cast<uint16_t>(point)};
  point -= 0x10000;
  return {static_cast<uint16_t>(0xd800 + (point >> 10)),
          static_cast<uint16_t>(0xdc00 + (point & 0x3ff))};
}

// nullopt: the value is not UTF-8.
std::optional<std::string> utf16(std::string_view value, bool big_endian) {
  const auto points = code_points(value);
  if (!points) return std::nullopt;
  std::string bytes;
  for (const uint32_t point : *points) {
    for (const uint16_t unit : utf16_units(point)) {
      const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
      bytes += big_endian ? high : low;
      bytes += big_endian ? low : high;
    }
  }
  return bytes;
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? byte_of(bytes[at + i]) : 0u);
    }
    for (size_t i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : kBase64[group >> (18 - 6 * i) & 63];
    }
  }
  return out;
}

// Digits of base64, in the standard alphabet and the one for URLs.
std::string digit_class(const std::vector<uint32_t>& digits) {
  std::string members;
  for (const uint32_t digit : digits) {
    if (digit == 62) {
      members += "\\x2B\\x2D";
    } else if (digit == 63) {
      members += "\\x2F\\x5F";
    } else {
      members += kBase64[digit];
    }
  }
  return members.size() == 1 ? members : "[" + members + "]";
}

// `value` within the base64 of something longer, `before` bytes (0 to 2) past a whole group. A
// digit that also holds bits of a neighbour may be any that has the value's bits.
std::string base64_within(std::string_view value, size_t before) {
  const size_t first_bit = 8 * before, end_bit = first_bit + 8 * value.size();
  const auto bit = [&](size_t at) {
    const size_t own = at - first_bit;
    return static_cast<uint32_t>(byte_of(value[own / 8]) >> (7 - own % 8) & 1);
  };
  std::string pattern;
  for (size_t digit = first_bit / 6; 6 * digit < end_bit; ++digit) {
    std::vector<uint32_t> choices = {0};
    for (size_t at = 6 * digit; at < 6 * digit + 6; ++at) {
      const bool is_own = at >= first_bit && at < end_bit;
      const size_t count = choices.size();
      for (size_t i = 0; i < count; ++i) {
        choices[i] = choices[i] << 1 | (is_own ? bit(at) : 0u);
        if (!is_own) choices.push_back(choices[i] | 1u);
      }
    }
    std::sort(choices.begin(), choices.end());
    pattern += digit_class(choices);
  }
  return pattern;
}

std::string hex(std::string_view value) {
  std::string digits;
  for (const char c : value) digits += hex_of(byte_of(c), 2);
  return any_case(digits);
}

// Every byte but letters, digits and those of `kept` as %XX.
std::string percent(std::string_view value, std::string_view kept, bool space_is_plus = false) {
  std::string pattern;
  for (const char c : value) {
    if (is_alnum(c) || kept.find(c) != kept.npos) {
      pattern += literal({&c, 1});
    } else if (c == ' ' && space_is_plus) {
      pattern += "\\x2B";
    } else {
      pattern += "%" + any_case(hex_of(byte_of(c), 2));
    }
  }
  return pattern;
}

std::string each_byte(std::string_view value, const std::function<std::string(uint8_t)>& write) {
  std::string pattern;
  for (const char c : value) pattern += write(byte_of(c));
  return pattern;
}

// Each character of `marks` with `mark` in front of it; `mark` empty: doubled.
std::string escaped(std::string_view value, std::string_view marks, std::string_view mark) {
  std::string out;
  for (const char c : value) {
    if (marks.find(c) != marks.npos) out += mark.empty() ? std::string(1, c) : std::string(mark);
    out += c;
  }
  return out;
}

std::string unicode_escape(uint32_t point, bool as_pattern) {
  std::string out;
  for (const uint16_t unit : utf16_units(point)) {
    out += as_pattern ? "\\x5Cu" + any_case(hex_of(unit, 4)) : "\\u" + hex_of(unit, 4);
  }
  return out;
}

// The pattern of a JSON string's inside: what JSON must escape, and what `also` names (and, with
// `ascii`, what is past ASCII) as \uXXXX. nullopt: not UTF-8.
std::optional<std::string> json(std::string_view value, std::string_view also, bool ascii,
                                bool slash = false) {
  const auto points = code_points(value);
  if (!points) return std::nullopt;
  std::string pattern;
  size_t at = 0;
  for (const uint32_t point : *points) {
    const size_t length = utf8_length(value, at);
    const std::string_view text = value.substr(at, length);
    at += length;
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
    const size_t short_form = length == 1 ? kShort.find(text[0]) : kShort.npos;
    const bool is_control = point < 0x20 && short_form == kShort.npos;
    const bool is_named = length == 1 && also.find(text[0]) != also.npos;
    if (is_control || is_named || (ascii && length > 1)) {
      pattern += unicode_escape(point, true);
    } else if (short_form != kShort.npos) {
      pattern += "\\x5C" + literal(kLetters.substr(short_form, 1));
    } else if (slash && point == '/') {
      pattern += "\\x5C\\x2F";
    } else {
      pattern += literal(text);
    }
  }
  return pattern;
}

// As bytes, of what JSON must escape: for JSON within JSON.
std::string json_escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += byte_of(c) < 0x20 ? unicode_escape(byte_of(c), false) : std::string(1, c);
    }
  }
  return out;
}

std::string html(std::string_view value, std::string_view apostrophe) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += apostrophe; break;
      default: out += c;
    }
  }
  return out;
}

std::string quoted_printable(std::string_view value) {
  return each_byte(value, [](uint8_t byte) {
    const char c = static_cast<char>(byte);
    const bool plain = byte >= 0x20 && byte < 0x7f && c != '=';
    return plain ? literal({&c, 1}) : "=" + any_case(hex_of(byte, 2));
  });
}

std::string with_crlf(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r')) out += '\r';
    out += value[i];
  }
  return out;
}

std::string_view longest_line(std::string_view value) {
  std::string_view longest;
  while (!value.empty()) {
    const size_t end = std::min(value.find('\n'), value.size());
    std::string_view line = value.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > longest.size()) longest = line;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return longest;
}

// The first kHeadUnits of a pattern: a unit is a letter, \xHH, a class or a group.
std::string head_of(const std::string& pattern) {
  size_t at = 0;
  for (size_t unit = 0; unit < kHeadUnits && at < pattern.size(); ++unit) {
    switch (pattern[at]) {
      case '\\': at += 4; break;
      case '[': at = pattern.find(']', at) + 1; break;
      case '(': at = pattern.find(')', at) + 1; break;
      default: ++at;
    }
  }
  return pattern.substr(0, at);
}

using Layers = std::vector<std::string>;

class Forms {
 public:
  explicit Forms(std::string_view value) : value_(value) {}

  std::vector<WrittenForm> all() {
    add(literal(value_), {});
    lines();
    escapes();
    percents();
    entities();
    add(hex(value_), {"hex"});
    add(quoted_printable(value_), {"quoted-printable"});
    base64s(value_, {"base64"});
    base64s(base64(value_), {"base64", "base64"});
    for (const bool big_endian : {false, true}) {
      const char* name = big_endian ? "utf-16be" : "utf-16le";
      const std::optional<std::string> wide = utf16(value_, big_endian);
      if (!wide) continue;
      add(literal(*wide), {name});
      if (!big_endian) base64s(*wide, {"base64", name});
    }
    return std::move(forms_);
  }

 private:
  void add(const std::string& pattern, const Layers& encoding) {
    if (known_.insert(pattern).second) forms_.push_back({pattern, head_of(pattern), encoding});
  }

  void lines() {
    if (value_.find('\n') == value_.npos) return;
    add(literal(with_crlf(value_)), {});
    const std::string_view line = longest_line(value_);
    if (line.size() >= kMinTellingLine) add(literal(line), {"line"});
  }

  void escapes() {
    const Layers encoding = {"escapes"};
    // JSON's own; Go's and Rails' for HTML; Gson's; .NET's; PHP's; everything past ASCII.
    for (const std::string_view also : {"", "<>&", "<>&'", "<>&='", "<>&'+`\""}) {
      for (const bool ascii : {false, true}) {
        if (const auto pattern = json(value_, also, ascii)) add(*pattern, encoding);
      }
    }
    if (const auto pattern = json(value_, "", false, /*slash=*/true)) add(*pattern, encoding);
    if (const auto pattern = json(value_, "", true, /*slash=*/true)) add(*pattern, encoding);
    add(literal(json_escaped(json_escaped(value_))), encoding);
    for (const std::string_view marks : {"'", "'\\", "'\"\\", "$", "$`\"\\"}) {
      add(literal(escaped(value_, marks, "\\")), encoding);
    }
    for (const std::string_view marks : {"'", "\"", "$", "%"}) {
      add(literal(escaped(value_, marks, "")), encoding);
    }
    add(literal(escaped(value_, "'", "'\\'")), encoding);  // 'a'\''b' of a shell
    add(each_byte(value_, [](uint8_t byte) { return "\\x5Cx" + any_case(hex_of(byte, 2)); }),
        encoding);
    if (const auto points = code_points(value_)) {
      std::string pattern;
      for (const uint32_t point : *points) pattern += unicode_escape(point, true);
      add(pattern, encoding);
    }
  }

  void percents() {
    const Layers encoding = {"percent"};
    add(percent(value_, "-_.~"), encoding);                  // RFC 3986
    add(percent(value_, "-_.~!*'()"), encoding);             // encodeURIComponent
    add(percent(value_, "-_.*", true), encoding);            // forms
    add(percent(value_, "-_.~", true), encoding);            // Python's quote_plus
    add(percent(value_, "-_.~/"), encoding);                 // Python's quote
    add(percent(value_, "-_.~!*'();/?:@&=+$,#"), encoding);  // encodeURI
    add(each_byte(value_, [](uint8_t byte) { return "%" + any_case(hex_of(byte, 2)); }), encoding);
  }

  void entities() {
    const Layers encoding = {"html"};
    for (const std::string_view apostrophe : {"'", "&#39;", "&apos;", "&#x27;"}) {
      add(literal(html(value_, apostrophe)), encoding);
    }
    add(each_byte(value_, [](uint8_t byte) { return literal("&#" + std::to_string(byte) + ";"); }),
        encoding);
  }

  void base64s(std::string_view bytes, const Layers& encoding) {
    for (size_t before = 0; before < 3; ++before) add(base64_within(bytes, before), encoding);
  }

  const std::string_view value_;
  std::set<std::string> known_;
  std::vector<WrittenForm> forms_;
};

}  // namespace

std::vector<WrittenForm> written_forms(std::string_view value) { return Forms(value).all(); }

}  // namespace sluice

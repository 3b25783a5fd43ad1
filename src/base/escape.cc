#include "base/escape.h"

#include <cstdint>
#include <cstdio>

namespace sluice {
namespace {

uint32_t decode(std::string_view text, size_t at, size_t length) {
  const auto byte = [&](size_t i) {
    return static_cast<uint32_t>(static_cast<uint8_t>(text[at + i]));
  };
  switch (length) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3: return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    default:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 |
             (byte(3) & 0x3f);
  }
}

bool shows_safely(uint32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code >= 0x200b && code <= 0x200f) return false;  // zero width, LRM, RLM
  if (code >= 0x2028 && code <= 0x202e) return false;  // separators, bidi embeddings
  if (code >= 0x2060 && code <= 0x206f) return false;  // word joiner, bidi isolates
  return code != 0x061c && code != 0xfeff;
}

// Whether the colon or hash at `at` has to be spelled out, so that no command starts there.
bool starts_log_command(std::string_view raw, size_t at) {
  const std::string_view rest = raw.substr(at + 1);
  const char before = at == 0 ? ' ' : raw[at - 1];
  if (raw[at] == ':') {
    const bool in_word = (before >= '0' && before <= '9') || (before >= 'A' && before <= 'Z') ||
                         (before >= 'a' && before <= 'z') ||
                         std::string_view("_)]>:").find(before) != std::string_view::npos;
    return rest.starts_with(':') && !in_word;
  }
  if (raw[at] != '#' || before != '#') return false;
  return rest.starts_with('[') || rest.starts_with("vso[") || rest.starts_with("teamcity[");
}

}  // namespace

size_t utf8_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  if (at >= text.size()) return 0;
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  // The second byte's range excludes overlong forms, surrogates and codes past U+10FFFF.
  if (first == 0xe0 && byte(1) < 0xa0) return 0;
  if (first == 0xed && byte(1) >= 0xa0) return 0;
  if (first == 0xf0 && byte(1) < 0x90) return 0;
  if (first == 0xf4 && byte(1) >= 0x90) return 0;
  return length;
}

std::string escape_for_terminal(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  char escaped[16];
  for (size_t at = 0; at < raw.size();) {
    const size_t length = utf8_length(raw, at);
    if (length == 0) {
      std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<uint8_t>(raw[at]));
      out += escaped;
      ++at;
      continue;
    }
    const uint32_t code = decode(raw, at, length);
    if (shows_safely(code) && !starts_log_command(raw, at)) {
      out.append(raw, at, length);
    } else {
      std::snprintf(escaped, sizeof escaped, code < 0x100 ? "\\x%02x" : "\\u{%04x}", code);
      out += escaped;
    }
    at += length;
  }
  return out;
}

std::string to_valid_utf8(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  size_t valid = 0;  // where the run in hand begins
  for (size_t at = 0; at < raw.size();) {
    const size_t length = utf8_length(raw, at);
    if (length == 0) {
      out.append(raw, valid, at - valid).append("\xef\xbf\xbd");
      valid = ++at;
    } else {
      at += length;
    }
  }
  return out.append(raw, valid);
}

std::string shell_quoted(std::string_view raw) {
  std::string out = "'";
  for (const char c : raw) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace sluice

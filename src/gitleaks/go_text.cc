#include "gitleaks/go_text.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/escape.h"

namespace sluice::gitleaks {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// Runs `ascii(byte)` and `wide(character)` over the text; what is not UTF-8 is U+FFFD.
template <class Ascii, class Wide>
void for_each_character(std::string_view text, const Ascii& ascii, const Wide& wide) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (length == 1) {
      ascii(text[at]);
    } else {
      wide(length == 0 ? std::string_view() : text.substr(at, length));
    }
    at += std::max<size_t>(length, 1);
  }
}

std::string code_of(char c) {
  char digits[8];
  std::snprintf(digits, sizeof digits, "\\u%04x", static_cast<unsigned char>(c));
  return digits;
}

std::string json_character(char c) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '<':
    case '>':
    case '&': return code_of(c);
    default: break;
  }
  return static_cast<unsigned char>(c) < 0x20 ? code_of(c) : std::string(1, c);
}

std::string xml_character(char c) {
  switch (c) {
    case '"': return "&#34;";
    case '\'': return "&#39;";
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\t': return "&#x9;";
    case '\n': return "&#xA;";
    case '\r': return "&#xD;";
    default: break;
  }
  return static_cast<unsigned char>(c) < 0x20 ? std::string(kReplacement) : std::string(1, c);
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for_each_character(
      text, [&](char c) { out += json_character(c); },
      [&](std::string_view wide) {
        out += wide.empty()       ? "\\ufffd"
               : wide == "\u2028" ? "\\u2028"
               : wide == "\u2029" ? "\\u2029"
                                  : std::string(wide);
      });
  return out + "\"";
}

std::string json_number(float number) {
  char digits[64];
  const std::to_chars_result result =
      std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
  return {digits, result.ptr};
}

std::string csv_field(std::string_view text) {
  const bool starts_blank =
      !text.empty() && (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'));
  const bool quoted =
      text == "\\." || starts_blank || text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quoted) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for_each_character(
      text, [&](char c) { out += xml_character(c); },
      [&](std::string_view wide) {
        const bool allowed = !wide.empty() && wide != "\ufffe" && wide != "\uffff";
        out += allowed ? wide : kReplacement;
      });
  return out;
}

}  // namespace sluice::gitleaks

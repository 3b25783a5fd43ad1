// Character classes of ASCII, free of locale; a byte >= 0x80 is in none of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_word(char c) { return is_alnum(c) || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_newline(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return is_blank(c) || is_newline(c); }
// kWhitespace holds it.
constexpr bool is_whitespace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }
constexpr bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool is_hex(char c) { return is_lower_hex(c) || (c >= 'A' && c <= 'F'); }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }

// Of the two, `lower` is lower case already.
bool equals_folded(std::string_view text, std::string_view lower);
bool equals_any_folded(std::string_view text, std::span<const std::string_view> lower);
bool starts_folded(std::string_view text, std::string_view lower);
bool ends_folded(std::string_view text, std::string_view lower);
bool contains_folded(std::string_view text, std::string_view lower);
std::string lowered(std::string_view text);

// "" is none.
bool is_number(std::string_view text);

// What isspace() takes in the C locale.
inline constexpr std::string_view kWhitespace = " \t\n\v\f\r";
// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);
// Without bytes of `blanks` at both ends.
std::string_view trim(std::string_view text, std::string_view blanks);

}  // namespace sluice

#include "judge/fallback.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxClosers = 4;
constexpr size_t kMaxLambda = 24;

// What ends the lookup: `']`, `")`, `}`.
size_t skip_closers(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMaxClosers);
  while (at < stop && (is_quote(text[at]) || text[at] == ']' || text[at] == ')' || text[at] == '}'))
    ++at;
  return at;
}

size_t behind_blanks(std::string_view text, size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Behind an operator that yields its right side where the left one is missing; npos: none is there.
size_t behind_operator(std::string_view text, size_t at, char closer) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view mark : {"||=", "||", "?\?=", "?\?", "?:"}) {
    if (rest.starts_with(mark)) return at + mark.size();
  }
  // Perl's `//`, elsewhere a comment, and its assignment to what is in braces.
  for (const std::string_view mark : {"//=", "//", "= "}) {
    if (closer == '}' && rest.starts_with(mark)) return at + mark.size();
  }
  if (at > 0 && is_blank(text[at - 1]) && rest.starts_with("or ")) return at + 3;
  return std::string_view::npos;
}

// Of a method of an optional value: the literal that it is given, maybe by a lambda.
size_t argument_of_method(std::string_view text, size_t at) {
  static constexpr auto kMethods = std::to_array<std::string_view>(
      {".unwrap_or(", ".unwrap_or_else(", ".orelse(", ".orelseget(", ".getorelse(", ".or_else("});
  for (const std::string_view method : kMethods) {
    if (!starts_folded(text.substr(at, method.size()), method)) continue;
    const size_t from = at + method.size();
    const size_t length = text.substr(from, kMaxLambda).find_first_not_of("|_(){}-> \t");
    return length == text.npos ? length : from + length;
  }
  return std::string_view::npos;
}

// `key | default("v")` of Jinja, `.Values.key | default "v"` of Helm.
size_t argument_of_filter(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '|') return std::string_view::npos;
  at = behind_blanks(text, at + 1);
  static constexpr std::string_view kFilter = "default";
  if (text.substr(at, kFilter.size()) != kFilter) return std::string_view::npos;
  at = behind_blanks(text, at + kFilter.size());
  return behind_blanks(text, at < text.size() && text[at] == '(' ? at + 1 : at);
}

// Of a tag of Go's fields: `env:"K" envDefault:"v"`. Any other name in quotes is only a name, not
// what is found by it.
size_t argument_of_tag(std::string_view text, size_t at) {
  at = behind_blanks(text, at);
  for (const std::string_view tag : {"envDefault:\"", "default:\""}) {
    if (text.substr(at, tag.size()) == tag) return at + tag.size() - 1;
  }
  return std::string_view::npos;
}

// Where the literal begins; npos: nowhere.
size_t find_literal(std::string_view text, Span key) {
  const size_t closed = skip_closers(text, key.end);
  if (const size_t at = argument_of_method(text, closed); at != text.npos) return at;
  const char closer = closed > key.end ? text[closed - 1] : '\0';
  if (is_quote(closer)) return argument_of_tag(text, closed);
  const size_t at = behind_blanks(text, closed);
  if (const size_t found = argument_of_filter(text, at); found != text.npos) return found;
  if (closer == ')' && at > closed && at < text.size() && text[at] == '{')
    return behind_blanks(text, at + 1);
  const size_t behind = behind_operator(text, at, closer);
  return behind == text.npos ? behind : behind_blanks(text, behind);
}

}  // namespace

std::optional<RightHandSide> read_fallback(std::string_view text, Span key) {
  const size_t at = find_literal(text, key);
  if (at >= text.size() || !is_quote(text[at])) return std::nullopt;
  auto side = read_word(text, at);
  if (!side || side->operated || side->interpolated) return std::nullopt;
  side->separator = Separator::kAssign;
  side->fallback = true;
  return side;
}

}  // namespace sluice::judge

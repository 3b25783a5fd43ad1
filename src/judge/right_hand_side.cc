// The reader walks forward from the separator with one cursor and never goes back
// over more than a line. Order matters: an escaped quote (\") is tried before a
// plain one, a literal before a wrapper around a literal, and an unquoted value
// last, since it takes whatever is left.
#include "judge/right_hand_side.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxValue = 4096;
constexpr size_t kMaxBlanks = 128;
constexpr size_t kMaxExpression = 240;
constexpr std::string_view kAnnotated = "Annotated[";

class Reader {
 public:
  Reader(std::string_view text, Span key) : text_(text), key_(key) {}

  std::optional<RightHandSide> read(size_t separator_at);
  std::optional<RightHandSide> literal_at(size_t at);
  std::optional<RightHandSide> bare_word_at(size_t at);

 private:
  char peek(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  size_t skip_blanks(size_t at) const;
  size_t skip_blanks_and_lines(size_t at) const;

  bool read_separator(size_t& at);
  size_t skip_type(size_t at) const;
  size_t skip_prefix(size_t at);
  size_t skip_wrapper(size_t at) const;
  std::optional<RightHandSide> escaped_at(size_t at, size_t slashes);
  std::optional<RightHandSide> perl_literal_at(size_t at);
  std::optional<RightHandSide> element_at(size_t at);
  std::optional<RightHandSide> default_of_shell(size_t at);
  std::optional<RightHandSide> in_string_at(size_t at, char quote);
  std::optional<RightHandSide> fallback_at(size_t at);
  std::optional<RightHandSide> block_at(size_t at);
  std::optional<RightHandSide> enclosed_at(size_t at);
  std::optional<RightHandSide> unquoted_at(size_t at);
  std::optional<RightHandSide> finish(size_t begin, size_t end, Quote quote);
  bool is_operated(size_t at) const;
  size_t behind_wrapper(size_t open, size_t at) const;
  bool key_is_quoted() const;
  bool path_is_quoted() const;

  std::string_view text_;
  Span key_;
  RightHandSide side_;
};

size_t Reader::skip_blanks(size_t at) const {
  const size_t stop = std::min(text_.size(), at + kMaxBlanks);
  while (at < stop && is_blank(text_[at])) ++at;
  return at;
}

size_t Reader::skip_blanks_and_lines(size_t at) const {
  const size_t stop = std::min(text_.size(), at + kMaxBlanks);
  while (at < stop && is_space(text_[at])) ++at;
  return at;
}

bool Reader::key_is_quoted() const {
  return key_.begin > 0 && is_quote(text_[key_.begin - 1]) &&
         peek(key_.end) == text_[key_.begin - 1];
}

// "Section:Password", the name of an argument.
bool Reader::path_is_quoted() const {
  size_t begin = key_.begin;
  const size_t stop = begin - std::min<size_t>(begin, 64);
  while (begin > stop && (is_word(text_[begin - 1]) || text_[begin - 1] == ':')) --begin;
  return begin > 0 && is_quote(text_[begin - 1]) && peek(key_.end) == text_[begin - 1];
}

// Moves `at` past the separator; false where it is none (`::`, `=~`, `->`).
bool Reader::read_separator(size_t& at) {
  const char first = peek(at), second = peek(at + 1);
  side_.tight = at == key_.end || !is_blank(text_[at - 1]);
  if (first == ':') {
    if (second == ':' || (second == '/' && peek(at + 2) == '/')) return false;
    side_.separator = second == '=' ? Separator::kAssign : Separator::kColon;
    at += second == '=' ? 2 : 1;
  } else if (first == '=') {
    if (second == '~') return false;
    const bool compare = second == '=';
    side_.separator = compare ? Separator::kCompare : Separator::kAssign;
    at += second == '>' ? 2 : 1;
    while (compare && peek(at) == '=') ++at;
  } else if (first == '>') {
    side_.separator = Separator::kElement;
    ++at;
  } else if (first == ',' || first == '(' || first == '{') {
    side_.separator = Separator::kArgument;
    ++at;
  } else if (first == '<' && second == '-') {
    side_.separator = Separator::kAssign;
    at += 2;
  } else if (is_blank(first)) {
    side_.separator = Separator::kBlank;
  } else {
    return false;
  }
  side_.tight &= !is_blank(peek(at));
  return true;
}

// After `key:` a declared type may stand before the '=': `: Option<&str> = "…"`,
// `: Annotated[str, typer.Option()] = "…"`.
size_t Reader::skip_type(size_t at) const {
  const char first = peek(at);
  if (text_.substr(at, kAnnotated.size()) == kAnnotated) {
    const size_t close = text_.substr(0, line_end(text_, at, kMaxExpression)).find("] = ", at);
    return close == text_.npos ? at : close + 4;
  }
  if (!is_alpha(first) && first != '&' && first != '[' && first != '*' && first != '?') return at;
  size_t end = at;
  while (end < text_.size() && end - at < 48 &&
         (is_word(text_[end]) ||
          std::string_view("<>[]&?*'.|: ").find(text_[end]) != std::string_view::npos)) {
    ++end;
  }
  if (peek(end) != '=' || peek(end + 1) == '=' || peek(end + 1) == '>' || peek(end - 1) != ' ')
    return at;
  return skip_blanks(end + 1);
}

// String prefixes of the languages: b"…", r'…', f"…", L"…", @"…", $"…", u8"…".
size_t Reader::skip_prefix(size_t at) {
  size_t end = at;
  while (end - at < 3 &&
         std::string_view("bBrRuUfFL@$8").find(peek(end)) != std::string_view::npos &&
         peek(end) != '\0') {
    ++end;
  }
  if (end == at || !is_quote(peek(end))) return at;
  const std::string_view prefix = text_.substr(at, end - at);
  side_.interpolated |= prefix.find_first_of("fF$") != prefix.npos;
  return end;
}

// Calls and casts around a literal that hand it on unchanged.
size_t Reader::skip_wrapper(size_t at) const {
  static constexpr auto kWrappers =
      std::to_array<std::string_view>({"new string(",
                                       "convertto-securestring ",
                                       "(convertto-securestring ",
                                       "convertto-securestring -string ",
                                       "string(",
                                       "str(",
                                       "bytes(",
                                       "bytearray(",
                                       "buffer.from(",
                                       "secretstr(",
                                       "secret(",
                                       "string::from(",
                                       "std::string(",
                                       "std::string{",
                                       "strdup(",
                                       "[]byte(",
                                       "(char*)",
                                       "(char *)",
                                       "(const char*)",
                                       "(const char *)",
                                       "text(",
                                       "_t(",
                                       "some(",
                                       "ok(",
                                       "string.valueof(",
                                       "securestring(",
                                       "base64.b64decode(",
                                       "b64decode(",
                                       "atob(",
                                       "json.dumps(",
                                       "sensitive(",
                                       "to_string(",
                                       "aws.string(",
                                       "pointer.string(",
                                       "ptr.to(",
                                       "optional.of(",
                                       "cstr(",
                                       "url.queryescape(",
                                       "quote(",
                                       "stringvalue(",
                                       "(string)",
                                       "typer.option(",
                                       "typer.argument(",
                                       "field(",
                                       "env.fetch("});
  for (const std::string_view wrapper : kWrappers) {
    if (!starts_folded(text_.substr(at, wrapper.size()), wrapper)) continue;
    const size_t inner = skip_blanks(at + wrapper.size());
    if (wrapper != "env.fetch(" && (is_quote(peek(inner)) || is_quote(peek(inner + 1))))
      return inner;
  }
  return at;
}

std::optional<RightHandSide> Reader::finish(size_t begin, size_t end, Quote quote) {
  if (begin >= end || end - begin > kMaxValue) return std::nullopt;
  side_.value = {begin, end};
  side_.quote = quote;
  return side_;
}

// What follows a literal turns it into a part of something longer.
bool Reader::is_operated(size_t at) const {
  at = skip_blanks(at);
  const char c = peek(at), next = peek(at + 1);
  if (c == '+' || c == '%' || c == '[' || c == '*') return next != ' ' || c != '*';
  if (c == '<' && next == '<') return true;
  if (c == '.') {
    const std::string_view rest = text_.substr(at, 16);
    if (next == ' ' || is_quote(next) || next == '$') return true;  // PHP, Perl
    return starts_folded(rest, ".format") || starts_folded(rest, ".replace") ||
           starts_folded(rest, ".join") || starts_folded(rest, ".repeat") ||
           starts_folded(rest, ".concat");
  }
  return c == '?' && next == ' ';
}

// Past the parenthesis that closes the call around a literal: std::string("a") + b.
size_t Reader::behind_wrapper(size_t open, size_t at) const {
  const size_t next = skip_blanks(at);
  const bool wrapped = open > 0 && text_[open - 1] == '(' && peek(next) == ')';
  return wrapped && peek(skip_blanks(next + 1)) == '+' ? next + 1 : at;
}

std::optional<RightHandSide> Reader::escaped_at(size_t at, size_t slashes) {
  const char quote = text_[at + slashes];
  const size_t begin = at + slashes + 1;
  const size_t stop = std::min(text_.size(), begin + kMaxValue);
  for (size_t i = begin; i < stop && text_[i] != '\n'; ++i) {
    if (text_[i] == quote && text_[i - 1] == '\\') {
      size_t end = i;
      while (end > begin && i - end < slashes && text_[end - 1] == '\\') --end;
      return finish(begin, end, Quote::kEscaped);
    }
  }
  return std::nullopt;
}

// Perl's q(…): `at` is past the parenthesis.
std::optional<RightHandSide> Reader::perl_literal_at(size_t at) {
  const size_t length = text_.substr(at, 256).find_first_of(")\n(");
  if (length == text_.npos || text_[at + length] != ')') return std::nullopt;
  return finish(at, at + length, Quote::kQuoted);
}

std::optional<RightHandSide> Reader::literal_at(size_t at) {
  size_t slashes = 0;
  while (slashes < 8 && peek(at + slashes) == '\\') ++slashes;
  if (slashes > 0 && is_quote(peek(at + slashes))) return escaped_at(at, slashes);
  if (text_.substr(at, 2) == "q(") return perl_literal_at(at + 2);
  const size_t open = skip_prefix(at);
  const char quote = peek(open);
  if (!is_quote(quote)) return std::nullopt;
  const bool triple = peek(open + 1) == quote && peek(open + 2) == quote;
  const size_t width = triple ? 3 : 1;
  const size_t begin = open + width;
  const size_t stop = std::min(text_.size(), begin + kMaxValue);
  for (size_t i = begin; i < stop; ++i) {
    if (text_[i] == '\\' && quote != '`') {
      ++i;
    } else if (text_[i] == '\n' && !triple && quote != '`') {
      return std::nullopt;
    } else if (text_[i] == quote && (!triple || (peek(i + 1) == quote && peek(i + 2) == quote))) {
      side_.operated = is_operated(behind_wrapper(open, i + width));
      return finish(begin, i, Quote::kQuoted);
    }
  }
  return std::nullopt;
}

// `at` is past the '>' of <key> or of <string name="key">.
std::optional<RightHandSide> Reader::element_at(size_t at) {
  const size_t from = line_begin(text_, static_cast<size_t>(key_.begin));
  const std::string_view before = text_.substr(from, key_.begin - from);
  const size_t open = before.rfind('<');
  if (open == before.npos || before.find('>', open) != before.npos) return std::nullopt;
  if (open + 1 < before.size() && before[open + 1] == '/') return std::nullopt;
  static constexpr std::string_view kCdata = "<![CDATA[";
  const bool cdata = text_.substr(at, kCdata.size()) == kCdata;
  if (cdata) at += kCdata.size();
  const size_t begin = skip_blanks_and_lines(at);
  const std::string_view rest = text_.substr(begin, kMaxValue);
  const size_t length = cdata ? rest.find("]]>") : rest.find('<');
  if (length == rest.npos || (!cdata && rest.substr(length, 2) != "</")) return std::nullopt;
  return finish(begin, begin + trim(rest.substr(0, length)).size(), Quote::kElement);
}

// ${KEY:-default}: `at` is past the ':'.
std::optional<RightHandSide> Reader::default_of_shell(size_t at) {
  if (peek(at) == '?' || peek(at) == '+') return std::nullopt;
  const size_t begin = peek(at) == '-' || peek(at) == '=' ? at + 1 : at;
  const std::string_view rest = text_.substr(begin, 256);
  const size_t length = rest.find_first_of("}\n");
  if (length == rest.npos || rest[length] != '}') return std::nullopt;
  side_.fallback = true;
  std::string_view value = trim(rest.substr(0, length));
  const bool quoted = value.size() > 2 && is_quote(value.front()) && value.back() == value.front();
  const size_t start = static_cast<size_t>(value.data() - text_.data());
  return quoted ? finish(start + 1, start + value.size() - 1, Quote::kQuoted)
                : finish(start, start + value.size(), Quote::kInString);
}

// The key stands inside a string that `quote` opened: the value ends with its pair.
std::optional<RightHandSide> Reader::in_string_at(size_t at, char quote) {
  const size_t begin = at;
  const size_t stop = std::min(text_.size(), begin + 256);
  size_t end = begin;
  while (end < stop && !is_space(text_[end]) && text_[end] != quote &&
         std::string_view("&;,\\<>\"'`|)").find(text_[end]) == std::string_view::npos) {
    ++end;
  }
  return finish(begin, end, Quote::kInString);
}

// Where the literal of a named argument begins: `env.str("K", default="v")`, `Field(default="v")`,
// `{type: String, default: "v"}`; npos where there is none.
size_t named_default(std::string_view line) {
  static constexpr std::string_view kName = "default";
  for (size_t at = line.find(kName); at != line.npos; at = line.find(kName, at + 1)) {
    if (at == 0 || is_word(line[at - 1]) || line.find_first_of("({") > at) continue;
    size_t next = at + kName.size();
    for (const std::string_view more : {"_value", "Value"}) {
      if (line.substr(next).starts_with(more)) next += more.size();
    }
    next = std::min(line.find_first_not_of(" \t", next), line.size());
    if (next + 1 >= line.size() || (line[next] != '=' && line[next] != ':')) continue;
    next = std::min(line.find_first_not_of(" \t", next + 1), line.size());
    if (next < line.size() && is_quote(line[next])) return next;
  }
  return line.npos;
}

// An expression that ends in a literal default: `os.getenv("K", "v")`, `x || "v"`.
std::optional<RightHandSide> Reader::fallback_at(size_t at) {
  const size_t stop = std::min(line_end(text_, at), at + kMaxExpression);
  const std::string_view line = text_.substr(at, stop - at);
  static constexpr auto kLookups = std::to_array<std::string_view>(
      {"getenv", "environ", "env(", "env.fetch", "env_var", "getproperty", "get_env", "config",
       "settings", "fetch(", "getoption", "fromenvironment", "get("});
  size_t from = line.npos;
  if (const size_t found = named_default(line); found != line.npos) from = at + found;
  for (const std::string_view mark : {"||", "??", " or ", "?:", "unwrap_or(", "OrElse("}) {
    if (const size_t found = line.find(mark); found != line.npos) {
      from = skip_blanks(at + found + mark.size());
    }
  }
  if (from == line.npos) {
    const bool lookup = std::any_of(kLookups.begin(), kLookups.end(), [line](std::string_view l) {
      return contains_folded(line.substr(0, 80), l);
    });
    const size_t comma = line.find(',');
    if (!lookup || comma == line.npos) return std::nullopt;
    from = skip_blanks(at + comma + 1);
  }
  if (from >= stop) return std::nullopt;
  side_.fallback = true;
  return literal_at(from);
}

// YAML block scalars: `key: |` or `key: >-`, the value on the next line alone.
std::optional<RightHandSide> Reader::block_at(size_t at) {
  const size_t end = line_end(text_, at);
  if (end - at > 3 || end >= text_.size()) return std::nullopt;
  const size_t begin = skip_blanks(end + 1);
  if (begin == end + 1) return std::nullopt;
  const std::string_view value = trim(text_.substr(begin, line_end(text_, begin) - begin));
  return finish(begin, begin + value.size(), Quote::kNone);
}

// `(\n "value"\n)` of Python, and the first element of a list or a map of literals under
// a plural name.
std::optional<RightHandSide> Reader::enclosed_at(size_t at) {
  const bool plural = key_.end > 0 && to_lower(text_[key_.end - 1]) == 's';
  const bool list = peek(at) == '[' && plural, map = peek(at) == '{' && plural;
  if (peek(at) != '(' && !list && !map) return std::nullopt;
  const size_t inner = skip_blanks_and_lines(at + 1);
  if (!is_quote(peek(inner))) return std::nullopt;
  const auto found = literal_at(inner);
  if (!found || list) return found;
  if (map) {
    const size_t colon = skip_blanks(found->value.end + 1);
    return peek(colon) == ':' ? literal_at(skip_blanks(colon + 1)) : std::nullopt;
  }
  const size_t after = skip_blanks_and_lines(found->value.end + 1);
  return peek(after) == ')' ? found : std::nullopt;
}

// The rest of the line less comment and end mark; of `key=value` without blanks,
// the first word.
std::optional<RightHandSide> Reader::unquoted_at(size_t at) {
  size_t end = line_end(text_, at);
  const bool word = side_.tight && side_.separator == Separator::kAssign;
  const bool in_object = key_is_quoted();
  for (size_t i = at; i < end; ++i) {
    const char c = text_[i];
    const bool after_blank = i > at && is_blank(text_[i - 1]);
    if ((c == '#' || c == ';') && after_blank) end = i;
    if (c == '/' && peek(i + 1) == '/' && after_blank) end = i;
    if (word && (is_blank(c) || c == '&' || c == '|' || c == '"' || c == '`')) end = i;
    if (in_object && (c == ',' || c == '}' || c == ']')) end = i;
  }
  while (end > at && (is_space(text_[end - 1]) || text_[end - 1] == '\\')) --end;
  while (end > at && (text_[end - 1] == ';' || text_[end - 1] == ',')) {
    --end;
    side_.terminated = true;
  }
  return finish(at, end, Quote::kNone);
}

std::optional<RightHandSide> Reader::bare_word_at(size_t at) {
  const size_t stop = std::min(text_.size(), at + 512);
  size_t end = at;
  // A line end may be spelled out, in a file quoted within a program.
  const auto spelled_end = [&](size_t i) {
    return text_[i] == '\\' && (peek(i + 1) == 'n' || peek(i + 1) == 'r' || peek(i + 1) == 't');
  };
  while (end < stop && !is_space(text_[end]) && !spelled_end(end) &&
         std::string_view("\"'`;&|<>)").find(text_[end]) == std::string_view::npos) {
    ++end;
  }
  return finish(at, end, Quote::kNone);
}

std::optional<RightHandSide> Reader::read(size_t separator_at) {
  size_t at = separator_at;
  if (!read_separator(at)) return std::nullopt;
  if (side_.separator == Separator::kElement) return element_at(at);
  if (side_.separator == Separator::kColon && side_.tight) {
    if (key_.begin >= 2 && text_.substr(key_.begin - 2, 2) == "${") return default_of_shell(at);
  }
  at = skip_blanks(at);
  if (text_.substr(at, 2) == "**") at = skip_blanks(at + 2);  // **Password:** value
  if (is_newline(peek(at)) || (peek(at) == '\\' && is_newline(peek(at + 1)))) {
    at = skip_blanks_and_lines(peek(at) == '\\' ? at + 1 : at);
    if (!is_quote(peek(at)) || side_.separator == Separator::kArgument) return std::nullopt;
    return literal_at(at);
  }
  const bool quoted =
      key_is_quoted() || (side_.separator == Separator::kArgument && path_is_quoted());
  const char open = quoted ? '\0' : open_quote_at(text_, key_.begin);
  if (open != '\0' && peek(at) == open) return std::nullopt;
  if (side_.separator == Separator::kColon) at = skip_type(at);
  if (const size_t inner = skip_wrapper(at); inner != at) {
    if (auto found = literal_at(inner)) return found;
  }
  if (auto found = literal_at(at)) return found;
  if (is_quote(peek(at)) || side_.separator == Separator::kArgument) return std::nullopt;
  if (auto found = enclosed_at(at)) return found;
  if (open != '\0') return in_string_at(at, open);
  if (auto found = fallback_at(at)) return found;
  side_.fallback = false;
  if ((peek(at) == '|' || peek(at) == '>') && side_.separator == Separator::kColon)
    return block_at(at);
  return unquoted_at(at);
}

// A value that is `${NAME:-default}` of a shell and nothing else: what stands in for the variable.
void take_default(std::string_view text, RightHandSide& side) {
  std::string_view value = slice(text, side.value);
  if (!value.starts_with("${") || !value.ends_with('}')) return;
  size_t at = 2;
  while (at < value.size() && is_word(value[at])) ++at;
  if (at > 2 && at < value.size() && value[at] == ':') ++at;
  if (at >= value.size() || (value[at] != '-' && value[at] != '=')) return;
  value = value.substr(at + 1, value.size() - at - 2);
  if (value.size() > 2 && is_quote(value.front()) && value.back() == value.front())
    value = value.substr(1, value.size() - 2);
  if (value.empty() || value.find_first_of("${}`") != value.npos) return;
  side.value.begin = static_cast<uint64_t>(value.data() - text.data());
  side.value.end = side.value.begin + value.size();
  side.fallback = true;
  if (side.quote == Quote::kNone) side.quote = Quote::kInString;
}

}  // namespace

std::optional<RightHandSide> read_right_hand_side(std::string_view text, Span key,
                                                  size_t separator_at) {
  if (separator_at >= text.size() || key.end > separator_at) return std::nullopt;
  auto side = Reader(text, key).read(separator_at);
  if (side) take_default(text, *side);
  return side;
}

std::optional<RightHandSide> read_word(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMaxBlanks);
  while (at < stop && is_space(text[at])) ++at;
  if (at >= text.size()) return std::nullopt;
  Reader reader(text, {at, at});
  auto side = reader.literal_at(at);
  if (!side && !is_quote(text[at])) side = reader.bare_word_at(at);
  if (side) side->separator = Separator::kBlank;
  return side;
}

char open_quote_at(std::string_view text, size_t at) {
  char open = '\0';
  for (size_t i = line_begin(text, at); i < at && i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (open != '\0') {
      if (c == open) open = '\0';
    } else if (is_quote(c) && (c != '\'' || i == 0 || !is_alnum(text[i - 1]))) {
      open = c;
    }
  }
  return open;
}

size_t line_begin(std::string_view text, size_t at, size_t reach) {
  at = std::min(at, text.size());
  const size_t stop = at > reach ? at - reach : 0;
  while (at > stop && text[at - 1] != '\n') --at;
  return at;
}

size_t line_end(std::string_view text, size_t at, size_t reach) {
  const size_t stop = std::min(text.size(), at + reach);
  while (at < stop && text[at] != '\n') ++at;
  if (at > 0 && at < text.size() && text[at] == '\n' && text[at - 1] == '\r') return at;
  return std::min(at, text.size());
}

}  // namespace sluice::judge

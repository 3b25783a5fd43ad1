// A record is read from its name outwards: first towards its end for a field called value, then
// towards its begin. Its edges are braces, tags, a list's dash or the next name: what is beyond
// belongs to another record.
#include "judge/record.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/encoded.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxFields = 400;  // bytes from the name to the value
constexpr size_t kMaxElement = 512;

struct RecordField {
  Span word;
  size_t separator = 0;
};

bool is_value_word(std::string_view word) {
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"value", "parametervalue", "default", "defaultvalue", "string", "val"});
  return std::any_of(kWords.begin(), kWords.end(),
                     [word](std::string_view w) { return equals_folded(word, w); });
}

bool is_name_word(std::string_view word) {
  return equals_folded(word, "name") || equals_folded(word, "key") ||
         equals_folded(word, "parameterkey");
}

// The separator of the field name that ends at `end`, or 0.
size_t separator_of(std::string_view text, size_t end) {
  size_t at = end;
  while (at < text.size() && at - end < 8 &&
         (is_quote(text[at]) || text[at] == '\\' || is_blank(text[at]))) {
    ++at;
  }
  if (at >= text.size() || at == 0) return 0;
  return text[at] == ':' || text[at] == '=' || text[at] == '>' ? at : 0;
}

// A field's name stands behind a bracket, a comma, a dash or a line's begin, and as an
// attribute behind any blank: not within a text.
bool starts_field(std::string_view text, size_t at, char separator) {
  while (at > 0 && (is_quote(text[at - 1]) || text[at - 1] == '\\')) --at;
  const size_t quotes = at;
  while (at > 0 && is_blank(text[at - 1])) --at;
  if (at == 0 || (separator == '=' && at < quotes)) return true;
  return std::string_view("{,<(\n-").find(text[at - 1]) != std::string_view::npos;
}

// The first field in [from, to) that `wanted` accepts.
template <class Wanted>
std::optional<RecordField> find_record_field(std::string_view text, size_t from, size_t to,
                                             Wanted wanted) {
  for (size_t at = from; at < to; ++at) {
    if (!is_alpha(text[at]) || (at > 0 && is_word(text[at - 1]))) continue;
    size_t end = at;
    while (end < to && is_word(text[end])) ++end;
    if (wanted(text.substr(at, end - at))) {
      const size_t separator = separator_of(text, end);
      if (separator != 0 && starts_field(text, at, text[separator]))
        return RecordField{{at, end}, separator};
    }
    at = end;
  }
  return std::nullopt;
}

// Whether a list's next item starts behind the line end at `at`: "\n  - ".
bool opens_item(std::string_view text, size_t at) {
  ++at;
  while (at < text.size() && is_blank(text[at])) ++at;
  return text.substr(at, 2) == "- ";
}

// Where the record that holds `from` ends: at a bracket, the next item, the next name.
size_t end_of_record(std::string_view text, size_t from) {
  const size_t stop = std::min(text.size(), from + kMaxFields);
  size_t end = from;
  while (end < stop && text[end] != '{' && text[end] != '}' &&
         !(text[end] == '\n' && opens_item(text, end)) && text.substr(end, 2) != "/>") {
    ++end;
  }
  const auto next = find_record_field(text, from, end, is_name_word);
  return next && text[next->word.begin - 1] != '/' ? next->word.begin : end;
}

size_t begin_of_record(std::string_view text, size_t at) {
  const size_t stop = at - std::min(at, kMaxFields);
  size_t begin = at;
  while (begin > stop && std::string_view("{}<>").find(text[begin - 1]) == std::string_view::npos) {
    --begin;
    if (text[begin] == '\n' && opens_item(text, begin)) break;
  }
  return begin;
}

// Behind the last line that is indented deeper than the one that holds `at`.
size_t end_of_indented(std::string_view text, size_t at) {
  const auto indent_at = [text](size_t begin) {
    size_t end = begin;
    while (end < text.size() && is_blank(text[end])) ++end;
    return end - begin;
  };
  const size_t own = indent_at(line_begin(text, at));
  const size_t stop = std::min(text.size(), at + kMaxFields);
  size_t end = line_end(text, at);
  while (end < stop && indent_at(end + 1) > own) end = line_end(text, end + 1);
  return std::min(end, stop);
}

// A bare value ends where its record does: {name: A, value: x}.
void cut_at_edge(std::string_view text, RightHandSide& side) {
  if (side.quote != Quote::kNone) return;
  const size_t edge = slice(text, side.value).find_first_of(",})");
  if (edge != std::string_view::npos && edge > 0) side.value.end = side.value.begin + edge;
}

std::optional<RightHandSide> read_field(std::string_view text, const RecordField& field) {
  if (text[field.separator] != '>') {
    auto side = read_right_hand_side(text, field.word, field.separator);
    if (side) cut_at_edge(text, *side);
    return side && !side->operated && !side->interpolated ? side : std::nullopt;
  }
  const size_t begin = field.separator + 1;
  const size_t length = text.substr(begin, kMaxElement).find('<');
  if (length == text.npos || length == 0) return std::nullopt;
  RightHandSide side = quoted_side(begin, begin + length);
  side.quote = Quote::kElement;
  return side;
}

// The value of the header Authorization is a scheme and what it takes.
std::optional<Site> authorization_site(std::string_view text, Site site) {
  const std::string_view value = slice(text, site.side.value);
  const size_t blank = value.find(' ');
  if (blank == value.npos || value.size() - blank < 9) return std::nullopt;
  site.side.value.begin += blank + 1;
  site.key_absent = true;
  site.random_only = !starts_folded(value, "basic");
  if (site.random_only) return site;
  const auto decoded = decode_credentials(slice(text, site.side.value));
  return decoded && !is_weak_pair(*decoded) ? std::optional(site) : std::nullopt;
}

// The word before the name that says that it is one: name, key. What may stand
// between are quotes, a separator and blanks, and in front of the name a path.
std::optional<size_t> label_before(std::string_view text, size_t at) {
  const size_t stop = at - std::min<size_t>(at, 96);
  const auto skip = [&](auto wanted) {
    while (at > stop && wanted(text[at - 1])) --at;
  };
  skip([](char c) { return is_word(c) || c == '/' || c == '.' || c == '-'; });
  skip([](char c) { return is_quote(c) || c == '\\'; });
  skip(is_space);
  if (at == stop || std::string_view(":=>").find(text[at - 1]) == std::string_view::npos)
    return std::nullopt;
  --at;
  skip(is_blank);
  skip([](char c) { return is_quote(c) || c == '\\'; });
  const size_t end = at;
  skip(is_word);
  return is_name_word(text.substr(at, end - at)) ? std::optional(at) : std::nullopt;
}

// Of a match without the '\r' at its end.
bool is_heading(std::string_view text, Span key, Span match) {
  const size_t after = line_end(text, key.end);
  return text[match.end - 1] == ':' && trim(text.substr(match.end, after - match.end)).empty();
}

// Whether the key is a name that a call declares or looks up: it is quoted, a comma follows, and
// it is a flag or stands behind nothing but simple arguments.
bool is_option_name(std::string_view text, Span key, Span match) {
  if (text[match.end - 1] != ',' || key.begin == 0 || key.end >= text.size()) return false;
  size_t at = key.begin;
  const size_t stop = at - std::min<size_t>(at, 96);
  const auto skip = [&](auto wanted) {
    while (at > stop && wanted(text[at - 1])) --at;
  };
  skip([](char c) { return c == '-'; });
  const bool flag = key.begin - at == 2;
  if (at == 0 || !is_quote(text[at - 1]) || text[key.end] != text[at - 1]) return false;
  if (flag) return true;
  unsigned lines = 0;  // a glance sees two above
  skip([&lines](char c) {
    lines += c == '\n' ? 1 : 0;
    return lines <= 2 && (is_word(c) || is_quote(c) || is_space(c) || c == ',' || c == '-');
  });
  return at > stop && text[at - 1] == '(';
}

bool is_default_word(std::string_view word) {
  static constexpr auto kWords =
      std::to_array<std::string_view>({"default", "default_value", "defaultvalue", "fallback"});
  return equals_any_folded(word, kWords);
}

// The quote that closes the one at `at` on its line; `stop` for none, and where it is of three.
size_t end_of_literal(std::string_view text, size_t at, size_t stop) {
  const char quote = text[at];
  for (++at; at < stop && text[at] != '\n'; ++at) {
    const bool triple = text[at - 1] == quote && at + 1 < stop && text[at + 1] == quote;
    if (text[at] == quote) return triple ? stop : at;
    if (text[at] == '\\') ++at;
  }
  return stop;
}

// The literal behind `default=`, `default:` or `default =>` among the arguments from `at` on, up to
// what closes them: add_argument("--password", default="v"), .option('password', {default: 'v'}).
std::optional<RightHandSide> default_argument(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMaxFields);
  unsigned depth = 1;
  while (at < stop && depth > 0) {
    const char c = text[at];
    if (is_quote(c)) {
      const size_t close = end_of_literal(text, at, stop);
      if (close == stop) return std::nullopt;
      at = close;
    } else if (c == '(' || c == '{' || c == '[') {
      ++depth;
    } else if (c == ')' || c == '}' || c == ']') {
      --depth;
    } else if (is_alpha(c)) {
      const size_t begin = at;
      while (at < stop && is_word(text[at])) ++at;
      if (!is_default_word(text.substr(begin, at - begin))) continue;
      while (at < stop && is_blank(text[at])) ++at;
      if (at >= stop || (text[at] != '=' && text[at] != ':')) continue;
      ++at;
      while (at < stop && (is_blank(text[at]) || text[at] == '>')) ++at;
      const bool literal = at < stop && is_quote(text[at]);
      return literal ? read_word(text, at) : std::nullopt;
    }
    ++at;
  }
  return std::nullopt;
}

std::optional<Site> option_site(std::string_view text, Span key, Span match) {
  auto side = default_argument(text, match.end);
  if (!side || side->operated || side->interpolated) return std::nullopt;
  side->separator = Separator::kAssign;
  side->fallback = true;
  Site site;
  site.key = key;
  site.name = classify_key(slice(text, key));
  site.side = *side;
  return site.name.kind == KeyClass::kNone ? std::nullopt : std::optional(site);
}

std::optional<RecordField> field_around(std::string_view text, Span key, Span match) {
  if (text[match.end - 1] == '{') {
    const size_t stop = std::min(text.size(), match.end + kMaxFields);
    const size_t close = std::min(text.find('}', match.end), stop);
    return find_record_field(text, match.end, close, is_value_word);
  }
  if (is_heading(text, key, match)) {
    return find_record_field(text, match.end, end_of_indented(text, key.begin), is_value_word);
  }
  const auto label = label_before(text, key.begin);
  if (!label) return std::nullopt;
  if (const auto behind =
          find_record_field(text, key.end, end_of_record(text, key.end), is_value_word))
    return behind;
  const size_t from = begin_of_record(text, *label);
  return find_record_field(text, from, *label, is_value_word);
}

}  // namespace

bool is_in_record(std::string_view text, Span match) {
  if (match.size() > 0 && text[match.end - 1] == '\r') --match.end;
  if (match.size() == 0) return false;
  const Span key = key_around(text, match.begin);
  return text[match.end - 1] == '{' || is_heading(text, key, match) ||
         label_before(text, key.begin) || is_option_name(text, key, match);
}

std::optional<Site> record_site(const Rule&, std::string_view text, Span match) {
  if (match.size() == 0) return std::nullopt;
  if (text[match.end - 1] == '\r') --match.end;
  if (match.size() == 0) return std::nullopt;
  Site site;
  site.key = key_around(text, match.begin);
  if (is_option_name(text, site.key, match)) {
    if (const auto option = option_site(text, site.key, match)) return option;
  }
  const auto field = field_around(text, site.key, match);
  if (!field) return std::nullopt;
  site.name = classify_key(slice(text, site.key));
  const bool header = ends_folded(slice(text, site.key), "authorization");
  if (site.name.kind == KeyClass::kNone && !header) return std::nullopt;
  const auto side = read_field(text, *field);
  if (!side) return std::nullopt;
  site.side = *side;
  site.record = true;
  return header ? authorization_site(text, site) : std::optional(site);
}

}  // namespace sluice::judge

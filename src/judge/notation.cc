#include "judge/notation.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/call.h"
#include "judge/command.h"
#include "judge/encoded.h"
#include "judge/fallback.h"
#include "judge/prose.h"
#include "judge/record.h"
#include "judge/table.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxToken = 2048;

char at_or_zero(std::string_view text, size_t at) { return at < text.size() ? text[at] : '\0'; }

size_t skip_blanks(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + 24);
  while (at < stop && is_blank(text[at])) ++at;
  return at;
}

// Behind `open`, which is at `at`, and its `close`, at most `reach` bytes on.
size_t skip_enclosed(std::string_view text, size_t at, char close, size_t reach) {
  const size_t length = text.substr(at, reach).find(close);
  return length == text.npos ? at : at + length + 1;
}

// What languages put between a name and its '=': `[64]`, `string`, `As String`,
// `{ get; set; }`. `at` where there is nothing of the kind.
size_t skip_declaration(std::string_view text, size_t at) {
  size_t end = skip_blanks(text, at);
  if (at_or_zero(text, at) == '[') {
    end = skip_enclosed(text, at, ']', 20);
  } else if (starts_folded(text.substr(end), "as string")) {
    end += 9;
  } else if (starts_folded(text.substr(end), "string ")) {
    end += 6;
  } else if (text.substr(end, 5) == "{ get" || text.substr(end, 4) == "{get") {
    end = skip_enclosed(text, end, '}', 40);
  } else {
    return at;
  }
  end = skip_blanks(text, end);
  return at_or_zero(text, end) == '=' && at_or_zero(text, end + 1) != '=' ? end : at;
}

// The '>' of a start tag with attributes whose name is `key`.
std::optional<size_t> end_of_tag(std::string_view text, Span key) {
  if (key.begin == 0 || text[key.begin - 1] != '<') return std::nullopt;
  const std::string_view tag = text.substr(key.end, 120);
  const size_t end = tag.find_first_of("<>\n");
  if (end == tag.npos || tag[end] != '>' || (end > 0 && tag[end - 1] == '/')) return std::nullopt;
  return key.end + end;
}

// Where the separator of the key starts: past quotes, brackets and blanks, on the
// same line.
std::optional<size_t> find_separator(std::string_view text, Span key) {
  if (is_blank(at_or_zero(text, key.end))) {
    if (const auto end = end_of_tag(text, key)) return end;
  }
  size_t at = skip_declaration(text, key.end);
  const size_t stop = std::min(text.size(), at + 24);
  while (at < stop && (is_quote(text[at]) || text[at] == '\\' || text[at] == ']')) ++at;
  while (at < stop && (is_blank(text[at]) || text[at] == '*' || text[at] == '?')) ++at;
  if (at >= stop) return std::nullopt;
  const bool blank_before = at > 0 && is_blank(text[at - 1]);
  if (blank_before && (is_quote(text[at]) || text.substr(at, 2) == "@\"")) return at - 1;
  if (text[at] == '{') return is_quote(at_or_zero(text, at + 1)) ? std::optional(at) : std::nullopt;
  if (text[at] == '<') return at_or_zero(text, at + 1) == '-' ? std::optional(at) : std::nullopt;
  return std::string_view("=:>,(|").find(text[at]) == std::string_view::npos ? std::nullopt
                                                                             : std::optional(at);
}

// The two generic rules share their notation and split the keys between them.
bool is_for_rule(const Rule& rule, KeyClass kind) {
  if (rule.id == "generic-password") return kind == KeyClass::kPassword;
  if (rule.id == "generic-api-key") return kind != KeyClass::kPassword;
  return true;
}

bool ends_in_comparison(std::string_view key) {
  return ends_folded(key, ".equals") || ends_folded(key, ".equalsignorecase");
}

// `f("password", "x")` sets, `get("password", "x")` looks up: both may hold a
// literal. `set_password("x")` and `builder.password("x")` do; `check_password("x")`
// or `t("x")` do not.
bool is_setter(std::string_view text, Span span) {
  const std::string_view key = slice(text, span);
  if (ends_in_comparison(key)) return true;
  const size_t dot = key.rfind('.');
  const std::string_view last = dot == key.npos ? key : key.substr(dot + 1);
  if (starts_folded(last, "set") || starts_folded(last, "with") || starts_folded(last, "add"))
    return true;
  const bool member = dot != key.npos || (span.begin > 0 && text[span.begin - 1] == '.');
  return member && classify_key(last).word.size() == last.size();
}

// `f("key", "value")`, `f("Section:key", "value")` or `("key", "value")`: an element of a plain
// list is no key.
bool opens_arguments(std::string_view text, Span key) {
  size_t at = key.begin;
  const size_t stop = at - std::min<size_t>(at, 64);
  while (at > stop && (is_word(text[at - 1]) || text[at - 1] == ':' || text[at - 1] == '.')) --at;
  const bool section = at < key.begin;
  while (at > 0 && (is_quote(text[at - 1]) || is_blank(text[at - 1]))) --at;
  if (at == 0 || text[at - 1] != '(') return false;
  return !section || (at > 1 && (is_word(text[at - 2]) || text[at - 2] == '>'));
}

// The call whose first argument the key is: `strcpy(cfg->password, "x")`. "" for none.
std::string_view call_before(std::string_view text, Span key) {
  const size_t from = line_begin(text, key.begin, 48);
  const std::string_view before = text.substr(from, key.begin - from);
  const size_t open = before.rfind('(');
  if (open == before.npos || before.find(',', open) != before.npos) return "";
  size_t begin = open;
  while (begin > 0 && is_word(before[begin - 1])) --begin;
  return before.substr(begin, open - begin);
}

// The call whose second argument the key is: `flag.StringVar(&p, "password", "x", …)` of Go.
std::string_view call_with_pointer(std::string_view text, Span key) {
  const size_t from = line_begin(text, key.begin, 120);
  const std::string_view before = text.substr(from, key.begin - from);
  const size_t comma = before.rfind(',');
  const size_t open = before.substr(0, comma).rfind('(');
  if (comma == before.npos || open == before.npos) return "";
  const std::string_view pointer = trim(before.substr(open + 1, comma - open - 1));
  if (!pointer.starts_with('&') || pointer.find_first_of(",\"'") != pointer.npos) return "";
  size_t begin = open;
  while (begin > 0 && is_word(before[begin - 1])) --begin;
  return before.substr(begin, open - begin);
}

// Of flags that are declared with a name of one letter, too: `StringP("password", "p", "x", …)`,
// the comma behind that.
size_t skip_shorthand(std::string_view text, Span key, size_t comma) {
  if (text[comma] != ',' || !is_quote(at_or_zero(text, key.end))) return comma;
  if (!call_before(text, key).ends_with("StringP") &&
      !call_with_pointer(text, key).ends_with("StringVarP")) {
    return comma;
  }
  const size_t open = skip_blanks(text, comma + 1);
  const size_t close = open + (at_or_zero(text, open + 1) == '"' ? 1 : 2);
  const bool letter = at_or_zero(text, open) == '"' && at_or_zero(text, close) == '"';
  return letter && at_or_zero(text, close + 1) == ',' ? close + 1 : comma;
}

bool copies_or_compares(std::string_view call) {
  return call.starts_with("str") &&
         (call.ends_with("cpy") || call.ends_with("cmp") || call.ends_with("cat"));
}

// `"$pass" = word` of a shell's test: a variable is read, and none is given a value.
bool is_read_in_string(std::string_view text, Span key) {
  return key.begin >= 2 && text[key.begin - 1] == '$' && text[key.begin - 2] == '"' &&
         at_or_zero(text, key.end) == '"';
}

bool is_argument(std::string_view text, Span key) {
  if (is_quote(at_or_zero(text, key.end))) {
    const std::string_view call = call_with_pointer(text, key);
    return call.ends_with("StringVar") || call.ends_with("StringVarP") ||
           opens_arguments(text, key);
  }
  return copies_or_compares(call_before(text, key));
}

// `#define KEY "value"`, `set KEY "value"`, `-Password "value"`, `:key "value"`, or a
// line of a key and a quoted value alone: anything else is prose.
bool is_definition(std::string_view text, Span key) {
  const char mark = key.begin > 0 ? text[key.begin - 1] : '\0';
  const char beyond = key.begin > 1 ? text[key.begin - 2] : '\n';
  if ((mark == '-' || mark == ':') && (is_space(beyond) || beyond == '{')) return true;
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"#define", "# define", "set", "setx", "setenv", "set -gx", "set -x", "ENV", "ARG", "(def",
       "(defparameter", "(setq", "setq", "let"});
  const size_t from = line_begin(text, key.begin);
  const std::string_view before = trim(text.substr(from, key.begin - from));
  return std::any_of(kWords.begin(), kWords.end(), [=](auto word) { return before == word; });
}

// `storePassword "value"` and nothing else on its line.
bool is_statement(std::string_view text, Span key, const RightHandSide& side) {
  const size_t from = line_begin(text, key.begin);
  if (!trim(text.substr(from, key.begin - from)).empty() || side.quote != Quote::kQuoted)
    return false;
  const size_t after = side.value.end + 1;
  return after <= text.size() && trim(text.substr(after, line_end(text, after) - after)).empty();
}

// {{resolve:ssm-secure:/app/NAME:1}}
bool is_in_resolver(std::string_view text, Span key) {
  const size_t from = line_begin(text, key.begin);
  const std::string_view before = text.substr(from, key.begin - from);
  const size_t open = before.rfind("{{resolve:");
  return open != before.npos && before.find("}}", open) == before.npos;
}

// arn:aws:secretsmanager:…:secret:NAME and the like.
bool is_part_of_name(std::string_view text, Span key, size_t separator) {
  if (text[separator] == ':' && is_in_resolver(text, key)) return true;
  return key.begin > 1 && text[key.begin - 1] == ':' && text[separator] == ':' &&
         !is_blank(at_or_zero(text, separator + 1)) &&
         (is_word(text[key.begin - 2]) || text[key.begin - 2] == '*');
}

// Read by rule connection-string-password.
bool is_connection_string(std::string_view text, const Site& site) {
  if (site.name.kind != KeyClass::kPassword) return false;
  if (site.side.quote != Quote::kInString && site.side.quote != Quote::kNone) return false;
  size_t at = site.key.begin;
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at > 0 && text[at - 1] == ';' && site.side.separator == Separator::kAssign;
}

// One word behind "password:" in a comment or a list of a text.
bool is_noted(std::string_view text, const Site& site) {
  if (site.side.separator != Separator::kColon || site.side.quote != Quote::kNone) return false;
  const size_t from = line_begin(text, site.key.begin);
  const std::string_view before = trim(text.substr(from, site.key.begin - from));
  return before.starts_with('#') || before.starts_with("//") || before.starts_with('*');
}

bool may_stand(std::string_view text, const Site& site, size_t separator) {
  const char mark = text[separator];
  if (is_part_of_name(text, site.key, separator)) return false;
  if (mark == '(') return is_setter(text, site.key);
  if (mark == ',') return is_argument(text, site.key);
  if (!is_blank(mark)) return true;
  return is_definition(text, site.key) || is_statement(text, site.key, site.side);
}

std::optional<Site> keyed_site(const Rule& rule, std::string_view text, Span match) {
  Site site;
  site.key = key_around(text, match.begin);
  site.name = classify_key(slice(text, site.key));
  if (site.name.kind == KeyClass::kNone || !is_for_rule(rule, site.name.kind)) return std::nullopt;
  if (is_read_in_string(text, site.key)) return std::nullopt;
  if (const auto fallback = read_fallback(text, site.key)) {
    site.side = *fallback;
    return site;
  }
  auto separator = find_separator(text, site.key);
  if (!separator) return std::nullopt;
  if (text[*separator] == '|') return cell_site(text, site.key, *separator);
  separator = skip_shorthand(text, site.key, *separator);
  const auto side = read_right_hand_side(text, site.key, *separator);
  if (!side || side->operated || side->interpolated) return std::nullopt;
  site.side = *side;
  if (!may_stand(text, site, *separator) || is_connection_string(text, site)) return std::nullopt;
  const bool compares = ends_in_comparison(slice(text, site.key)) ||
                        (text[*separator] == ',' && call_before(text, site.key).ends_with("cmp"));
  if (compares) site.side.separator = Separator::kCompare;
  const bool flag = site.key.begin >= 2 && text.substr(site.key.begin - 2, 2) == "--";
  site.record = flag && side->tight;
  if (is_noted(text, site)) site.record = site.strong_only = true;
  return site;
}

// The last of the words of a .netrc entry.
std::optional<Site> last_word_site(const Rule&, std::string_view text, Span match) {
  return word_site(text, match, {match.begin, match.begin});
}

// The directive stands alone on its line, but for a comment mark: `requirepass X`,
// `ENV KEY X`.
std::optional<Site> directive_site(const Rule&, std::string_view text, Span match) {
  const size_t from = line_begin(text, match.begin);
  const std::string_view before = trim(text.substr(from, match.begin - from));
  const bool access_list = before.starts_with("user ");  // of Redis: user NAME on >X ~* +@all
  if (!before.empty() && before != "#" && !access_list) return std::nullopt;
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const size_t after = site->side.value.end + (site->side.quote == Quote::kQuoted ? 1 : 0);
  const std::string_view rest = trim(text.substr(after, line_end(text, after) - after));
  return rest.empty() || access_list ? site : std::nullopt;
}

// Authorization: Basic is base64 of user:password; any other scheme holds a token.
std::optional<Site> header_site(const Rule& rule, std::string_view text, Span match) {
  const size_t from = line_begin(text, match.begin);
  const bool curl = contains_folded(text.substr(from, match.begin - from), "curl ");
  if (curl != (rule.id == "curl-auth-header")) return std::nullopt;
  if (match.size() > 0 && is_quote(text[match.end - 1])) {
    return word_site(text, match, {match.begin, match.begin});
  }
  size_t end = match.end;
  const size_t stop = std::min(text.size(), match.end + kMaxToken);
  const auto in_token = [](char c) {
    return is_word(c) || std::string_view("+/=.~-").find(c) != std::string_view::npos;
  };
  while (end < stop && in_token(text[end])) ++end;
  size_t begin = match.end;
  while (begin > match.begin && in_token(text[begin - 1])) --begin;
  Site site = keyless_site({begin, begin}, quoted_side(begin, end));
  if (contains_folded(slice(text, match), "basic")) {
    const auto decoded = decode_credentials(slice(text, site.side.value));
    if (!decoded || is_weak_pair(*decoded)) return std::nullopt;
  } else {
    site.random_only = true;
  }
  return end - begin < 8 ? std::nullopt : std::optional(site);
}

// A base64 user:password, quoted or to the end of its word.
std::optional<Site> encoded_site(const Rule&, std::string_view text, Span match) {
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const auto decoded = decode_credentials(slice(text, site->side.value));
  if (!decoded || is_weak_pair(*decoded)) return std::nullopt;
  return site;
}

std::optional<Site> first_cell_site(const Rule&, std::string_view text, Span match) {
  return table_site(text, match, 0);
}

using SiteReader = std::optional<Site> (*)(const Rule&, std::string_view, Span);

struct Notation {
  std::string_view rule;
  SiteReader find;
};
constexpr auto kNotations = std::to_array<Notation>({
    {"generic-secret-record", record_site},
    {"command-line-password", flag_site},
    {"windows-command-password", flag_site},
    {"command-pipe-password", piped_site},
    {"secret-store-command", stored_site},
    {"sql-password", sql_site},
    {"sql-insert-password", insert_site},
    {"table-password", first_cell_site},
    {"credential-argument", call_site},
    {"credential-line", line_site},
    {"prose-password", prose_site},
    {"http-authorization", header_site},
    {"curl-auth-header", header_site},
    {"curl-auth-user", curl_user_site},
    {"docker-config-auth", encoded_site},
    {"npmrc-auth", last_word_site},
    {"netrc", last_word_site},
    {"config-directive-password", directive_site},
});

SiteReader reader_of(const Rule& rule) {
  const auto* const known =
      std::find_if(kNotations.begin(), kNotations.end(),
                   [&rule](const Notation& notation) { return notation.rule == rule.id; });
  return known == kNotations.end() ? keyed_site : known->find;
}

}  // namespace

Site keyless_site(Span at, const RightHandSide& side) {
  Site site;
  site.key = at;
  site.side = side;
  site.record = site.key_absent = true;
  return site;
}

RightHandSide quoted_side(size_t begin, size_t end) {
  RightHandSide side;
  side.value = {begin, end};
  side.quote = Quote::kQuoted;
  return side;
}

std::optional<Site> word_site(std::string_view text, Span match, Span key) {
  if (match.size() == 0) return std::nullopt;
  const auto side = read_word(text, match.end - 1);
  return side ? std::optional(keyless_site(key, *side)) : std::nullopt;
}

bool is_keyed(const Rule& rule) { return reader_of(rule) == keyed_site; }
bool is_record(const Rule& rule) { return reader_of(rule) == record_site; }
bool is_table(const Rule& rule) { return reader_of(rule) == first_cell_site; }

std::optional<Site> find_site(const Rule& rule, std::string_view text, Span match,
                              unsigned number) {
  const SiteReader read = reader_of(rule);
  return read == first_cell_site ? table_site(text, match, number) : read(rule, text, match);
}

}  // namespace sluice::judge

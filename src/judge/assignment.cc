// One notation a function finds the key and the value; all then share `judge`,
// which drops what cannot be a secret, cheapest test first, and scores the rest.
#include "judge/assignment.h"

#include <algorithm>
#include <array>
#include <string>

#include "judge/ascii.h"
#include "judge/encoded.h"
#include "judge/features.h"
#include "judge/key_name.h"
#include "judge/lexicon.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"
#include "judge/reference.h"
#include "judge/right_hand_side.h"
#include "judge/shape.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxSecret = 512;
constexpr size_t kMinifiedReach = 600;

struct Site {
  Span key;
  KeyName name;
  RightHandSide side;
  bool record = false;       // the notation itself is a credential's
  bool key_absent = false;   // no key to judge
  bool random_only = false;  // a person types no such value here
};

std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

bool starts_comment(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') || line.starts_with("//") || line.starts_with("/*") ||
         line.starts_with("* ") || line.starts_with("--") || line.starts_with(';') ||
         line.starts_with("<!--") || starts_folded(line, "rem ");
}

bool in_comment(std::string_view text, size_t at) {
  const std::string_view before = text.substr(line_begin(text, at), at - line_begin(text, at));
  if (starts_comment(before))
    return !trim(before).starts_with("--") || before.find("-- ") != before.npos;
  return before.find(" // ") != before.npos || before.find(" # ") != before.npos;
}

// A line of 1,000 bytes and more with hardly a blank in it.
bool is_machine_made(std::string_view text, size_t at) {
  const size_t begin = line_begin(text, at, kMinifiedReach);
  const size_t end = line_end(text, at, kMinifiedReach);
  if (end - begin < 1000) return false;
  const auto line = text.substr(begin, end - begin);
  return std::count_if(line.begin(), line.end(), is_blank) * 20 < std::ssize(line);
}

// Where the separator of the key that ends at `at` starts: past quotes, brackets
// and blanks, on the same line.
std::optional<size_t> find_separator(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + 24);
  while (at < stop && (is_quote(text[at]) || text[at] == '\\' || text[at] == ']')) ++at;
  while (at < stop && is_blank(text[at])) ++at;
  if (at >= stop) return std::nullopt;
  if (text[at] == '"' && is_blank(text[at - 1])) return at - 1;
  return std::string_view("=:>,(").find(text[at]) == std::string_view::npos ? std::nullopt
                                                                            : std::optional(at);
}

bool is_password_rule(const Rule& rule) { return rule.id == "generic-password"; }
bool is_key_rule(const Rule& rule) { return rule.id == "generic-api-key"; }

// The two generic rules share their notation and split the keys between them.
bool is_for_rule(const Rule& rule, KeyClass kind) {
  if (is_password_rule(rule)) return kind == KeyClass::kPassword;
  if (is_key_rule(rule)) return kind != KeyClass::kPassword;
  return true;
}

// `f("password", "x")` sets, `get("password", "x")` looks up: both may hold a
// literal. `set_password("x")` does; `check_password("x")` or `t("x")` does not.
bool is_setter(std::string_view key) {
  const size_t dot = key.rfind('.');
  const std::string_view last = dot == key.npos ? key : key.substr(dot + 1);
  if (starts_folded(last, "set") || starts_folded(last, "with") || starts_folded(last, "add"))
    return true;
  return dot != key.npos && classify_key(last).word.size() == last.size();
}

// `f("key", "value")` or `("key", "value")`: an element of a plain list is no key.
bool opens_arguments(std::string_view text, Span key) {
  size_t at = key.begin;
  while (at > 0 && (is_quote(text[at - 1]) || is_blank(text[at - 1]))) --at;
  return at > 0 && text[at - 1] == '(';
}

// `#define KEY "value"`, `set KEY "value"`: without a word in front it is prose.
bool is_definition(std::string_view text, Span key) {
  const size_t from = line_begin(text, key.begin);
  const std::string_view before = trim(text.substr(from, key.begin - from));
  return before == "#define" || before == "set" || before == "setenv" || before == "ENV" ||
         before == "ARG" || before.starts_with("# define");
}

// arn:aws:secretsmanager:…:secret:NAME and the like.
bool is_part_of_name(std::string_view text, Span key) {
  return key.begin > 1 && text[key.begin - 1] == ':' &&
         (is_word(text[key.begin - 2]) || text[key.begin - 2] == '*');
}

bool is_connection_string(std::string_view text, const Site& site) {
  if (site.side.quote != Quote::kInString && site.side.quote != Quote::kNone) return false;
  size_t at = site.key.begin;
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at > 0 && text[at - 1] == ';' && site.side.separator == Separator::kAssign;
}

std::optional<Site> keyed_site(const Rule& rule, std::string_view text, Span match) {
  Site site;
  site.key = key_around(text, match.begin);
  site.name = classify_key(slice(text, site.key));
  if (site.name.kind == KeyClass::kNone || !is_for_rule(rule, site.name.kind)) return std::nullopt;
  const auto separator = find_separator(text, site.key.end);
  if (!separator || is_part_of_name(text, site.key)) return std::nullopt;
  if (text[*separator] == '(' && !is_setter(slice(text, site.key))) return std::nullopt;
  if (text[*separator] == ',' && !opens_arguments(text, site.key)) return std::nullopt;
  if (is_blank(text[*separator]) && !is_definition(text, site.key)) return std::nullopt;
  const auto side = read_right_hand_side(text, site.key, *separator);
  if (!side || side->operated || side->interpolated) return std::nullopt;
  site.side = *side;
  if (is_connection_string(text, site)) return std::nullopt;
  const bool flag = site.key.begin >= 2 && text.substr(site.key.begin - 2, 2) == "--";
  site.record = flag && side->tight;
  return site;
}

// The key is a value ("name": "DB_PASSWORD"); the match ends with the separator of
// its "value".
std::optional<Site> record_site(const Rule&, std::string_view text, Span match) {
  Site site;
  site.key = key_around(text, match.begin);
  site.name = classify_key(slice(text, site.key));
  if (site.name.kind == KeyClass::kNone || match.size() == 0) return std::nullopt;
  const size_t separator = match.end - 1;
  if (text[separator] == '>') {
    const std::string_view rest = text.substr(match.end, kMaxSecret);
    const size_t length = rest.find('<');
    if (length == rest.npos || length == 0) return std::nullopt;
    site.side.value = {match.end, match.end + length};
    site.side.quote = Quote::kElement;
  } else {
    size_t value_key = separator;
    while (value_key > match.begin && !is_alpha(text[value_key - 1])) --value_key;
    const Span value_word = {value_key - std::min<size_t>(value_key, 5), value_key};
    const auto side = read_right_hand_side(text, value_word, separator);
    if (!side || side->operated) return std::nullopt;
    site.side = *side;
  }
  site.record = true;
  return site;
}

// The match ends with the first byte of the value (or its opening quote).
std::optional<Site> word_site(std::string_view text, Span match, Span key) {
  if (match.size() == 0) return std::nullopt;
  const auto side = read_word(text, match.end - 1);
  if (!side) return std::nullopt;
  Site site;
  site.key = key;
  site.side = *side;
  site.record = true;
  site.key_absent = true;
  return site;
}

// A plain word, as a manual puts it behind a flag ("--password is", "--pass phrase").
bool is_prose_word(const RightHandSide& side, std::string_view value) {
  return side.quote == Quote::kNone && std::all_of(value.begin(), value.end(), is_lower) &&
         (is_word_known(value) || value.size() <= 4);
}

// --password VALUE, mysql -pVALUE. A long flag's own name must say credential.
std::optional<Site> flag_site(const Rule&, std::string_view text, Span match) {
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const std::string_view value = slice(text, site->side.value);
  if (value.starts_with('-') || is_prose_word(site->side, value)) return std::nullopt;
  if (!slice(text, match).starts_with("--")) return site;
  site->key = key_around(text, match.begin + 2);
  site->name = classify_key(slice(text, site->key));
  site->key_absent = false;
  return site->name.kind == KeyClass::kNone ? std::nullopt : site;
}

// The last of the words of a .netrc entry.
std::optional<Site> netrc_site(const Rule&, std::string_view text, Span match) {
  return word_site(text, match, {match.begin, match.begin});
}

// The directive stands alone on its line, but for a comment mark: `requirepass X`,
// `ENV KEY X`.
std::optional<Site> directive_site(const Rule&, std::string_view text, Span match) {
  const size_t from = line_begin(text, match.begin);
  const std::string_view before = trim(text.substr(from, match.begin - from));
  if (!before.empty() && before != "#") return std::nullopt;
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const size_t after = site->side.value.end + (site->side.quote == Quote::kQuoted ? 1 : 0);
  return trim(text.substr(after, line_end(text, after) - after)).empty() ? site : std::nullopt;
}

std::optional<Site> sql_site(const Rule&, std::string_view text, Span match) {
  static constexpr auto kStatements = std::to_array<std::string_view>(
      {"create", "alter", "user", "role", "grant", "login", "server", "set "});
  // Prose says "identified by" and "password" too: a statement has to lead there,
  // on this line, or above it where the clause is SQL's alone.
  const bool clause = starts_folded(slice(text, match), "identified");
  const size_t from = clause ? match.begin - std::min<size_t>(match.begin, 256)
                             : line_begin(text, match.begin, 256);
  const std::string_view before = text.substr(from, match.begin - from);
  if (std::none_of(kStatements.begin(), kStatements.end(),
                   [before](auto word) { return contains_folded(before, word); })) {
    return std::nullopt;
  }
  return word_site(text, match, {match.begin, match.begin});
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
  const size_t stop = std::min(text.size(), match.end + kMaxSecret * 4);
  const auto in_token = [](char c) {
    return is_word(c) || std::string_view("+/=.~-").find(c) != std::string_view::npos;
  };
  while (end < stop && in_token(text[end])) ++end;
  size_t begin = match.end;
  while (begin > match.begin && in_token(text[begin - 1])) --begin;
  Site site;
  site.side.value = {begin, end};
  site.side.quote = Quote::kQuoted;
  site.record = site.key_absent = true;
  if (contains_folded(slice(text, match), "basic")) {
    const auto decoded = decode_credentials(slice(text, site.side.value));
    if (!decoded || is_weak_pair(*decoded)) return std::nullopt;
  } else {
    site.random_only = true;
  }
  return end - begin < 8 ? std::nullopt : std::optional(site);
}

// curl -u user:password
// Whether `at` is among the arguments of curl: its name stands before, on this line
// or on lines that a backslash continues.
bool is_curl_argument(std::string_view text, size_t at) {
  constexpr unsigned kMaxLines = 8;
  size_t end = at;
  for (unsigned line = 0; line < kMaxLines; ++line) {
    const size_t begin = line_begin(text, end);
    const std::string_view command = text.substr(begin, end - begin);
    const size_t name = command.rfind("curl");
    if (name != command.npos && (name == 0 || !is_word(command[name - 1]))) return true;
    std::string_view before = text.substr(0, begin);
    if (before.ends_with('\n')) before.remove_suffix(1);
    if (before.ends_with('\r')) before.remove_suffix(1);
    if (!before.ends_with('\\')) return false;
    end = before.size();
  }
  return false;
}

std::optional<Site> user_site(const Rule&, std::string_view text, Span match) {
  if (!is_curl_argument(text, match.begin)) return std::nullopt;
  auto site = word_site(text, match, {match.begin, match.begin});
  if (site && text[match.end - 1] == '\'') return std::nullopt;
  return site;
}

// A base64 user:password, quoted or to the end of its word.
std::optional<Site> encoded_site(const Rule&, std::string_view text, Span match) {
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const auto decoded = decode_credentials(slice(text, site->side.value));
  if (!decoded || is_weak_pair(*decoded)) return std::nullopt;
  return site;
}

std::optional<Site> npm_site(const Rule&, std::string_view text, Span match) {
  return word_site(text, match, {match.begin, match.begin});
}

struct Notation {
  std::string_view rule;
  std::optional<Site> (*find)(const Rule&, std::string_view, Span);
};
constexpr auto kNotations = std::to_array<Notation>({
    {"generic-secret-record", record_site},
    {"command-line-password", flag_site},
    {"sql-password", sql_site},
    {"http-authorization", header_site},
    {"curl-auth-header", header_site},
    {"curl-auth-user", user_site},
    {"docker-config-auth", encoded_site},
    {"npmrc-auth", npm_site},
    {"netrc", netrc_site},
    {"config-directive-password", directive_site},
});

std::optional<Site> find_site(const Rule& rule, std::string_view text, Span match) {
  for (const Notation& notation : kNotations) {
    if (notation.rule == rule.id) return notation.find(rule, text, match);
  }
  return keyed_site(rule, text, match);
}

// The drops that need no measuring. True: certainly no literal secret.
bool is_no_secret(const Site& site, std::string_view value, bool quoted) {
  const size_t shortest = site.key_absent || site.name.kind == KeyClass::kPassword ? 3 : 6;
  if (value.size() < shortest || value.size() > kMaxSecret) return true;
  if (!value_placeholder(value).empty()) return true;
  if (!quoted && (site.side.terminated && !site.side.tight)) return true;
  if (!quoted && is_code_expression(value)) return true;
  if (!(quoted ? reference_kind(value) : expression_kind(value)).empty()) return true;
  return !literal_shape(value).empty() || is_constant_name(value);
}

Features place_features(const Site& site, const Evidence& evidence) {
  Features f;
  const KeyClass kind = site.name.kind;
  f.key_password = kind == KeyClass::kPassword ? 1 : 0;
  f.key_secret = kind == KeyClass::kSecret ? 1 : 0;
  f.key_token = kind == KeyClass::kToken ? 1 : 0;
  f.key_qualified = kind == KeyClass::kKey ? 1 : 0;
  f.key_bare = kind == KeyClass::kBareKey || kind == KeyClass::kAuth ? 1 : 0;
  f.key_absent = site.key_absent ? 1 : 0;
  f.tail_unknown = site.name.unknown_tail ? 1 : 0;
  f.unquoted = site.side.quote == Quote::kNone ? 1 : 0;
  f.in_string = site.side.quote == Quote::kInString ? 1 : 0;
  f.record = site.record ? 1 : 0;
  f.comparison = site.side.separator == Separator::kCompare ? 1 : 0;
  f.argument = site.side.separator == Separator::kArgument ? 1 : 0;
  f.fallback = site.side.fallback ? 1 : 0;
  f.comment = evidence.in_comment ? 1 : 0;
  f.machine_made = evidence.machine_made ? 1 : 0;
  return f;
}

// Copies the place's terms over the value's; the two sets are disjoint.
Features combined(Features f, const Features& value) {
  f.length = value.length;
  f.too_short = value.too_short;
  f.entropy_margin = value.entropy_margin;
  f.no_digit = value.no_digit;
  f.class_mix = value.class_mix;
  f.word_share = value.word_share;
  f.bigram = value.bigram;
  f.dictionary = value.dictionary;
  f.common = value.common;
  f.sample = value.sample;
  f.identifier = value.identifier;
  f.spaces = value.spaces;
  f.echo = value.echo;
  f.uuid = value.uuid;
  f.walk = value.walk;
  return f;
}

// A weak value that would be reported if the path proves to be a running system's
// configuration: a common password, or a word where such files write values bare.
bool may_be_deployed(const Features& f) {
  const bool password = f.key_password > 0 || f.key_absent > 0;
  return (password && f.common > 0) || (f.unquoted > 0 && (password || f.key_secret > 0));
}

std::optional<Evidence> judge(const Site& site, std::string_view text) {
  const std::string_view value = slice(text, site.side.value);
  const bool quoted = site.side.quote != Quote::kNone;
  if (is_no_secret(site, value, quoted)) return std::nullopt;
  const std::string_view key = slice(text, site.key);
  const ValueFacts facts = measure_value(value, key);
  if (site.random_only && !facts.token_like) return std::nullopt;
  Evidence evidence;
  evidence.quoted = quoted;
  evidence.in_record = site.record;
  evidence.strength = facts.strength;
  evidence.in_comment = in_comment(text, site.key.begin);
  evidence.machine_made = is_machine_made(text, site.side.value.begin);
  const Features features = combined(place_features(site, evidence), facts.features);
  const Head head = facts.token_like ? Head::kRandom : Head::kHuman;
  const double total = score(features, head);
  const bool weak = facts.strength == Strength::kWeak;
  if (total < kLowScore && !(weak && may_be_deployed(features))) return std::nullopt;
  evidence.confidence = total >= kMediumScore && !weak ? Confidence::kMedium : Confidence::kLow;
  evidence.key = std::string(key);
  if (!key.empty())
    evidence.reasons.push_back({"key", std::string(key_class_name(site.name.kind)), 0});
  evidence.reasons.push_back({"strength", std::string(strength_name(facts.strength)), 0});
  score(features, head, evidence.reasons);
  return evidence;
}

}  // namespace

std::optional<Evidence> weigh_assignment(const Rule& rule, std::string_view text, Span& match,
                                         Span& secret) {
  const auto site = find_site(rule, text, match);
  if (!site) return std::nullopt;
  auto evidence = judge(*site, text);
  if (!evidence) return std::nullopt;
  secret = site->side.value;
  match = {std::min(match.begin, std::min(site->key.begin, secret.begin)),
           std::max(match.end, secret.end)};
  return evidence;
}

}  // namespace sluice::judge

// Notations find the key and the value (notation.h); all then share `judge`,
// which drops what cannot be a secret, cheapest test first, and scores the rest.
#include "judge/assignment.h"

#include <algorithm>
#include <array>
#include <string>

#include "judge/ascii.h"
#include "judge/features.h"
#include "judge/notation.h"
#include "judge/placeholder.h"
#include "judge/prose.h"
#include "judge/reference.h"
#include "judge/right_hand_side.h"
#include "judge/shape.h"
#include "judge/watch.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxSecret = 512;
constexpr size_t kMinifiedReach = 600;

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

// The drops that need no measuring. True: certainly no literal secret.
bool is_no_secret(const Site& site, std::string_view value, bool quoted) {
  const size_t shortest = site.key_absent || site.name.kind == KeyClass::kPassword ? 3 : 6;
  if (value.size() < shortest || value.size() > kMaxSecret) return true;
  if (!value_placeholder(value).empty()) return true;
  if (site.strong_only && !stands_out(value)) return true;
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

std::nullopt_t dropped(std::string_view why) {
  note_drop(why);
  return std::nullopt;
}

std::nullopt_t no_literal(std::string_view value) {
  if (watching() == nullptr) return std::nullopt;
  const std::string why = why_no_literal(value);
  return dropped(why.empty() ? "an expression or a name, not a literal" : why);
}

std::nullopt_t low_score(const Features& features, Head head) {
  if (watching() == nullptr) return std::nullopt;
  std::vector<ReasonNote> notes;
  score(features, head, notes);
  note_terms(notes);
  return dropped("what spoke against it outweighs the rest");
}

std::optional<Evidence> judge(const Site& site, std::string_view text) {
  const std::string_view value = slice(text, site.side.value);
  const bool quoted = site.side.quote != Quote::kNone;
  note_read(slice(text, site.key), value);
  if (is_no_secret(site, value, quoted)) return no_literal(value);
  const std::string_view key = slice(text, site.key);
  const ValueFacts facts = measure_value(value, key);
  if (site.random_only && !facts.token_like) return dropped("not random, as this place asks");
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
  if (total < kLowScore && !(weak && may_be_deployed(features))) {
    return low_score(features, head);
  }
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

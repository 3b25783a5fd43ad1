#include "judge/candidate.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "judge/notation.h"
#include "judge/passphrase.h"
#include "judge/placeholder.h"
#include "judge/prose.h"
#include "judge/reference.h"
#include "judge/shape.h"
#include "judge/watch.h"

namespace sluice::judge {
namespace {

constexpr size_t kMinifiedReach = 600;
constexpr size_t kNear = 160;  // of each line that is read for words

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

bool is_password(const Site& site) {
  return site.key_absent || site.name.kind == KeyClass::kPassword;
}

// A person's password may be anything; what a machine made for a key is longer.
size_t shortest_of(const Site& site) {
  if (is_password(site)) return 3;
  return site.name.kind == KeyClass::kSecret ? 6 : 8;
}

// Prose and comments around code: a bracket, a selector, a number with its suffix.
bool starts_markup(std::string_view value) {
  return std::string_view("([{#<-").find(value.front()) != std::string_view::npos ||
         starts_folded(value, "0x");
}

// "Empty password: ldapauth returns FAIL", "PASS: 12 of 12": a message, in a string or not.
bool is_message(const Site& site, std::string_view text, std::string_view value) {
  const RightHandSide& side = site.side;
  if (side.separator != Separator::kColon || side.tight) return false;
  if (side.quote == Quote::kNone) return slice(text, site.key) == "PASS";
  if (side.quote != Quote::kInString) return false;
  const size_t end = side.value.end;
  const bool goes_on = end + 1 < text.size() && text[end] == ' ' && is_alnum(text[end + 1]);
  const bool letters = std::all_of(value.begin(), value.end(), is_alpha);
  return starts_markup(value) || letters || (goes_on && !stands_out(value));
}

// What identifies a key, not the key: 8 or 20 bytes in hex under GPG_KEY, signkey.
bool is_key_id(std::string_view key, std::string_view value) {
  const bool digest = value.size() == 8 || value.size() == 16 || value.size() == 40;
  return digest && std::all_of(value.begin(), value.end(), is_hex) &&
         (contains_folded(key, "gpg") || contains_folded(key, "pgp") ||
          contains_folded(key, "signkey"));
}

// "\r\n", "\x00", "(3), ": fewer than two letters or digits, those of escapes aside.
bool says_nothing(std::string_view value) {
  unsigned telling = 0;
  for (size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '\\' && at + 1 < value.size()) {
      const char kind = value[++at];
      const size_t most = kind == 'x' ? 2 : kind == 'u' ? 4 : is_digit(kind) ? 2 : 0;
      const auto belongs = is_digit(kind) ? is_digit : is_hex;
      for (size_t i = 0; i < most && at + 1 < value.size() && belongs(value[at + 1]); ++i) ++at;
    } else {
      telling += is_alnum(value[at]) || static_cast<uint8_t>(value[at]) >= 0x80 ? 1 : 0;
    }
  }
  return telling < 2;
}

// The drops that need no measuring. True: certainly no literal secret.
bool is_no_secret(const Site& site, std::string_view value, bool quoted) {
  if (value.size() < shortest_of(site) || value.size() > kMaxSecret) return true;
  if (!value_placeholder(value).empty() || says_nothing(value)) return true;
  if (site.strong_only && (!stands_out(value) || starts_markup(value))) return true;
  if (!quoted && (site.side.terminated && !site.side.tight)) return true;
  if ((!quoted || site.side.quote == Quote::kInString) && is_code_expression(value)) return true;
  if (!(quoted ? reference_kind(value) : expression_kind(value)).empty()) return true;
  if (is_password(site) && is_passphrase(value)) return false;
  return !literal_shape(value).empty() || is_constant_name(value);
}

// Words in a row under any other name are an identifier.
ValueFacts value_facts(const Site& site, std::string_view value, std::string_view key) {
  ValueFacts facts = measure_value(value, key);
  if (facts.features.passphrase == 0 || is_password(site)) return facts;
  facts.features.passphrase = 0;
  facts.features.identifier = 1;
  facts.strength = Strength::kWeak;
  return facts;
}

// A value of a SealedSecret: only its cluster can open it.
bool is_sealed(std::string_view text, size_t at, std::string_view value) {
  if (!value.starts_with("Ag")) return false;
  const std::string_view before = text.substr(at - std::min(at, kMaxSite), std::min(at, kMaxSite));
  return before.rfind("encryptedData:") != before.npos;
}

void note_place(const Site& site, const Evidence& evidence, Features& f) {
  const KeyClass kind = site.name.kind;
  f.key_password = kind == KeyClass::kPassword ? 1 : 0;
  f.key_secret = kind == KeyClass::kSecret ? 1 : 0;
  f.key_token = kind == KeyClass::kToken ? 1 : 0;
  f.key_qualified = kind == KeyClass::kKey ? 1 : 0;
  f.key_bare = kind == KeyClass::kBareKey || kind == KeyClass::kAuth ? 1 : 0;
  f.key_absent = site.key_absent ? 1 : 0;
  f.key_plain = site.name.word.size() == site.key.size() && !site.key_absent ? 1 : 0;
  f.tail_unknown = site.name.unknown_tail ? 1 : 0;
  f.unquoted = site.side.quote == Quote::kNone ? 1 : 0;
  f.in_string = site.side.quote == Quote::kInString ? 1 : 0;
  f.record = site.record ? 1 : 0;
  f.comparison = site.side.separator == Separator::kCompare ? 1 : 0;
  f.argument = site.side.separator == Separator::kArgument ? 1 : 0;
  f.fallback = site.side.fallback ? 1 : 0;
  f.comment = evidence.in_comment ? 1 : 0;
  f.machine_made = evidence.machine_made ? 1 : 0;
}

constexpr auto kDigestWords = std::to_array<std::string_view>(
    {"sha", "md5", "digest", "checksum", "hash", "integrity", "etag", "fingerprint", "thumbprint",
     "commit", "crc", "revision", "signature", "uuid", "guid", "expected"});
constexpr auto kAccountWords = std::to_array<std::string_view>(
    {"user", "host", "login", "database", "endpoint", "smtp", "ldap", "account", "server"});

template <size_t N>
bool has_word(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return contains_folded(text, word); });
}

// What is said around the value, which itself is left out.
void note_line(const Site& site, std::string_view text, Features& f) {
  const Span value = site.side.value;
  const size_t from = line_begin(text, value.begin, kNear);
  const std::string_view before = text.substr(from, value.begin - from);
  const size_t close = line_end(text, value.end, kNear);
  const std::string_view behind = text.substr(value.end, close - value.end);
  f.digest_near = has_word(before, kDigestWords) || has_word(behind, kDigestWords) ? 1 : 0;
  const size_t above = from > 0 ? line_begin(text, from - 1, kNear) : from;
  const size_t below = close < text.size() ? line_end(text, close + 1, kNear) : close;
  f.account_near = has_word(text.substr(above, value.begin - above), kAccountWords) ||
                           has_word(text.substr(value.end, below - value.end), kAccountWords)
                       ? 1
                       : 0;
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

void note_low_score(const Candidate& candidate) {
  if (watching() == nullptr) return;
  std::vector<ReasonNote> notes;
  score(candidate.features, candidate.head, notes);
  note_terms(notes);
  note_drop("what spoke against it outweighs the rest");
}

}  // namespace

std::optional<Candidate> measure_site(const Site& site, std::string_view text) {
  const std::string_view value = slice(text, site.side.value);
  const bool quoted = site.side.quote != Quote::kNone;
  const std::string_view key = slice(text, site.key);
  note_read(key, value);
  if (is_no_secret(site, value, quoted)) return no_literal(value);
  if (is_message(site, text, value)) return dropped("a message, which goes on");
  if (is_key_id(key, value)) return dropped("the name of a key");
  if (is_sealed(text, site.side.value.begin, value)) return dropped("sealed for one cluster");
  const ValueFacts facts = value_facts(site, value, key);
  if (site.random_only && !facts.token_like) return dropped("not random, as this place asks");
  Candidate candidate;
  Evidence& evidence = candidate.evidence;
  evidence.quoted = quoted;
  evidence.in_record = site.record;
  evidence.strength = facts.strength;
  evidence.in_comment = in_comment(text, site.key.begin);
  evidence.machine_made = is_machine_made(text, site.side.value.begin);
  evidence.key = std::string(key);
  if (!key.empty())
    evidence.reasons.push_back({"key", std::string(key_class_name(site.name.kind)), 0});
  candidate.features = facts.features;
  note_place(site, evidence, candidate.features);
  note_line(site, text, candidate.features);
  candidate.head = facts.token_like ? Head::kRandom : Head::kHuman;
  return candidate;
}

bool conclude(Candidate& candidate) {
  Evidence& evidence = candidate.evidence;
  const double total = score(candidate.features, candidate.head);
  const bool weak = evidence.strength == Strength::kWeak;
  if (total < low_score(candidate.head) && !(weak && may_be_deployed(candidate.features))) {
    note_low_score(candidate);
    return false;
  }
  evidence.confidence = total >= kMediumScore && !weak ? Confidence::kMedium : Confidence::kLow;
  evidence.reasons.push_back({"strength", std::string(strength_name(evidence.strength)), 0});
  score(candidate.features, candidate.head, evidence.reasons);
  return true;
}

}  // namespace sluice::judge

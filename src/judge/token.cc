#include "judge/token.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "judge/checksum/checksum.h"
#include "judge/lexicon.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"
#include "judge/reference.h"
#include "judge/watch.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxExtent = size_t{64} << 10;
// Below the 1 % quantile by this many bits: one random token in a thousand or less.
constexpr double kEntropySlack = 0.2;

// The token without the fixed head that its rule's keywords name.
std::string_view without_prefix(const Rule& rule, std::string_view token) {
  size_t longest = 0;
  for (const std::string& keyword : rule.keywords) {
    if (keyword.size() > longest && keyword.size() < token.size() &&
        starts_folded(token, keyword)) {
      longest = keyword.size();
    }
  }
  return token.substr(longest);
}

bool is_template(std::string_view token) {
  const std::string_view kind = reference_kind(token);
  return kind == "template" || kind == "shell" || kind == "environment";
}

// Of the letters hardly one is past 'f': neighbours say nothing then.
bool is_mostly_hex(std::string_view body, size_t letters) {
  const auto past_f = [](char c) { return is_alpha(c) && !is_hex(c); };
  return static_cast<size_t>(std::count_if(body.begin(), body.end(), past_f)) * 4 < letters;
}

// Prose or names that an anchored pattern happened to fit: random letters have a
// bigram gap of -2, with a standard deviation of .5 at 16 of them.
bool is_language(std::string_view body) {
  const WordCover cover = cover_by_words(body);
  if (cover.letters < 16 || is_mostly_hex(body, cover.letters)) return false;
  return (cover.share() > 0.7 && cover.longest >= 5) || bigram_gap(body) > 0.3;
}

bool is_separator(char c) { return c == '-' || c == '_' || c == '.' || c == ':'; }

// The longest part between separators: parts of one token have alphabets of their own
// (digits-digits-base62), and a dash does not make hex base 64.
std::string_view longest_part(std::string_view body) {
  std::string_view longest;
  size_t begin = 0;
  for (size_t i = 0; i <= body.size(); ++i) {
    if (i < body.size() && !is_separator(body[i])) continue;
    if (i - begin > longest.size()) longest = body.substr(begin, i - begin);
    begin = i + 1;
  }
  return longest;
}

// Below the floor both as a whole and in its longest part.
bool is_below_floor(std::string_view body) {
  const auto below = [](std::string_view part) {
    return shannon_entropy(part) < entropy_floor(alphabet_of(part), part.size()) - kEntropySlack;
  };
  return below(body) && below(longest_part(body));
}

struct Checked {
  bool drop_token = false;
  bool proven = false;
};

// Runs the named check, if there is one, and writes what it saw into `evidence`.
Checked run_check(std::string_view name, std::string_view token, std::string_view match,
                  Evidence& evidence) {
  const Check* check = name.empty() ? nullptr : find_check(name);
  if (check == nullptr) return {};
  CheckOutcome outcome = verify(*check, check->wants_match ? match : token);
  evidence.validity = outcome.validity;
  evidence.severity = outcome.severity;
  for (ReasonNote& note : outcome.notes) evidence.reasons.push_back(std::move(note));
  switch (outcome.validity) {
    case Validity::kChecksumValid:
    case Validity::kStructureValid:
      evidence.confidence = Confidence::kHigh;
      evidence.reasons.push_back({"proof", std::string(validity_name(outcome.validity)), 4});
      return {false, true};
    case Validity::kChecksumInvalid:
      evidence.confidence = Confidence::kLow;
      evidence.reasons.push_back({"proof", std::string(validity_name(outcome.validity)), -4});
      return {outcome.drop, true};
    case Validity::kEncrypted:
    case Validity::kExpired:
      evidence.confidence = Confidence::kMedium;
      evidence.reasons.push_back({"state", std::string(validity_name(outcome.validity)), -1});
      return {outcome.drop, true};
    case Validity::kUnknown: return {outcome.drop, false};
  }
  return {};
}

Evidence anchored(const Rule& rule) {
  Evidence evidence;
  evidence.confidence = rule.confidence;
  evidence.strength = Strength::kRandom;
  return evidence;
}

// The end of the PEM block or PuTTY file that starts at `begin`; npos if none ends.
size_t end_of_key_block(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin, kMaxExtent);
  const size_t end = rest.find("-----END");
  if (end == rest.npos) return rest.npos;
  const size_t close = rest.find("-----", end + 8);
  return close == rest.npos ? rest.npos : begin + close + 5;
}

std::nullopt_t drop_token(std::string_view why, const Evidence& evidence) {
  note_terms(evidence.reasons);
  note_drop(why);
  return std::nullopt;
}

std::nullopt_t refused(const Evidence& evidence) { return drop_token("its check fails", evidence); }

bool is_jwt_char(char c) { return is_word(c) || c == '-' || c == '.' || c == '='; }

}  // namespace

std::optional<Evidence> weigh_token(const Rule& rule, std::string_view text, Span match,
                                    Span secret) {
  const std::string_view token = slice(text, secret);
  Evidence evidence = anchored(rule);
  note_read("", token);
  const Checked checked = run_check(rule.checksum, token, slice(text, match), evidence);
  if (checked.drop_token) return refused(evidence);
  if (checked.proven && evidence.confidence == Confidence::kHigh) return evidence;
  const std::string_view body = without_prefix(rule, token);
  if (!token_placeholder(body).empty()) return drop_token("a placeholder", evidence);
  if (is_template(token)) return drop_token("a template", evidence);
  if (rule.random) {
    if (is_below_floor(body)) return drop_token("not random enough for its alphabet", evidence);
    if (is_language(body)) return drop_token("made of words", evidence);
    evidence.reasons.push_back({"alphabet", std::string(alphabet_name(alphabet_of(body))), 0});
  }
  if (!checked.proven) evidence.reasons.push_back({"anchor", rule.id, 2});
  return evidence;
}

std::optional<Evidence> weigh_private_key(const Rule& rule, std::string_view text, Span& match,
                                          Span& secret) {
  const std::string_view found = slice(text, match);
  if (found.find("-----BEGIN") != found.npos && found.find("-----END") == found.npos) {
    if (const size_t end = end_of_key_block(text, match.begin); end != text.npos) {
      match.end = std::max<uint64_t>(match.end, end);
      secret = match;
    }
  }
  Evidence evidence = anchored(rule);
  const Checked checked =
      run_check("private-key", slice(text, secret), slice(text, match), evidence);
  if (checked.drop_token) return refused(evidence);
  return evidence;
}

std::optional<Evidence> weigh_jwt(const Rule& rule, std::string_view text, Span& match,
                                  Span& secret) {
  const size_t stop = std::min<size_t>(text.size(), secret.begin + kMaxExtent);
  while (secret.end < stop && is_jwt_char(text[secret.end])) ++secret.end;
  while (secret.end > secret.begin && text[secret.end - 1] == '.') --secret.end;
  match.end = std::max(match.end, secret.end);
  const std::string_view token = slice(text, secret);
  Evidence evidence = anchored(rule);
  const Checked checked = run_check("jwt", token, slice(text, match), evidence);
  if (checked.drop_token) return refused(evidence);
  if (!token_placeholder(token.substr(0, 32)).empty()) return drop_token("a placeholder", evidence);
  return evidence;
}

}  // namespace sluice::judge

#include "judge/judge.h"

#include <algorithm>

#include "base/newlines.h"
#include "judge/assignment.h"
#include "judge/features.h"
#include "judge/file_family.h"
#include "judge/login.h"
#include "judge/notation.h"
#include "judge/record.h"
#include "judge/table.h"
#include "judge/token.h"
#include "judge/url.h"

namespace sluice::judge {
namespace {

Evidence unjudged(const Rule& rule) {
  Evidence evidence;
  evidence.confidence = rule.confidence;
  return evidence;
}

bool is_generic(const Rule& rule) {
  return rule.judge == JudgeKind::kAssignment || rule.judge == JudgeKind::kUrl;
}

// Values need quotes in code.
bool is_expression(const Evidence& evidence, const FileFacts& facts) {
  return facts.family == FileFamily::kCode && !evidence.quoted && !evidence.in_record;
}

// Nor do tables of hashes and translations hold any of ours: a generic finding there is a
// look-alike.
bool is_look_alike(const Evidence& evidence, const FileFacts& facts) {
  return facts.lock || facts.minified || facts.localisation || is_expression(evidence, facts);
}

// Of a pair whose value is of any form: only the key's name tells it.
bool is_named_pair(const Rule& rule, const Evidence& evidence) {
  return !rule.pair_key.empty() && !evidence.key.empty();
}

bool has_feature(const Evidence& evidence, std::string_view name) {
  return std::any_of(evidence.reasons.begin(), evidence.reasons.end(),
                     [name](const ReasonNote& note) { return note.feature == name; });
}

double sum_of(const std::vector<ReasonNote>& notes) {
  double sum = 0;
  for (const ReasonNote& note : notes) sum += note.weight;
  return sum;
}

std::optional<Verdict> decide_generic(const Evidence& evidence, std::string_view path,
                                      Verdict verdict) {
  const FileFacts facts = file_facts(path);
  if (is_look_alike(evidence, facts)) return std::nullopt;
  const bool staged = facts.test || facts.example || facts.docs;
  if (evidence.strength == Strength::kWeak) {
    verdict.severity = Severity::kLow;
    if (facts.deployment && !staged && !evidence.in_comment) {
      verdict.confidence = Confidence::kMedium;
      verdict.reasons.push_back({"deployment", std::string(family_name(facts.family)), 1});
      return verdict;
    }
    if (has_feature(evidence, "echo")) return std::nullopt;
  }
  const Head head = evidence.strength == Strength::kRandom ? Head::kRandom : Head::kHuman;
  score_path(facts, evidence.quoted, head, verdict.reasons);
  if (sum_of(verdict.reasons) < kMediumScore) verdict.confidence = Confidence::kLow;
  return verdict;
}

}  // namespace

Reach reach_of(const Rule& rule) {
  constexpr uint64_t kLine = 640, kBlock = uint64_t{64} << 10;
  switch (rule.judge) {
    case JudgeKind::kAssignment:
      if (is_table(rule)) return Reach{kLine, kMaxTable + kLine};
      // A value stands two lines below its key at the most, and the line above it is read for
      // words.
      return is_keyed(rule) ? Reach{kLine, kLine, 1, 2} : Reach{kLine, kLine};
    case JudgeKind::kUrl:
      return is_login_rule(rule) ? Reach{kLine, kLine} : Reach{kLine, kLine, 0, 0};
    case JudgeKind::kPrivateKey:
    case JudgeKind::kJwt: return {0, kBlock};
    case JudgeKind::kToken:
    case JudgeKind::kNone: break;
  }
  return {};
}

std::optional<Reach> glance_of(const Rule& rule) {
  if (is_record(rule)) return Reach{160, 160, 2, 0};
  if (is_table(rule)) return Reach{640, 1280, 1, 2};
  return std::nullopt;
}

bool is_hopeless(const Rule& rule, std::string_view text, Span match) {
  return is_table(rule) ? !is_table_head(text, match) : !is_in_record(text, match);
}

bool announces_many(const Rule& rule) {
  return rule.judge == JudgeKind::kAssignment && is_table(rule);
}

unsigned count_announced(const Rule& rule, std::string_view text, Span match) {
  return announces_many(rule) ? count_cells(text, match) : 1;
}

Span View::within(std::string_view text) const {
  return {static_cast<uint64_t>(std::max<int64_t>(begin, 0)), std::min<uint64_t>(end, text.size())};
}

// Lines end at a newline, which is in view.
View view_of(std::string_view text, Span place, const Reach& reach) {
  View view{static_cast<int64_t>(place.begin) - static_cast<int64_t>(reach.before),
            place.end + reach.behind};
  const Span most = view.within(text);
  if (reach.lines_above != Reach::kAllLines) {
    const uint64_t newline = back_over_newlines(text, place.begin, most.begin, reach.lines_above);
    if (newline > most.begin) view.begin = static_cast<int64_t>(newline);
  }
  if (reach.lines_below != Reach::kAllLines) {
    const uint64_t newline = on_over_newlines(text, place.end, most.end, reach.lines_below);
    if (newline < most.end) view.end = newline + 1;
  }
  return view;
}

std::optional<Evidence> weigh(const Rule& rule, std::string_view text, Span& match, Span& secret,
                              unsigned number) {
  if (match.begin > match.end || match.end > text.size() || secret.begin > secret.end ||
      secret.end > text.size()) {
    return std::nullopt;
  }
  switch (rule.judge) {
    case JudgeKind::kToken: return weigh_token(rule, text, match, secret);
    case JudgeKind::kAssignment: return weigh_assignment(rule, text, match, secret, number);
    case JudgeKind::kUrl: return weigh_url(rule, text, match, secret);
    case JudgeKind::kPrivateKey: return weigh_private_key(rule, text, match, secret);
    case JudgeKind::kJwt: return weigh_jwt(rule, text, match, secret);
    case JudgeKind::kNone: return unjudged(rule);
  }
  return std::nullopt;
}

std::optional<Verdict> decide(const Rule& rule, const Match& match, std::string_view path) {
  const Evidence& evidence = match.evidence;
  Verdict verdict{evidence.confidence, evidence.severity.value_or(rule.severity), evidence.validity,
                  evidence.reasons};
  if (evidence.validity == Validity::kEncrypted || evidence.validity == Validity::kExpired) {
    verdict.severity = std::min(verdict.severity, Severity::kLow);
  }
  if (is_generic(rule)) return decide_generic(evidence, path, verdict);
  if (is_named_pair(rule, evidence) && is_expression(evidence, file_facts(path))) {
    return std::nullopt;
  }
  return verdict;
}

Confidence best_confidence(const Match& match) {
  const Evidence& evidence = match.evidence;
  // A weak password is raised in a file that configures a running system.
  const bool raised = evidence.strength == Strength::kWeak && !evidence.in_comment;
  return raised ? std::max(evidence.confidence, Confidence::kMedium) : evidence.confidence;
}

Confidence best_confidence(const Match& match, std::string_view name) {
  const Confidence best = best_confidence(match), least = match.evidence.confidence;
  return best == least || file_facts(name).deployment ? best : least;
}

}  // namespace sluice::judge

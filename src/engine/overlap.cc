#include "engine/overlap.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "base/ascii.h"

namespace sluice {
namespace {

// A boundary before a token (a quote, an escape, %2F) is shorter than any name.
constexpr uint64_t kShortestName = 4;

int kind_rank(const Rule& rule) {
  if (!rule.builtin) return 0;
  switch (rule.judge) {
    case JudgeKind::kToken:
    case JudgeKind::kPrivateKey: return 1;
    case JudgeKind::kJwt: return 2;
    case JudgeKind::kUrl: return 3;
    case JudgeKind::kAssignment:
    case JudgeKind::kNone: return 4;
  }
  return 4;
}

bool is_proven(const Match& match) {
  return match.evidence.validity == Validity::kChecksumValid ||
         match.evidence.validity == Validity::kStructureValid;
}

// Ascending: the most telling first. A rule whose place the judge reads by grammar is
// told from its like by the order of the rules alone.
auto rank(const RuleList& rules, std::span<const uint32_t> widths, const Match& match) {
  const Rule& rule = rules[match.rule];
  const bool refuted = match.evidence.validity == Validity::kChecksumInvalid;
  const bool token = rule.judge == JudgeKind::kToken;
  const bool named = token && match.match.begin + kShortestName <= match.secret.begin;
  const size_t fixed = token ? fixed_bytes(rule, match.secret_text) : 0;
  return std::make_tuple(refuted, kind_rank(rule), !is_proven(match), ~fixed, !named,
                         ~match.secret.size(), token ? widths[match.rule] : 0, match.secret.begin,
                         match.rule);
}

bool keeps_overlaps(const Rule& rule) {
  return std::find(rule.tags.begin(), rule.tags.end(), kKeepsOverlaps) != rule.tags.end();
}

}  // namespace

size_t fixed_bytes(const Rule& rule, std::string_view secret) {
  size_t longest = 0;
  for (const std::string& keyword : rule.keywords) {
    if (keyword.size() > longest && contains_folded(secret, keyword)) longest = keyword.size();
  }
  return longest;
}

void keep_most_telling(const RuleList& rules, std::span<const uint32_t> widths, size_t first,
                       std::vector<Match>& matches) {
  using Rank = decltype(rank(rules, widths, matches.front()));
  std::vector<std::pair<Rank, size_t>> order;
  std::vector<Match> kept;
  for (size_t i = first; i < matches.size(); ++i) {
    if (keeps_overlaps(rules[matches[i].rule])) {
      kept.push_back(std::move(matches[i]));
    } else {
      order.emplace_back(rank(rules, widths, matches[i]), i);
    }
  }
  std::sort(order.begin(), order.end());
  std::map<uint64_t, uint64_t> taken;  // begin -> end of kept secrets, which never overlap
  for (const auto& [ignored, index] : order) {
    const Span secret = matches[index].secret;
    const auto after = taken.lower_bound(secret.end);
    if (after != taken.begin() && std::prev(after)->second > secret.begin) continue;
    taken.emplace(secret.begin, secret.end);
    kept.push_back(std::move(matches[index]));
  }
  matches.resize(first);
  matches.insert(matches.end(), std::make_move_iterator(kept.begin()),
                 std::make_move_iterator(kept.end()));
}

}  // namespace sluice

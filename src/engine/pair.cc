// A secret looks for an id: among the matches near it, else by the rule's own pattern in
// the bytes around it, as most ids are no findings. Then each id that is a match and
// found no secret looks for one that stands alone. All of it sees the bytes of one blob
// and the matches in it, whichever way those were found.
#include "engine/pair.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <compare>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "judge/placeholder.h"

namespace sluice {
namespace {

RE2::Options bytes_options() {
  RE2::Options options(RE2::Quiet);
  options.set_encoding(RE2::Options::EncodingLatin1);
  return options;
}

// Secrets that nothing names, of one blob.
constexpr size_t kMaxLone = 256;

// What may not touch a secret that stands alone.
constexpr std::string_view kNeighbour = "[^0-9A-Za-z+/=_.~-]";

std::string lone_pattern(const Rule& rule) {
  const std::string edge(kNeighbour);
  return "(?:\\A|" + edge + ")(" + rule.pair_value + ")(?:\\z|" + edge + ")";
}

bool overlap(Span a, Span b) { return a.begin < b.end && b.begin < a.end; }

// The bytes around `span` that its other half may lie in.
Span around(std::string_view text, Span span) {
  Span window = span;
  for (size_t bytes = 0, lines = 0; window.begin > 0 && bytes < PairFinder::kReachBytes; ++bytes) {
    if (text[window.begin - 1] == '\n' && ++lines > PairFinder::kReachLines) break;
    --window.begin;
  }
  for (size_t bytes = 0, lines = 0; window.end < text.size() && bytes < PairFinder::kReachBytes;
       ++bytes) {
    if (text[window.end] == '\n' && ++lines > PairFinder::kReachLines) break;
    ++window.end;
  }
  return window;
}

// How well an id and a secret belong together: less is better. Most write the id first,
// each on a line of its own.
struct Gap {
  bool taken = false;  // the id tells of another secret already
  int64_t lines = 0;
  bool secret_first = false;
  uint64_t bytes = 0;

  auto operator<=>(const Gap&) const = default;
};

Gap gap_of(std::string_view text, Span id, Span secret, bool taken = false) {
  const bool secret_first = secret.begin < id.begin;
  const Span between = secret_first ? Span{secret.end, id.begin} : Span{id.end, secret.begin};
  const std::string_view bytes = slice(text, between);
  return {taken, std::count(bytes.begin(), bytes.end(), '\n'), secret_first, bytes.size()};
}

// "AKIA… 2 lines before"
std::string place_of(std::string_view text, Span id, Span secret) {
  const Gap gap = gap_of(text, id, secret);
  std::string out(slice(text, id));
  if (gap.lines == 0) return out + " on its line";
  return out + ' ' + std::to_string(gap.lines) + (gap.lines == 1 ? " line " : " lines ") +
         (gap.secret_first ? "after" : "before");
}

// What a name found, a key's or a provider's, is told better by the rule whose id stands
// beside it.
bool yields_to(const Rule& found, const Rule& pairing) {
  return found.judge == JudgeKind::kAssignment || found.judge == JudgeKind::kUrl ||
         (found.judge == JudgeKind::kToken && PairFinder::pairs(found)) ||
         (found.judge == JudgeKind::kPrivateKey && pairing.judge == JudgeKind::kPrivateKey);
}

// Where the value of a key stands, which is seen only by the judge that reads the key.
void keep_place(const Evidence& named, Evidence& paired) {
  paired.key = named.key;
  paired.quoted = named.quoted;
  paired.in_comment = named.in_comment;
  paired.machine_made = named.machine_made;
  paired.in_record = named.in_record;
}

bool refuted(const Match& match) { return match.evidence.validity == Validity::kChecksumInvalid; }

}  // namespace

// A pattern that is compiled when it is first used: most of a rule's never are in one run.
class LazyPattern {
 public:
  explicit LazyPattern(std::string pattern) : pattern_(std::move(pattern)) {}

  const RE2& get() const {
    std::call_once(once_, [this] { compiled_.emplace(pattern_, bytes_options()); });
    return *compiled_;
  }

 private:
  const std::string pattern_;
  mutable std::once_flag once_;
  mutable std::optional<RE2> compiled_;
};

struct PairFinder::Pairing {
  uint32_t rule = 0;
  LazyPattern id;    // its first group, if there is one, is the id
  LazyPattern key;   // of what a key's name found
  LazyPattern lone;  // its first group is the secret
  bool has_secret = false, has_key = false;

  Pairing(uint32_t index, const Rule& written)
      : rule(index),
        id(written.pair_id),
        key(written.pair_key),
        lone(lone_pattern(written)),
        has_secret(!written.pair_value.empty()),
        has_key(!written.pair_key.empty()) {}

  bool fits_key(const Match& match) const {
    return !has_key || RE2::PartialMatch(match.evidence.key, key.get());
  }

  // The id nearest to `secret` within `window`; nullopt: there is none.
  std::optional<Span> nearest_id(std::string_view text, Span window, Span secret) const {
    std::optional<Span> nearest;
    re2::StringPiece groups[2];
    const RE2& pattern = id.get();
    const int count = std::min(1 + pattern.NumberOfCapturingGroups(), 2);
    for (size_t at = window.begin; at < window.end;) {
      if (!pattern.Match(text, at, window.end, RE2::UNANCHORED, groups, count)) break;
      const re2::StringPiece& found = groups[count - 1];
      const auto begin = static_cast<size_t>(found.data() - text.data());
      const Span span{begin, begin + found.size()};
      const auto end = static_cast<size_t>(groups[0].data() - text.data()) + groups[0].size();
      at = std::max(at + 1, end);
      if (found.empty() || overlap(span, secret)) continue;
      if (!judge::token_placeholder(slice(text, span)).empty()) continue;
      if (!nearest || gap_of(text, span, secret) < gap_of(text, *nearest, secret)) nearest = span;
    }
    return nearest;
  }
};

struct PairFinder::Lazy {
  std::once_flag once;
  std::vector<std::unique_ptr<Pairing>> pairings;
  // Which pairings a whole text may be the id, or the secret, of: as one automaton, since
  // nearly every match is of none.
  std::unique_ptr<RE2::Set> ids, secrets;
  std::vector<uint32_t> of_secrets;  // the pairing of each pattern of `secrets`

  void compile(const RuleList& rules, const std::vector<uint32_t>& pairing) {
    ids = std::make_unique<RE2::Set>(bytes_options(), RE2::ANCHOR_BOTH);
    secrets = std::make_unique<RE2::Set>(bytes_options(), RE2::ANCHOR_BOTH);
    for (const uint32_t i : pairing) {
      pairings.push_back(std::make_unique<Pairing>(i, rules[i]));
      ids->Add(rules[i].pair_id, nullptr);
      if (!pairings.back()->has_secret) continue;
      secrets->Add(rules[i].pair_value, nullptr);
      of_secrets.push_back(static_cast<uint32_t>(pairings.size() - 1));
    }
    ids->Compile();
    secrets->Compile();
  }

  std::vector<uint32_t> as_id(std::string_view text) const { return matching(*ids, text); }
  std::vector<uint32_t> as_secret(std::string_view text) const {
    if (of_secrets.empty()) return {};
    std::vector<uint32_t> found = matching(*secrets, text);
    for (uint32_t& pairing : found) pairing = of_secrets[pairing];
    return found;
  }

 private:
  static std::vector<uint32_t> matching(const RE2::Set& set, std::string_view text) {
    std::vector<int> found;
    set.Match(text, &found);
    std::vector<uint32_t> out(found.begin(), found.end());
    std::sort(out.begin(), out.end());
    return out;
  }
};

// One call of join().
class PairFinder::Joiner {
 public:
  Joiner(const Lazy& lazy, const RuleList& rules, std::string_view text, const Make& make,
         std::vector<Match> matches)
      : lazy_(lazy),
        rules_(rules),
        text_(text),
        make_(make),
        matches_(std::move(matches)),
        taken_(matches_.size()) {
    for (const Match& match : matches_) {
      const bool token = rules_[match.rule].judge == JudgeKind::kToken && !refuted(match);
      ids_.push_back(token ? lazy_.as_id(match.secret_text) : std::vector<uint32_t>());
      any_id_ |= !ids_.back().empty();
    }
  }

  std::vector<Match> run() {
    for (size_t i = 0; i < matches_.size(); ++i) join_secret(i);
    if (any_id_) {
      for (size_t i = 0; i < taken_.size(); ++i) find_lone_secret(i);
    }
    std::vector<Match> kept;
    for (size_t i = 0; i < matches_.size(); ++i) {
      if (i >= taken_.size() || !taken_[i]) kept.push_back(std::move(matches_[i]));
    }
    return kept;
  }

 private:
  struct Id {
    Span span;
    size_t match = SIZE_MAX;  // its own, if it is one
  };

  bool is_id_of(size_t match, uint32_t pairing) const {
    return std::binary_search(ids_[match].begin(), ids_[match].end(), pairing);
  }

  Gap gap(const Id& id, Span secret) const {
    return gap_of(text_, id.span, secret, id.match != SIZE_MAX && taken_[id.match]);
  }

  // Among the matches near the one at `index`, else by pattern.
  std::optional<Id> find_id(size_t index, uint32_t pairing) const {
    const Span secret = matches_[index].secret;
    const Span window = around(text_, secret);
    std::optional<Id> nearest;
    const auto consider = [&](size_t i) {
      const Span span = matches_[i].secret;
      if (!is_id_of(i, pairing) || span.begin < window.begin || span.end > window.end) return;
      const Id id{span, i};
      if (!nearest || gap(id, secret) < gap(*nearest, secret)) nearest = id;
    };
    for (size_t i = index; i-- > 0 && matches_[i].secret.end > window.begin;) consider(i);
    for (size_t i = index + 1; i < taken_.size() && matches_[i].secret.begin < window.end; ++i) {
      consider(i);
    }
    if (nearest) return nearest;
    const auto span = lazy_.pairings[pairing]->nearest_id(text_, window, secret);
    return span ? std::optional(Id{*span}) : std::nullopt;
  }

  void join_secret(size_t index) {
    Match& match = matches_[index];
    if (!ids_[index].empty() || refuted(match)) return;
    std::vector<uint32_t> candidates = lazy_.as_secret(match.secret_text);
    for (uint32_t i = 0; i < lazy_.pairings.size(); ++i) {
      if (lazy_.pairings[i]->rule == match.rule) candidates.insert(candidates.begin(), i);
    }
    struct Found {
      uint32_t rule;
      Id id;
    };
    std::optional<Found> best;
    for (const uint32_t pairing : candidates) {
      const uint32_t rule = lazy_.pairings[pairing]->rule;
      if (rule != match.rule && !(yields_to(rules_[match.rule], rules_[rule]) &&
                                  lazy_.pairings[pairing]->fits_key(match))) {
        continue;
      }
      const std::optional<Id> id = find_id(index, pairing);
      if (!id) continue;
      if (!best || gap(*id, match.secret) < gap(best->id, match.secret)) best = {rule, *id};
    }
    if (!best) return;
    const auto& [rule, id] = *best;
    if (rule != match.rule) {
      std::optional<Match> told = make_(rule, {match.match, match.secret});
      if (!told) return;
      keep_place(match.evidence, told->evidence);
      match = *std::move(told);
    }
    tell(match, id);
  }

  // An id that nothing named belongs to: what looks like its secret.
  void find_lone_secret(size_t index) {
    if (taken_[index] || matches_.size() - taken_.size() >= kMaxLone) return;
    for (const uint32_t number : ids_[index]) {
      const Pairing& pairing = *lazy_.pairings[number];
      if (!pairing.has_secret || pairing.has_key) continue;
      const Id id{matches_[index].secret, index};
      std::optional<Match> found = lone_secret(pairing, id.span);
      if (!found) continue;
      tell(*found, id);
      matches_.push_back(*std::move(found));
      return;
    }
  }

  std::optional<Match> lone_secret(const Pairing& pairing, Span id) const {
    const Span window = around(text_, id);
    std::optional<Match> best;
    for (size_t at = window.begin; at < window.end;) {
      re2::StringPiece groups[2];
      if (!pairing.lone.get().Match(text_, at, window.end, RE2::UNANCHORED, groups, 2)) break;
      const auto begin = static_cast<size_t>(groups[1].data() - text_.data());
      const Span span{begin, begin + groups[1].size()};
      at = std::max<size_t>(at + 1, span.end);  // the byte behind may be the next one's edge
      if (is_taken(span)) continue;
      if (best && gap_of(text_, id, span) >= gap_of(text_, id, best->secret)) continue;
      std::optional<Match> made = make_(pairing.rule, {span, span});
      if (made && !refuted(*made)) best = std::move(made);
    }
    return best;
  }

  bool is_taken(Span span) const {
    const auto named = matches_.begin() + static_cast<ptrdiff_t>(taken_.size());
    const auto after =
        std::lower_bound(matches_.begin(), named, span.end,
                         [](const Match& match, uint64_t end) { return match.secret.begin < end; });
    if (after != matches_.begin() && overlap(std::prev(after)->secret, span)) return true;
    return std::any_of(named, matches_.end(),
                       [span](const Match& match) { return overlap(match.secret, span); });
  }

  void tell(Match& secret, const Id& id) {
    Evidence& evidence = secret.evidence;
    if (evidence.validity != Validity::kEncrypted && evidence.validity != Validity::kExpired) {
      evidence.confidence = Confidence::kHigh;
    }
    evidence.reasons.push_back({"pair", place_of(text_, id.span, secret.secret), 3});
    if (id.match == SIZE_MAX) return;
    taken_[id.match] = true;
    for (const ReasonNote& note : matches_[id.match].evidence.reasons) {
      if (note.weight == 0 && note.feature != "alphabet") evidence.reasons.push_back(note);
    }
  }

  const Lazy& lazy_;
  const RuleList& rules_;
  const std::string_view text_;
  const Make& make_;
  std::vector<Match> matches_;              // by place; found ones behind those
  std::vector<bool> taken_;                 // ids that a secret tells
  std::vector<std::vector<uint32_t>> ids_;  // pairings that each match is an id of
  bool any_id_ = false;
};

PairFinder::PairFinder(RuleList rules, std::vector<uint32_t> pairing)
    : rules_(std::move(rules)), pairing_(std::move(pairing)) {
  if (!pairing_.empty()) lazy_ = std::make_unique<Lazy>();
}
PairFinder::~PairFinder() = default;
PairFinder::PairFinder(PairFinder&&) noexcept = default;
PairFinder& PairFinder::operator=(PairFinder&&) noexcept = default;

Result<void> PairFinder::check(const Rule& rule) {
  if (!pairs(rule)) return {};
  const Pairing pairing(0, rule);
  for (const LazyPattern* pattern : {&pairing.id, &pairing.key, &pairing.lone}) {
    if (!pattern->get().ok()) return Error{ErrorKind::kUsage, pattern->get().error()};
  }
  return {};
}

const PairFinder::Lazy& PairFinder::compiled() const {
  std::call_once(lazy_->once, [this] { lazy_->compile(rules_, pairing_); });
  return *lazy_;
}

void PairFinder::join(std::string_view text, const Make& make, size_t first,
                      std::vector<Match>& matches) const {
  const auto begin = matches.begin() + static_cast<ptrdiff_t>(first);
  const auto by_place = [](const Match& a, const Match& b) {
    return std::tie(a.secret.begin, a.secret.end, a.rule) <
           std::tie(b.secret.begin, b.secret.end, b.rule);
  };
  std::sort(begin, matches.end(), by_place);
  if (lazy_ == nullptr) return;
  std::vector<Match> own(std::make_move_iterator(begin), std::make_move_iterator(matches.end()));
  matches.erase(begin, matches.end());
  own = Joiner(compiled(), rules_, text, make, std::move(own)).run();
  std::sort(own.begin(), own.end(), by_place);
  std::move(own.begin(), own.end(), std::back_inserter(matches));
}

}  // namespace sluice

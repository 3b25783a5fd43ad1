// Engine's scan: stage one, stage two and the local half of the judge, blob by blob.
#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/ascii.h"
#include "base/line_index.h"
#include "engine/engine_impl.h"
#include "engine/overlap.h"
#include "engine/ruleset_digest.h"
#include "judge/judge.h"
#include "judge/randomness.h"

namespace sluice {
namespace {

// More stage-one ends than this in one blob is a flood: the rest is not looked
// at, and the blob is reported as truncated.
constexpr size_t kMaxCandidates = size_t{1} << 18;
constexpr size_t kMaxMatchesPerRule = 10'000;

// A line of minified text may be megabytes: no more than this of it is looked at
// on each side of a match, so that a flood of matches stays linear.
constexpr size_t kMaxLineReach = 4096;

std::string_view line_around(std::string_view text, Span span) {
  const auto begin = static_cast<size_t>(span.begin), end = static_cast<size_t>(span.end);
  const std::string_view before =
      text.substr(begin - std::min(begin, kMaxLineReach), std::min(begin, kMaxLineReach));
  const std::string_view after = text.substr(end, kMaxLineReach);
  const size_t newline = before.rfind('\n');
  const size_t left =
      newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
  return text.substr(begin - left, left + (end - begin) + std::min(after.find('\n'), after.size()));
}

bool allowed_inline(std::string_view line) {
  return line.find("sluice:allow") != std::string_view::npos ||
         line.find("gitleaks:allow") != std::string_view::npos;
}

bool passes_keywords(const Rule& rule, std::string_view text) {
  return rule.keywords.empty() ||
         std::any_of(rule.keywords.begin(), rule.keywords.end(),
                     [&](const std::string& word) { return contains_folded(text, word); });
}

// The bytes within `reach` of the match, which `sight` then holds.
Span look(std::string_view bytes, Span match, const judge::Reach& reach, Sight& sight) {
  const judge::View view = judge::view_of(bytes, match, reach);
  sight.widen({view.begin, view.end});
  return view.within(bytes);
}

Span moved(Span span, uint64_t by) { return {span.begin + by, span.end + by}; }

}  // namespace

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

void Scratch::pass_over(const Edit& edit) { impl_->stack.forget(edit); }

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

const RuleSet& Engine::rules() const { return impl_->rules; }

std::string Engine::ruleset_sha256() const {
  const RuleSet& rules = impl_->rules;
  if (!rules.known_sha256().empty()) return std::string(rules.known_sha256());
  return rules_sha256(rules.rules(), rules.allowlists());
}

// What was learned of texts under other rules is not believed.
Scratch::Impl& Engine::Impl::memory_in(Scratch& scratch) const {
  if (scratch.impl()->engine != number) {
    scratch = Scratch();
    scratch.impl()->engine = number;
  }
  return *scratch.impl();
}

// Turns the candidates, in any order, into open traces; those of rules that are off
// are left out.
void Engine::Impl::take_candidates(Scratch::Impl& scratch) const {
  for (const Candidate& candidate : scratch.candidates) {
    if (pattern_rules[candidate.pattern] == kNoRule) continue;
    Trace& trace = scratch.traces.emplace_back();
    trace.end = candidate.end;
    trace.pattern = candidate.pattern;
  }
}

// The slow way, and the only one for a blob that is no edit.
bool Engine::Impl::find_ends(std::string_view bytes, Scratch::Impl& scratch) const {
  scratch.traces.clear();
  scratch.candidates.clear();
  bool whole = true;
  for (size_t i = 0; i < prefilters.size(); ++i) {
    const ScanWindow whole_text = whole_window(bytes.size());
    whole &= prefilters[i].scan(bytes, {&whole_text, 1}, kManyNewlines, scratch.prefilter,
                                first_pattern[i], kMaxCandidates, scratch.candidates);
  }
  take_candidates(scratch);
  std::sort(scratch.traces.begin(), scratch.traces.end(), [](const Trace& a, const Trace& b) {
    return std::tie(a.end, a.pattern) < std::tie(b.end, b.pattern);
  });
  return whole;
}

// The base's ends that were copied, and those around what was changed.
bool Engine::Impl::find_new_ends(const Blob& blob, std::span<const Trace> base,
                                 Scratch::Impl& scratch) const {
  std::vector<Trace>& traces = scratch.traces;
  traces.clear();
  scratch.candidates.clear();
  inherit_traces(base, blob.edit, blob.bytes, extents, traces);
  for (size_t i = 0; i < prefilters.size(); ++i) {
    find_windows(blob.edit, blob.bytes, max_extent[i], scratch.windows);
    if (!prefilters[i].scan_new(blob.bytes, scratch.windows, max_extent[i].newlines,
                                scratch.prefilter, clean_texts, first_pattern[i], kMaxCandidates,
                                scratch.candidates)) {
      return false;
    }
  }
  if (scratch.candidates.empty()) return traces.size() < kMaxCandidates;
  const auto inherited = static_cast<ptrdiff_t>(traces.size());
  take_candidates(scratch);
  // Of one end found both ways the inherited one comes first: it may know more.
  const auto before = [](const Trace& a, const Trace& b) {
    return std::tie(a.end, a.pattern) < std::tie(b.end, b.pattern);
  };
  std::sort(traces.begin() + inherited, traces.end(), before);
  std::inplace_merge(traces.begin(), traces.begin() + inherited, traces.end(), before);
  traces.erase(std::unique(traces.begin(), traces.end(),
                           [](const Trace& a, const Trace& b) {
                             return a.end == b.end && a.pattern == b.pattern;
                           }),
               traces.end());
  return traces.size() < kMaxCandidates;
}

void Engine::Impl::order_by_rule(Scratch::Impl& scratch) const {
  const std::vector<Trace>& traces = scratch.traces;
  scratch.order.resize(traces.size());
  std::iota(scratch.order.begin(), scratch.order.end(), 0u);
  const auto rule = [&](uint32_t i) { return pattern_rules[traces[i].pattern]; };
  std::sort(scratch.order.begin(), scratch.order.end(),
            [&](uint32_t a, uint32_t b) { return rule(a) != rule(b) ? rule(a) < rule(b) : a < b; });
}

bool Engine::Impl::re2_alone_applies(uint32_t rule, std::string_view bytes, bool& ascii_known,
                                     bool& ascii) const {
  const StageFacts& stage = stages->facts[rule];
  if (stage.unsure_past_ascii) {
    if (!ascii_known) {
      ascii = std::all_of(bytes.begin(), bytes.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      ascii_known = true;
    }
    if (ascii) return false;
  } else if (!stage.needs_re2_alone) {
    return false;
  }
  return passes_keywords(rules.rules()[rule], bytes);
}

// Stage two of one rule, whose traces `ends` lists, ascending. A trace that is
// not open, and that saw as much of the last match as it would now, is believed.
// visit(rule, spans, sight, judged) says whether the judge let the match pass.
template <class Visit>
bool Engine::Impl::confirm_rule(uint32_t rule, std::span<const uint32_t> ends,
                                std::string_view bytes, Scratch::Impl& scratch,
                                Visit&& visit) const {
  const Stage& stage = (*stages)[rule];
  const Detector& detector = stage.detector;
  uint64_t floor = 0;
  size_t taken = 0;
  for (const uint32_t index : ends) {
    Trace& trace = scratch.traces[index];
    if (trace.end <= floor) {
      trace.state = Trace::State::kOpen;
      continue;
    }
    const uint64_t distance = detector.floor_distance(trace.end, floor);
    if (trace.floor_distance != distance) trace.state = Trace::State::kOpen;
    Verdicts::Place place;  // of a fresh answer that is to be kept
    if (trace.state == Trace::State::kOpen) {
      if (scratch.has_likes)
        place = Verdicts::place_of(bytes, trace, distance, stage.glance.value_or(stage.reach));
      if (scratch.verdicts.recall(place, trace)) {
        place = {};
      } else {
        const bool matches = detector.confirm_at(bytes, trace.end, floor, trace.spans, trace.sight);
        trace.state = matches ? Trace::State::kKept : Trace::State::kNoMatch;
        trace.judged = 0;
      }
      trace.floor_distance = distance;
    }
    if (!trace.matches()) {
      scratch.verdicts.keep(place, trace);
      continue;
    }
    if (++taken > kMaxMatchesPerRule) return false;
    floor = trace.spans.floor();
    if (trace.state == Trace::State::kKept &&
        !visit(rule, trace.spans, trace.sight, trace.judged)) {
      trace.state = Trace::State::kDropped;
      scratch.verdicts.keep(place, trace);
    }
  }
  return true;
}

// Calls visit for each match that stage two confirms, rule by rule; false where a
// limit cut something off.
template <class Visit>
bool Engine::Impl::confirm_rules(std::string_view bytes, Scratch::Impl& scratch,
                                 Visit&& visit) const {
  bool whole = true, ascii_known = false, ascii = false;
  order_by_rule(scratch);
  const std::span<const uint32_t> order(scratch.order);
  const auto rule_at = [&](size_t i) { return pattern_rules[scratch.traces[order[i]].pattern]; };
  for (size_t first = 0, last = 0; first < order.size(); first = last) {
    const uint32_t rule = rule_at(first);
    while (last < order.size() && rule_at(last) == rule) ++last;
    if (re2_alone_applies(rule, bytes, ascii_known, ascii)) continue;
    const Rule& written = rules.rules()[rule];
    if (!written.builtin && !passes_keywords(written, bytes)) continue;
    whole &= confirm_rule(rule, order.subspan(first, last - first), bytes, scratch, visit);
  }
  for (const uint32_t rule : re2_rules) {
    if (!re2_alone_applies(rule, bytes, ascii_known, ascii)) continue;
    scratch.spans.clear();
    whole &= (*stages)[rule].detector.confirm_whole(bytes, kMaxMatchesPerRule, scratch.spans);
    for (const MatchSpans& spans : scratch.spans) {
      Sight sight;
      uint32_t judged = 0;
      visit(rule, spans, sight, judged);
    }
  }
  return whole;
}

// By a glance: whether the judge would say no to all of the match.
bool Engine::Impl::is_hopeless(uint32_t rule, std::string_view bytes, Span match,
                               Sight& sight) const {
  const Stage& stage = (*stages)[rule];
  if (!stage.glance) return false;
  const Span seen = look(bytes, match, *stage.glance, sight);
  return judge::is_hopeless(rules.rules()[rule], slice(bytes, seen), moved(match, -seen.begin));
}

// The judge sees no more than its reach around the match, so that its answer is the
// same wherever these bytes are.
std::optional<Evidence> Engine::Impl::weighed(uint32_t rule, std::string_view bytes,
                                              MatchSpans& spans, Sight& sight,
                                              unsigned which) const {
  if (which == 0 && is_hopeless(rule, bytes, spans.match, sight)) return std::nullopt;
  const Span seen = look(bytes, spans.match, (*stages)[rule].reach, sight);
  Span match = moved(spans.match, -seen.begin), secret = moved(spans.secret, -seen.begin);
  auto evidence = judge::weigh(rules.rules()[rule], slice(bytes, seen), match, secret, which);
  spans = {moved(match, seen.begin), moved(secret, seen.begin)};
  return evidence;
}

// Of a match that may announce several secrets; whether the judge lets one of them pass.
bool Engine::Impl::take_all(uint32_t rule, std::string_view bytes, const MatchSpans& spans,
                            Sight& sight, std::vector<Match>& matches) const {
  if (is_hopeless(rule, bytes, spans.match, sight)) return false;
  const Span seen = look(bytes, spans.match, (*stages)[rule].reach, sight);
  const unsigned count = judge::count_announced(rules.rules()[rule], slice(bytes, seen),
                                                moved(spans.match, -seen.begin));
  bool any = false;
  for (unsigned which = 0; which < count; ++which) {
    MatchSpans at = spans;
    std::optional<Evidence> evidence = weighed(rule, bytes, at, sight, which);
    if (!evidence) continue;
    any = true;
    auto found = matched(rule, bytes, at, *std::move(evidence));
    if (found) matches.push_back(*std::move(found));
  }
  return any;
}

// What is said of a match that the judge let pass; nullopt: an allowlist, or the
// rule's own entropy, drops it.
std::optional<Match> Engine::Impl::matched(uint32_t rule, std::string_view bytes, MatchSpans spans,
                                           Evidence evidence) const {
  const Rule& written = rules.rules()[rule];
  const auto text_of = [&](Span span) {
    return bytes.substr(static_cast<size_t>(span.begin), static_cast<size_t>(span.size()));
  };
  const std::string_view secret = text_of(spans.secret);
  if (secret.empty()) return std::nullopt;
  if (written.entropy > 0 && judge::shannon_entropy(secret) <= written.entropy) return std::nullopt;
  const std::string_view match = text_of(spans.match);
  const std::string_view line = line_around(bytes, spans.match);
  const AllowlistSubject subject{secret, match, line, {}, {}};
  const auto allows = [&](const CompiledAllowlist& allowlist) {
    return !allowlist.needs_place() && allowlist.allows(subject);
  };
  const auto& own = (*stages)[rule].allowlists;
  if (std::any_of(own.begin(), own.end(), allows) ||
      std::any_of(global_allowlists.begin(), global_allowlists.end(), allows)) {
    return std::nullopt;
  }
  Match out;
  out.rule = rule;
  out.match = spans.match;
  out.secret = spans.secret;
  out.match_text = match.substr(0, kMaxMatchText);
  out.secret_text = secret;
  out.allowed_inline = allowed_inline(line);
  out.evidence = std::move(evidence);
  return out;
}

ScanOutcome Engine::scan(const Blob& blob, Scratch& scratch, std::vector<Match>& matches,
                         Confidence floor) const {
  const size_t first = matches.size();
  Scratch::Impl& memory = impl_->memory_in(scratch);
  ScanOutcome outcome;
  if (blob.edit.depth == 0) memory.begin_chain();
  memory.has_likes = blob.edit.is_base || blob.edit.has_base;
  const std::vector<Trace>* base = memory.stack.base_of(blob.edit);
  const bool inherited = base != nullptr && impl_->find_new_ends(blob, *base, memory);
  const bool all = inherited || impl_->find_ends(blob.bytes, memory);
  const auto take = [&](uint32_t rule, MatchSpans spans, Sight& sight, uint32_t& number) {
    if ((*impl_->stages)[rule].announces_many) {
      return impl_->take_all(rule, blob.bytes, spans, sight, matches);
    }
    std::optional<Evidence> evidence;
    const uint64_t begin = spans.match.begin;
    if (number != 0) {
      evidence = memory.judged[number].evidence;
      spans = memory.judged[number].at(begin);
    } else {
      evidence = impl_->weighed(rule, blob.bytes, spans, sight);
      if (!evidence) return false;
      if (blob.edit.is_base) number = memory.judged.add({*evidence, spans, begin});
    }
    auto match = impl_->matched(rule, blob.bytes, spans, *std::move(evidence));
    if (match) matches.push_back(*std::move(match));
    return true;
  };
  const bool whole = impl_->confirm_rules(blob.bytes, memory, take);
  outcome.truncated = !all || !whole;
  if (blob.edit.is_base && all) {
    memory.stack.keep(blob.edit, blob.bytes.size(), memory.traces);
  } else {
    memory.stack.forget(blob.edit);
  }
  if (matches.size() == first) return outcome;

  keep_most_telling(impl_->rules.rules(), impl_->widths, first, matches);
  const auto make = [&](uint32_t rule, MatchSpans spans) -> std::optional<Match> {
    Sight unused;
    std::optional<Evidence> evidence = impl_->weighed(rule, blob.bytes, spans, unused);
    if (!evidence) return std::nullopt;
    return impl_->matched(rule, blob.bytes, spans, *std::move(evidence));
  };
  impl_->pairs->join(blob.bytes, make, first, matches);
  const auto begin = matches.begin() + static_cast<ptrdiff_t>(first);
  const auto too_low = [floor](const Match& m) { return judge::best_confidence(m) < floor; };
  matches.erase(std::remove_if(begin, matches.end(), too_low), matches.end());
  LineIndex lines(blob.bytes);
  for (auto match = begin; match != matches.end(); ++match) {
    match->location = lines.locate(match->secret);
  }
  return outcome;
}

std::string_view Engine::allowed_at(const Match& match, std::string_view path,
                                    std::string_view commit_hex) const {
  const Rule& rule = impl_->rules.rules()[match.rule];
  if (!rule.path.empty() && !(*impl_->stages)[match.rule].path.is_in(path))
    return "path of the rule";
  const AllowlistSubject subject{match.secret_text, match.match_text, {}, path, commit_hex};
  for (const CompiledAllowlist& allowlist : (*impl_->stages)[match.rule].allowlists) {
    if (allowlist.needs_place() && allowlist.allows(subject)) return "allowlist of the rule";
  }
  for (const CompiledAllowlist& allowlist : impl_->global_allowlists) {
    if (allowlist.needs_place() && allowlist.allows(subject)) return "allowlist";
  }
  return {};
}

std::vector<Match> Engine::path_matches(std::string_view path) const {
  std::vector<Match> found;
  for (const uint32_t rule : impl_->path_only_rules) {
    if (!(*impl_->stages)[rule].path.is_in(path)) continue;
    Match& match = found.emplace_back();
    match.rule = rule;
    match.match = match.secret = {0, path.size()};
    match.location = LineIndex(path).locate(match.secret);
    match.match_text = path.substr(0, kMaxMatchText);
    match.secret_text = path;
    match.evidence.confidence = impl_->rules.rules()[rule].confidence;
  }
  return found;
}

std::vector<Engine::Confirmed> Engine::confirm(std::string_view bytes, Scratch& scratch) const {
  std::vector<Confirmed> found;
  Scratch::Impl& memory = impl_->memory_in(scratch);
  memory.has_likes = false;
  impl_->find_ends(bytes, memory);
  impl_->confirm_rules(bytes, memory,
                       [&](uint32_t rule, const MatchSpans& spans, Sight&, uint32_t&) {
                         found.push_back({rule, spans.match, spans.secret});
                         return true;
                       });
  std::sort(found.begin(), found.end(), [](const Confirmed& a, const Confirmed& b) {
    return std::tie(a.rule, a.match.begin) < std::tie(b.rule, b.match.begin);
  });
  return found;
}

std::vector<Engine::Confirmed> Engine::confirm_slowly(std::string_view bytes) const {
  std::vector<Confirmed> found;
  std::vector<MatchSpans> spans;
  for (uint32_t rule = 0; rule < impl_->rules.rules().size(); ++rule) {
    const Rule& written = impl_->rules.rules()[rule];
    if (written.regex.empty() || (!written.builtin && !passes_keywords(written, bytes))) continue;
    spans.clear();
    (*impl_->stages)[rule].detector.confirm_whole(bytes, SIZE_MAX, spans);
    for (const MatchSpans& one : spans) found.push_back({rule, one.match, one.secret});
  }
  return found;
}

std::vector<std::pair<uint32_t, uint64_t>> Engine::ends(std::string_view bytes,
                                                        Scratch& scratch) const {
  impl_->find_ends(bytes, impl_->memory_in(scratch));
  std::vector<std::pair<uint32_t, uint64_t>> found;
  for (const Trace& trace : scratch.impl()->traces) {
    found.emplace_back(impl_->pattern_rules[trace.pattern], trace.end);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<uint64_t> Engine::count_ends(std::string_view bytes, Scratch& scratch) const {
  impl_->find_ends(bytes, impl_->memory_in(scratch));
  std::vector<uint64_t> counts(impl_->rules.rules().size());
  for (const Trace& trace : scratch.impl()->traces) ++counts[impl_->pattern_rules[trace.pattern]];
  return counts;
}

}  // namespace sluice

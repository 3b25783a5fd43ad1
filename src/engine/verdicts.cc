#include "engine/verdicts.h"

#include <algorithm>

namespace sluice {
namespace {

// What nearly all verdicts saw: the judge's reach of 640 bytes around the match of an assignment,
// and the match itself.
constexpr uint64_t kBefore = 768, kBehind = 1024;
static_assert(kBefore + kBehind <= kMaxTaggedBytes);

constexpr size_t kSlots = size_t{1} << 14;

size_t slot_of(TextTag tag) { return tag & (kSlots - 1); }

}  // namespace

Verdicts::Place Verdicts::place_of(std::string_view text, const Trace& trace,
                                   uint64_t floor_distance, const judge::Reach& reach) {
  constexpr uint64_t kMaxPattern = uint64_t{1} << 22, kMaxDistance = uint64_t{1} << 22;
  if (trace.pattern >= kMaxPattern || floor_distance >= kMaxDistance) return {};
  Place place;
  place.view =
      judge::view_of(text, {trace.end, trace.end},
                     {kBefore, kBehind - kBytesBehind, reach.lines_above, reach.lines_below});
  place.view.end += kBytesBehind;  // stage two looks past the line's end
  const Span seen = place.view.within(text);
  // Whether the text's own edges are among what is seen.
  const uint64_t edges = (seen.begin == 0 ? 1u : 0u) | (seen.end == text.size() ? 2u : 0u);
  const uint64_t before = trace.end - seen.begin;
  static_assert(kBefore < 1024);
  const uint64_t context =
      ((trace.pattern * kMaxDistance + floor_distance) << 10 | before) << 2 | edges;
  place.tag = text_tag(slice(text, seen), context);
  return place;
}

bool Verdicts::recall(const Place& place, Trace& trace) const {
  if (place.tag == 0 || table_.empty()) return false;
  const Verdict& verdict = table_[slot_of(place.tag)];
  if (verdict.tag != place.tag) return false;
  const auto at = [&](int16_t relative) {
    return static_cast<uint64_t>(static_cast<int64_t>(trace.end) + relative);
  };
  trace.state = verdict.state;
  trace.judged = 0;
  trace.spans.match = {at(verdict.match_begin), at(verdict.match_end)};
  trace.spans.secret = {at(verdict.secret_begin), at(verdict.secret_end)};
  trace.sight = {static_cast<int64_t>(trace.end) + verdict.sight_begin, at(verdict.sight_end)};
  return true;
}

void Verdicts::keep(const Place& place, const Trace& trace) {
  if (place.tag == 0) return;
  if (trace.sight.begin < place.view.begin || trace.sight.end > place.view.end) return;
  const auto end = static_cast<int64_t>(trace.end);
  const auto relative = [&](auto at) { return static_cast<int64_t>(at) - end; };
  Verdict verdict;
  verdict.tag = place.tag;
  verdict.state = trace.state;
  verdict.sight_begin = static_cast<int16_t>(relative(trace.sight.begin));
  verdict.sight_end = static_cast<int16_t>(relative(trace.sight.end));
  if (trace.matches()) {
    verdict.match_begin = static_cast<int16_t>(relative(trace.spans.match.begin));
    verdict.match_end = static_cast<int16_t>(relative(trace.spans.match.end));
    verdict.secret_begin = static_cast<int16_t>(relative(trace.spans.secret.begin));
    verdict.secret_end = static_cast<int16_t>(relative(trace.spans.secret.end));
  }
  if (table_.empty()) table_.resize(kSlots);
  table_[slot_of(place.tag)] = verdict;
}

}  // namespace sluice

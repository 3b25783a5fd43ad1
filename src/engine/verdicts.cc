#include "engine/verdicts.h"

#include <algorithm>

namespace sluice {
namespace {

// What nearly all verdicts saw: the judge's reach of 640 bytes around the match of an assignment,
// and the match itself.
constexpr uint64_t kBefore = 768, kBehind = 1024;
static_assert(kBefore + kBehind <= kMaxTaggedBytes);

constexpr size_t kSlots = size_t{1} << 14;

size_t place_of(TextTag tag) { return tag & (kSlots - 1); }

}  // namespace

TextTag Verdicts::tag_of(std::string_view text, const Trace& trace, uint64_t floor_distance) {
  constexpr uint64_t kMaxPattern = uint64_t{1} << 22, kMaxDistance = uint64_t{1} << 22;
  if (trace.pattern >= kMaxPattern || floor_distance >= kMaxDistance) return 0;
  const uint64_t before = std::min(trace.end, kBefore);
  const uint64_t behind = std::min<uint64_t>(text.size() - trace.end, kBehind);
  // Whether the text's own edges are among what is seen.
  const uint64_t edges =
      (before == trace.end ? 1u : 0u) | (behind == text.size() - trace.end ? 2u : 0u);
  static_assert(kBefore < 1024);
  const uint64_t context =
      ((trace.pattern * kMaxDistance + floor_distance) << 10 | before) << 2 | edges;
  return text_tag(text.substr(trace.end - before, before + behind), context);
}

bool Verdicts::recall(TextTag tag, Trace& trace) const {
  if (tag == 0 || table_.empty()) return false;
  const Verdict& verdict = table_[place_of(tag)];
  if (verdict.tag != tag) return false;
  const auto place = [&](int16_t relative) {
    return static_cast<uint64_t>(static_cast<int64_t>(trace.end) + relative);
  };
  trace.state = verdict.state;
  trace.judged = 0;
  trace.spans.match = {place(verdict.match_begin), place(verdict.match_end)};
  trace.spans.secret = {place(verdict.secret_begin), place(verdict.secret_end)};
  trace.sight = {static_cast<int64_t>(trace.end) + verdict.sight_begin, place(verdict.sight_end)};
  return true;
}

void Verdicts::keep(TextTag tag, const Trace& trace) {
  if (tag == 0) return;
  const auto end = static_cast<int64_t>(trace.end);
  const auto relative = [&](auto place) { return static_cast<int64_t>(place) - end; };
  if (relative(trace.sight.begin) < -static_cast<int64_t>(kBefore) ||
      relative(trace.sight.end) > static_cast<int64_t>(kBehind)) {
    return;
  }
  Verdict verdict;
  verdict.tag = tag;
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
  table_[place_of(tag)] = verdict;
}

}  // namespace sluice

#include "engine/trace.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

// `by` wraps round where something moves to the front.
MatchSpans moved(MatchSpans spans, uint64_t by) {
  for (Span* span : {&spans.match, &spans.secret}) {
    span->begin += by;
    span->end += by;
  }
  return spans;
}

Trace moved(const Trace& trace, uint64_t from, uint64_t to) {
  Trace out = trace;
  const uint64_t by = to - from;
  out.end += by;
  out.sight.begin += static_cast<int64_t>(by);
  out.sight.end += by;
  out.spans = moved(trace.spans, by);
  return out;
}

}  // namespace

void inherit_traces(std::span<const Trace> base, const Edit& edit, std::string_view text,
                    std::span<const Extent> extents, std::vector<Trace>& traces) {
  if (base.empty()) return;
  const uint64_t size = text.size();
  const auto ends_before = [](const Trace& a, uint64_t place) { return a.end < place; };
  auto trace = base.begin();
  for (const CopiedRange& copy : edit.copied) {
    // Nearly all copies lie behind the one before them in the base as well, and near it.
    if (trace != base.begin() && copy.source <= std::prev(trace)->end) trace = base.begin();
    if (trace != base.end() && trace->end < copy.source) {
      trace = std::lower_bound(trace + 1, base.end(), copy.source, ends_before);
    }
    for (; trace != base.end() && trace->end <= copy.source + copy.size; ++trace) {
      const Extent extent = extents[trace->pattern];
      const int64_t begin = static_cast<int64_t>(trace->end) - int64_t{extent.bytes} -
                            static_cast<int64_t>(kBytesBefore);
      const auto holds_from = [&](int64_t from) {
        return copy_holds(copy, edit, size, from, trace->end + kBytesBehind);
      };
      const auto decided_within = [&] {
        return has_more_newlines(text, copy.target, copy.target + (trace->end - copy.source),
                                 extent.newlines);
      };
      if (!holds_from(begin) &&
          !(decided_within() && holds_from(static_cast<int64_t>(copy.source)))) {
        continue;
      }
      traces.push_back(moved(*trace, copy.source, copy.target));
      if (!copy_holds(copy, edit, size, trace->sight.begin, trace->sight.end)) {
        traces.back().state = Trace::State::kOpen;
      }
    }
  }
}

MatchSpans Judged::at(uint64_t begin) const { return moved(spans, begin - origin); }

uint32_t JudgedList::add(Judged judged) {
  if (list_.size() == kMax) return 0;
  list_.push_back(std::move(judged));
  return static_cast<uint32_t>(list_.size());
}

const std::vector<Trace>* TraceStack::base_of(const Edit& edit) const {
  if (!edit.has_base || edit.depth == 0 || edit.depth > levels_.size()) return nullptr;
  const Level& level = levels_[edit.depth - 1];
  return level.known && level.bytes == edit.base_bytes ? &level.traces : nullptr;
}

void TraceStack::keep(const Edit& edit, uint64_t size, std::vector<Trace>& traces) {
  if (levels_.size() <= edit.depth) levels_.resize(edit.depth + 1);
  Level& level = levels_[edit.depth];
  level.below =
      edit.depth == 0 ? 0 : levels_[edit.depth - 1].below + levels_[edit.depth - 1].traces.size();
  level.known = level.below + traces.size() <= kMaxTraces;
  level.bytes = size;
  level.traces.clear();
  if (level.known) level.traces.swap(traces);
}

void TraceStack::forget(const Edit& edit) {
  if (edit.depth >= levels_.size()) return;
  levels_[edit.depth].known = false;
  levels_[edit.depth].traces.clear();
}

void TraceStack::forget_all() {
  for (Level& level : levels_) {
    level.known = false;
    level.traces.clear();
  }
}

}  // namespace sluice

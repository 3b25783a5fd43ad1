// Trace: a stage-one end and what stage two made of it. The traces of a blob are
// kept for the blobs that are edits of it: where all the bytes that decided an
// answer were copied, the answer is copied as well.
//
// Only what is decided by bounded bytes is kept: that a pattern ends here, whether
// the regex matches, and what the judge's first half said. Allowlists, overlaps and
// pairs see the whole blob, and are asked for every blob.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/confirm.h"
#include "engine/window.h"
#include "sluice/finding.h"

namespace sluice {

struct Trace {
  enum class State : uint8_t {
    kOpen,     // stage two was not asked, or for other bytes
    kNoMatch,  // the regex does not match
    kDropped,  // it matches `spans`; the judge said no
    kKept,     // it matches `spans`; the judge did not say no
  };
  uint64_t end = 0;  // of the stage-one match, exclusive
  uint32_t pattern = 0;
  State state = State::kOpen;
  uint32_t judged = 0;  // of a kept one: its number in the JudgedList; 0: in none
  // Unless open: Detector::floor_distance and the bytes that decided the state.
  uint64_t floor_distance = 0;
  Sight sight;
  MatchSpans spans;

  bool matches() const { return state == State::kDropped || state == State::kKept; }
};

// What the judge made of a kept match, whose spans it may have moved.
struct Judged {
  Evidence evidence;
  MatchSpans spans;
  uint64_t origin = 0;  // where stage two's match began

  // The spans where stage two's match now begins at `begin`.
  MatchSpans at(uint64_t begin) const;
};

// That of the kept matches of the chain in hand, by numbers above 0.
class JudgedList {
 public:
  const Judged& operator[](uint32_t number) const { return list_[number - 1]; }
  // 0: there is no room, and the match will be judged again.
  uint32_t add(Judged judged);
  void clear() { list_.clear(); }

 private:
  static constexpr size_t kMax = 4096;  // about 2 MB
  std::vector<Judged> list_;
};

// Appends the traces of `base`, ascending by end, that hold for `text`, an edit of
// it, moved to their new places, ascending by end. `extents`: of each pattern. An
// answer that saw bytes that were not copied is open again.
void inherit_traces(std::span<const Trace> base, const Edit& edit, std::string_view text,
                    std::span<const Extent> extents, std::vector<Trace>& traces);

// The traces of the blobs that the next one may be an edit of: those on the path
// from a chain's root, one a depth.
class TraceStack {
 public:
  // Those of the base of a blob with this edit; null where they were not kept.
  const std::vector<Trace>* base_of(const Edit& edit) const;
  // Of a blob with this edit, of `size` bytes. Ascending by end; `traces` gets others, for their
  // memory.
  void keep(const Edit& edit, uint64_t size, std::vector<Trace>& traces);
  // That blob's were not kept.
  void forget(const Edit& edit);
  void forget_all();

 private:
  // Together, about 10 MB: a flood is cheaper to scan again than to remember.
  static constexpr size_t kMaxTraces = size_t{1} << 17;
  struct Level {
    bool known = false;
    uint64_t bytes = 0;
    size_t below = 0;  // traces of the levels before it
    std::vector<Trace> traces;
  };
  std::vector<Level> levels_;
};

}  // namespace sluice

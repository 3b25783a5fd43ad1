// Trace: a stage-one end and what stage two made of it. The traces of a blob are
// kept for the blobs that are edits of it: where all the bytes that decided an
// answer were copied, the answer is copied as well.
//
// Only what is decided by bounded bytes is kept: that a pattern ends here, whether
// the regex matches, and that the judge dropped it. What the judge kept is judged
// again for every blob, with all of that blob in view.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/confirm.h"
#include "engine/window.h"

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
  // Unless open: Detector::floor_distance and the bytes that decided the state.
  uint64_t floor_distance = 0;
  Sight sight;
  MatchSpans spans;

  bool matches() const { return state == State::kDropped || state == State::kKept; }
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
  // Of a blob with this edit, of `size` bytes. Ascending by end.
  void keep(const Edit& edit, uint64_t size, std::span<const Trace> traces);
  // That blob's were not kept.
  void forget(const Edit& edit);

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

// Which bytes of an edited blob stage one has to look at, and which of its answers
// to believe.
//
// Whether a pattern of `width` bytes ends at `to` is decided by the bytes
// [to - width - 1, to + 2): one before, for \b and ^, and two behind, since $ also
// holds before a final newline. Where they all lie in one copied range, the answer
// is the base's. Otherwise they cross a change [a, b) (an insert, or the seam
// between two copies, where a = b), so that a - 1 <= to <= b + width: these ends are
// looked for anew, in a window that holds all bytes that decide them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sluice/blob.h"

namespace sluice {

inline constexpr uint64_t kBytesBefore = 1, kBytesBehind = 2;

// Bytes [begin, end) are scanned; ends in [first_end, last_end] are true ones.
struct ScanWindow {
  uint64_t begin = 0, end = 0;
  uint64_t first_end = 0, last_end = 0;
};

// The one window that is the whole of a text.
inline ScanWindow whole_window(uint64_t size) { return {0, size, 0, size}; }

// The windows of a blob of `size` bytes for patterns of at most `width` bytes, ascending
// and disjoint, instead of what `windows` held.
void find_windows(const Edit& edit, uint64_t size, uint64_t width,
                  std::vector<ScanWindow>& windows);

// Whether what was decided by [begin, end) of the base holds for the blob as well:
// all of it lies in `copy`. A `begin` below 0 or an `end` past the base says that
// the base's own edge was seen, which then must be the blob's, too.
inline bool copy_holds(const CopiedRange& copy, const Edit& edit, uint64_t size, int64_t begin,
                       uint64_t end) {
  const bool left =
      begin >= static_cast<int64_t>(copy.source) || (copy.source == 0 && copy.target == 0);
  const bool right =
      end <= copy.source + copy.size ||
      (copy.source + copy.size == edit.base_bytes && copy.target + copy.size == size);
  return left && right;
}

}  // namespace sluice

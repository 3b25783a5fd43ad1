// Which bytes of an edited blob stage one has to look at, and which of its answers
// to believe.
//
// Whether a pattern of at most `width` bytes ends at `to` is decided by the bytes
// [to - width - 1, to + 2): one before, for \b and ^, and two behind, since $ also
// holds before a final newline. And if its matches hold at most n newlines, by those
// from the (n + 1)th newline before `to` on, for none reaches further back: most
// patterns stay in one line, and a line is short. Where the bytes that decide all
// lie in one copied range, the answer is the base's. Otherwise they cross a change
// [a, b) (an insert, or the seam between two copies, where a = b), so that
// a - 1 <= to <= b + width, and at most n newlines lie in [b, to): these ends are
// looked for anew, in a window that holds all bytes that decide them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/extent.h"
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

// The windows of the blob `text` for patterns of at most this extent, ascending and
// disjoint, instead of what `windows` held.
void find_windows(const Edit& edit, std::string_view text, Extent extent,
                  std::vector<ScanWindow>& windows);

// Cuts `windows`, where no match holds a newline, at the blank lines in them, and where those are
// far apart at other newlines, so that a piece has `max_bytes` at most, or else one line. Appends
// the pieces to `pieces`. They overlap by a newline and the bytes behind it; each end is true in
// one.
void cut_windows(std::span<const ScanWindow> windows, std::string_view text, uint64_t max_bytes,
                 std::vector<ScanWindow>& pieces);

// Whether more than `newlines` of them lie in [begin, end) of `text`.
bool has_more_newlines(std::string_view text, uint64_t begin, uint64_t end, uint32_t newlines);

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

// Deltas: how git's packs store an object as an edit of another. PACK.md draws
// the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/blob.h"

namespace sluice::git {

// One instruction: the next `size` bytes of the result.
struct DeltaOp {
  bool copy = false;             // from the base; otherwise inserted from the delta
  uint64_t size = 0;             // at least 1
  uint64_t offset = 0;           // copy: where in the base; offset + size <= base_size()
  const char* insert = nullptr;  // insert: within the delta
};

// Reads a delta instruction by instruction and checks each: the ops it gives
// stay within a base of base_size() bytes and a result of result_size().
//   while (reader.next(op)) …
//   if (!reader.finished()) the delta is corrupt
class DeltaReader {
 public:
  // `delta` is the inflated delta and must outlive the reader.
  explicit DeltaReader(std::string_view delta);

  // Both sizes could be read; without them there are no ops.
  bool has_sizes() const { return has_sizes_; }
  uint64_t base_size() const { return base_size_; }
  uint64_t result_size() const { return result_size_; }

  // False at the end and at the first op that breaks the format.
  bool next(DeltaOp& op);
  // Bytes of the delta from op.insert on, of the insert given last: at least op.size.
  uint64_t readable(const DeltaOp& op) const {
    return static_cast<uint64_t>(reinterpret_cast<const char*>(end_) - op.insert);
  }
  // All ops were given and make exactly result_size() bytes.
  bool finished() const { return has_sizes_ && at_ == end_ && left_ == 0; }

 private:
  bool next_copy(uint8_t code, DeltaOp& op);
  bool next_insert(uint8_t code, DeltaOp& op);

  const uint8_t* at_;
  const uint8_t* end_;
  uint64_t base_size_ = 0, result_size_ = 0;
  uint64_t left_ = 0;  // bytes of the result not yet given
  bool has_sizes_ = false;
};

// Copies of at most so many bytes are not told: between two changes so near
// to each other nothing is learned that is not looked for again.
inline constexpr uint64_t kShortCopy = 64;

// Writes the whole result, result_size() bytes, to `out`; `reader` is fresh.
// False when the delta is corrupt or not one of a base of this size. `copied`, where
// it is not null, gets what was copied instead of what it held, ascending, but for short copies;
// those that continue each other are one, as git splits them at 64 KiB.
bool apply_delta(std::string_view base, DeltaReader& reader, char* out,
                 std::vector<CopiedRange>* copied = nullptr);

}  // namespace sluice::git

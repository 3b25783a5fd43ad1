// Pack: the entries of one pack file, through its index. PACK.md draws the format.
#pragma once

#include <cstdint>
#include <string_view>

#include "git/inflate.h"
#include "git/object_store.h"
#include "git/pack_index.h"
#include "sluice/result.h"

namespace sluice::git {

// The header of one entry.
struct PackEntry {
  enum Kind : uint8_t {
    kCommit = 1,  // 1 to 4 are ObjectType's
    kTree = 2,
    kBlob = 3,
    kTag = 4,
    kOffsetDelta = 6,  // base_offset says which entry of this pack it edits
    kIdDelta = 7,      // base_id says which object
  };
  Kind kind = kBlob;
  uint64_t size = 0;         // of the object or the delta, inflated, as claimed
  uint64_t stream = 0;       // where the zlib stream starts in the pack
  uint64_t base_offset = 0;  // below the entry's own offset
  std::string_view base_id;  // raw, within the pack

  bool is_delta() const { return kind == kOffsetDelta || kind == kIdDelta; }
};

// Immutable once opened: any number of threads may call it.
class Pack {
 public:
  static constexpr uint64_t kHeaderBytes = 12;  // "PACK", version, count

  // `pack` and `index` are whole files and must outlive the Pack. kCorrupt, kUnsupported.
  static Result<Pack> open(std::string_view pack, std::string_view index, uint8_t id_bytes);
  // With an index opened before; a PackIndex() lists nothing.
  static Result<Pack> open(std::string_view pack, const PackIndex& index, uint8_t id_bytes);

  const PackIndex& index() const { return index_; }
  std::string_view bytes() const { return bytes_; }
  uint32_t claimed_count() const { return claimed_count_; }
  // Where the last entry must end: the offset of the closing checksum.
  uint64_t end() const { return bytes_.size() - id_bytes_; }
  // The checksum the pack closes with; it is not recomputed.
  std::string_view checksum() const { return bytes_.substr(end()); }
  // Hashes the whole pack: whether it is as git wrote it.
  bool checksum_holds() const;

  // The header of the entry at `offset`, any number. kCorrupt.
  Result<PackEntry> entry(uint64_t offset) const;
  // entry(offset) is soon asked for.
  void expect(uint64_t offset) const {
    if (offset < bytes_.size()) __builtin_prefetch(bytes_.data() + offset);
  }

  // What `entry` holds must fit `end` (where the next entry starts) and
  // `max_bytes` before anybody allocates entry.size. kCorrupt, kLimit.
  Result<void> check_size(const PackEntry& entry, uint64_t end, uint64_t max_bytes) const;
  // Where the entry ends at the latest, when it is not known where the next one starts: its
  // size at a sixteenth of the rate of a stored block, which no compressor needs.
  uint64_t latest_end(const PackEntry& entry) const;
  // Inflates the object or the delta to `out`, entry.size bytes where `room` may be
  // written (Inflater::kRoom), after check_size; returns where its stream ends in the
  // pack, at most `end`. kCorrupt.
  Result<uint64_t> inflate(const PackEntry& entry, uint64_t end, Inflater& inflater, char* out,
                           size_t room) const;

 private:
  explicit Pack(PackIndex index) : index_(index) {}

  PackIndex index_;
  std::string_view bytes_;
  uint32_t claimed_count_ = 0;
  uint8_t id_bytes_ = 20;
};

}  // namespace sluice::git

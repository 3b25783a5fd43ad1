// PackIndex: reader of git's pack index, version 2. PACK.md draws the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// A position is a rank in the ascending order of ids, below size(). Immutable
// once opened: any number of threads may call it.
class PackIndex {
 public:
  // `bytes` is the whole .idx file and must outlive the index. Checks the sizes
  // and the fanout's order, so that lookups need not; the order of the ids and
  // the offsets are the pack's to judge. kCorrupt; kUnsupported (not version 2).
  static Result<PackIndex> open(std::string_view bytes, uint8_t id_bytes);

  uint32_t size() const { return size_; }
  // The position of `id`, in O(log size()).
  std::optional<uint32_t> find(const ObjectId& id) const;

  std::string_view raw_id(uint32_t position) const {
    return ids_.substr(size_t{position} * id_bytes_, id_bytes_);
  }
  ObjectId id(uint32_t position) const { return ObjectId::from_raw(raw_id(position)); }
  // Positions of the ids that begin with `first_byte`: [first, second).
  std::pair<uint32_t, uint32_t> range(uint8_t first_byte) const;
  // Where the entry starts in the pack; kNoOffset when the index has no such
  // place. Not checked against the pack.
  uint64_t offset(uint32_t position) const;
  // CRC-32 of the entry as it stands in the pack, header included.
  uint32_t crc(uint32_t position) const;

  // The checksum that the indexed pack ends with, as the index has it.
  std::string_view pack_checksum() const;
  // Hashes the whole file: whether it is as git wrote it.
  bool checksum_holds() const;

  static constexpr uint64_t kNoOffset = UINT64_MAX;

 private:
  std::string_view bytes_, ids_, crcs_, offsets_, large_offsets_;
  uint32_t size_ = 0;
  uint8_t id_bytes_ = 20;
};

}  // namespace sluice::git

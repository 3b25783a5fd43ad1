// PackIndex: reader of git's pack index, versions 1 and 2. PACK.md draws the formats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// A position is a rank in the ascending order of ids, below size(). Immutable
// once opened: any number of threads may call it.
class PackIndex {
 public:
  // `bytes` is the whole .idx file and must outlive the index. Checks the sizes
  // and the fanout's order, so that lookups need not; the order of the ids and
  // the offsets are the pack's to judge. kCorrupt; kUnsupported (a later version).
  static Result<PackIndex> open(std::string_view bytes, uint8_t id_bytes);

  uint32_t size() const { return size_; }
  // The position of `id`, in O(log size()).
  std::optional<uint32_t> find(const ObjectId& id) const;
  // find(id) soon follows.
  void expect(const ObjectId& id) const;

  std::string_view raw_id(uint32_t position) const {
    return ids_.substr(size_t{position} * id_stride_, id_bytes_);
  }
  ObjectId id(uint32_t position) const { return ObjectId::from_raw(raw_id(position)); }
  // Positions of the ids that begin with `first_byte`: [first, second).
  std::pair<uint32_t, uint32_t> range(uint8_t first_byte) const;
  // Where the entry starts in the pack; kNoOffset when the index has no such
  // place. Not checked against the pack.
  uint64_t offset(uint32_t position) const;
  // Version 1 holds none: only hashing shows whether an entry is what it was.
  bool has_crcs() const { return has_crcs_; }
  PackIndex without_crcs() const {
    PackIndex bare = *this;
    bare.has_crcs_ = false;
    return bare;
  }
  // CRC-32 of the entry as it stands in the pack, header included; for has_crcs().
  uint32_t crc(uint32_t position) const;
  // id(position) and crc(position) soon follow.
  void expect(uint32_t position) const;

  // The checksum that the indexed pack ends with, as the index has it.
  std::string_view pack_checksum() const;
  // The one that the index itself ends with; it is not recomputed.
  std::string_view checksum() const { return bytes_.substr(bytes_.size() - id_bytes_); }
  // Hashes the whole file: whether it is as git wrote it.
  bool checksum_holds() const;

  static constexpr uint64_t kNoOffset = UINT64_MAX;

 private:
  static Result<PackIndex> open_version_1(std::string_view bytes, uint8_t id_bytes);
  Result<void> read_fanout(size_t at);

  // The tables; in version 1 the ids and offsets are interleaved.
  std::string_view bytes_, fanout_, ids_, crcs_, offsets_, large_offsets_;
  uint32_t size_ = 0;
  uint8_t id_bytes_ = 20;
  uint8_t id_stride_ = 20, offset_stride_ = 4;
  bool has_crcs_ = false, has_large_ = false;
};

// One entry of a pack, for an index that is made here.
struct PlacedId {
  ObjectId id;
  uint64_t offset = 0;
  uint32_t crc = 0;
};

// An index file of version 2 for `entries`, in any order, of the pack that closes
// with `pack_checksum`.
std::string write_pack_index(std::span<const PlacedId> entries, std::string_view pack_checksum);

}  // namespace sluice::git

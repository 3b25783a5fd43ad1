// MultiPackIndex: reader of objects/pack/multi-pack-index, version 1, for packs
// that have no index of their own. PACK.md draws the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/pack_index.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// It lists each object once, in one of the packs that hold it, so that it may
// list less of a pack than the pack holds. Immutable once opened.
class MultiPackIndex {
 public:
  // `bytes` is the whole file and must outlive the reader. Checks the tables'
  // places and sizes, the fanout's order, the packs' numbers and the checksum.
  // kCorrupt; kUnsupported: a later version, another hash, or a layer of a chain.
  static Result<MultiPackIndex> open(std::string_view bytes, uint8_t id_bytes);

  uint32_t size() const { return size_; }
  // File names as written ("pack-12ab.idx"), ascending; hostile until compared.
  const std::vector<std::string_view>& pack_names() const { return pack_names_; }
  // The number of the pack "pack-12ab", without a folder; nullopt: not listed.
  std::optional<uint32_t> find_pack(std::string_view stem) const;
  // What it lists of the pack of that number. Offsets are not checked against the
  // pack; there are no CRCs.
  std::vector<PlacedId> entries_of(uint32_t pack) const;

 private:
  std::string_view chunk(uint32_t id) const;
  Result<void> read_pack_names(uint32_t count);
  Result<void> check_tables(uint32_t pack_count);

  std::string_view bytes_, fanout_, ids_, places_, large_offsets_;
  std::vector<std::string_view> pack_names_;
  uint32_t size_ = 0;
  uint8_t id_bytes_ = 20, chunk_count_ = 0;
};

}  // namespace sluice::git

#include "git/multi_pack_index.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "git/big_endian.h"
#include "git/checksum.h"
#include "git/fanout.h"

namespace sluice::git {
namespace {

constexpr size_t kMultiHeaderBytes = 12, kChunkRowBytes = 12;
constexpr size_t kPlaceBytes = 8;

// Chunk ids are four letters.
constexpr uint32_t chunk_id(const char (&name)[5]) {
  uint32_t id = 0;
  for (int i = 0; i < 4; ++i) id = id << 8 | static_cast<uint8_t>(name[i]);
  return id;
}

}  // namespace

Result<MultiPackIndex> MultiPackIndex::open(std::string_view bytes, uint8_t id_bytes) {
  if (bytes.size() < kMultiHeaderBytes + kChunkRowBytes + id_bytes) {
    return corrupt_error("the multi-pack-index is too short");
  }
  if (!bytes.starts_with("MIDX")) return corrupt_error("it does not begin with MIDX");
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
  if (byte(4) != 1) {
    return Error{ErrorKind::kUnsupported, "a multi-pack-index of a version above 1"};
  }
  if (byte(5) != (id_bytes == 32 ? 2 : 1)) {
    return Error{ErrorKind::kUnsupported, "a multi-pack-index of another hash than the repository"};
  }
  if (byte(7) != 0)
    return Error{ErrorKind::kUnsupported, "a layer of a chain of multi-pack-indexes"};
  MultiPackIndex index;
  index.bytes_ = bytes;
  index.id_bytes_ = id_bytes;
  index.chunk_count_ = byte(6);
  const size_t table_end = kMultiHeaderBytes + kChunkRowBytes * (size_t{index.chunk_count_} + 1);
  if (bytes.size() < table_end + id_bytes) return corrupt_error("its table of chunks is cut short");
  uint64_t below = table_end;
  for (size_t row = 0; row <= index.chunk_count_; ++row) {
    const uint64_t offset = read_be64(bytes, kMultiHeaderBytes + kChunkRowBytes * row + 4);
    if (offset < below || offset > bytes.size() - id_bytes) {
      return corrupt_error("a chunk lies outside the multi-pack-index");
    }
    below = offset;
  }
  const uint32_t pack_count = read_be32(bytes, 8);
  if (Result<void> names = index.read_pack_names(pack_count); !names) return names.error();
  if (Result<void> tables = index.check_tables(pack_count); !tables) return tables.error();
  if (!trailing_checksum_holds(bytes, id_bytes)) {
    return corrupt_error("the multi-pack-index does not match its own checksum");
  }
  return index;
}

// Empty where there is none. The rows' order was checked.
std::string_view MultiPackIndex::chunk(uint32_t id) const {
  for (size_t row = 0; row < chunk_count_; ++row) {
    const size_t at = kMultiHeaderBytes + kChunkRowBytes * row;
    if (read_be32(bytes_, at) != id) continue;
    const uint64_t begin = read_be64(bytes_, at + 4);
    return bytes_.substr(begin, read_be64(bytes_, at + kChunkRowBytes + 4) - begin);
  }
  return {};
}

Result<void> MultiPackIndex::read_pack_names(uint32_t count) {
  std::string_view names = chunk(chunk_id("PNAM"));
  if (count > names.size()) return corrupt_error("it claims more packs than it names");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t end = names.find('\0');
    if (end == 0 || end == std::string_view::npos)
      return corrupt_error("a pack's name is cut short");
    pack_names_.push_back(names.substr(0, end));
    names.remove_prefix(end + 1);
    if (i > 0 && !(pack_names_[i - 1] < pack_names_[i])) {
      return corrupt_error("its packs' names do not ascend");
    }
  }
  return {};
}

Result<void> MultiPackIndex::check_tables(uint32_t pack_count) {
  fanout_ = chunk(chunk_id("OIDF"));
  ids_ = chunk(chunk_id("OIDL"));
  places_ = chunk(chunk_id("OOFF"));
  large_offsets_ = chunk(chunk_id("LOFF"));
  if (fanout_.size() != kFanoutBytes) return corrupt_error("its fanout is of another size");
  uint32_t below = 0;
  for (size_t at = 0; at < kFanoutBytes; at += 4) {
    const uint32_t upto = read_be32(fanout_, at);
    if (upto < below) return corrupt_error("its fanout descends");
    below = upto;
  }
  size_ = below;
  if (ids_.size() != uint64_t{size_} * id_bytes_ ||
      places_.size() != uint64_t{size_} * kPlaceBytes || large_offsets_.size() % 8 != 0) {
    return corrupt_error("a table does not fit its fanout");
  }
  for (uint32_t i = 0; i < size_; ++i) {
    const size_t at = size_t{i} * kPlaceBytes;
    if (read_be32(places_, at) >= pack_count) return corrupt_error("it lists an object of no pack");
    const uint32_t offset = read_be32(places_, at + 4);
    if (!large_offsets_.empty() && (offset & kLargeOffset) != 0 &&
        size_t{offset & ~kLargeOffset} * 8 >= large_offsets_.size()) {
      return corrupt_error("a large offset lies outside its table");
    }
  }
  return {};
}

std::optional<uint32_t> MultiPackIndex::find_pack(std::string_view stem) const {
  const std::string name = std::string(stem) + ".idx";
  const auto at = std::lower_bound(pack_names_.begin(), pack_names_.end(), name);
  if (at == pack_names_.end() || *at != name) return std::nullopt;
  return static_cast<uint32_t>(at - pack_names_.begin());
}

std::vector<PlacedId> MultiPackIndex::entries_of(uint32_t pack) const {
  std::vector<PlacedId> entries;
  for (uint32_t i = 0; i < size_; ++i) {
    const size_t at = size_t{i} * kPlaceBytes;
    if (read_be32(places_, at) != pack) continue;
    const uint32_t offset = read_be32(places_, at + 4);
    // Without the table of large ones, an offset has all its 32 bits.
    const bool large = !large_offsets_.empty() && (offset & kLargeOffset) != 0;
    entries.push_back(
        {ObjectId::from_raw(ids_.substr(size_t{i} * id_bytes_, id_bytes_)),
         large ? read_be64(large_offsets_, size_t{offset & ~kLargeOffset} * 8) : offset, 0});
  }
  return entries;
}

}  // namespace sluice::git

#include "git/pack_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "git/big_endian.h"
#include "git/checksum.h"
#include "git/fanout.h"

namespace sluice::git {
namespace {

constexpr size_t kPackIndexHeaderBytes = 8;
constexpr std::string_view kMagic = "\377tOc";

void append_be32(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

Result<void> PackIndex::read_fanout(size_t at) {
  fanout_ = bytes_.substr(at, kFanoutBytes);
  uint32_t below = 0;
  for (size_t byte = 0; byte < 256; ++byte) {
    const uint32_t upto = read_be32(fanout_, 4 * byte);
    if (upto < below) return corrupt_error("the pack index's fanout descends");
    below = upto;
  }
  if (below == UINT32_MAX) return corrupt_error("the pack index claims too many objects");
  size_ = below;
  return {};
}

Result<PackIndex> PackIndex::open_version_1(std::string_view bytes, uint8_t id_bytes) {
  PackIndex index;
  index.bytes_ = bytes;
  index.id_bytes_ = id_bytes;
  index.id_stride_ = index.offset_stride_ = static_cast<uint8_t>(id_bytes + 4);
  if (Result<void> fanout = index.read_fanout(0); !fanout) return fanout.error();
  const uint64_t table_bytes = uint64_t{index.size_} * index.id_stride_;
  if (bytes.size() != kFanoutBytes + table_bytes + uint64_t{2} * id_bytes) {
    return corrupt_error("the pack index's size does not fit its fanout");
  }
  index.offsets_ = bytes.substr(kFanoutBytes, table_bytes);
  index.ids_ = index.size_ == 0 ? std::string_view() : index.offsets_.substr(4);
  return index;
}

Result<PackIndex> PackIndex::open(std::string_view bytes, uint8_t id_bytes) {
  if (bytes.size() < kFanoutBytes + size_t{2} * id_bytes) {
    return corrupt_error("the pack index is too short");
  }
  // Version 1 begins with its fanout, which cannot start as the magic number does:
  // it would claim more objects that begin with 0 than there can be.
  if (!bytes.starts_with(kMagic)) return open_version_1(bytes, id_bytes);
  if (read_be32(bytes, 4) != 2) {
    return Error{ErrorKind::kUnsupported, "a pack index of a version above 2"};
  }
  if (bytes.size() < kPackIndexHeaderBytes + kFanoutBytes + size_t{2} * id_bytes) {
    return corrupt_error("the pack index is too short");
  }
  PackIndex index;
  index.bytes_ = bytes;
  index.id_bytes_ = index.id_stride_ = id_bytes;
  index.has_crcs_ = index.has_large_ = true;
  if (Result<void> fanout = index.read_fanout(kPackIndexHeaderBytes); !fanout)
    return fanout.error();

  const uint64_t count = index.size_;
  const uint64_t fixed = kPackIndexHeaderBytes + kFanoutBytes + count * (id_bytes + uint64_t{8}) +
                         uint64_t{2} * id_bytes;
  if (bytes.size() < fixed) return corrupt_error("the pack index is shorter than its fanout says");
  const uint64_t large_bytes = bytes.size() - fixed;
  if (large_bytes % 8 != 0 || large_bytes / 8 > count) {
    return corrupt_error("the pack index's size does not fit its fanout");
  }
  std::string_view rest = bytes.substr(kPackIndexHeaderBytes + kFanoutBytes);
  const auto take = [&rest](uint64_t size) {
    const std::string_view table = rest.substr(0, size);
    rest.remove_prefix(size);
    return table;
  };
  index.ids_ = take(count * id_bytes);
  index.crcs_ = take(count * 4);
  index.offsets_ = take(count * 4);
  index.large_offsets_ = take(large_bytes);
  return index;
}

std::pair<uint32_t, uint32_t> PackIndex::range(uint8_t first_byte) const {
  if (size_ == 0) return {0, 0};
  const size_t at = size_t{4} * first_byte;
  return {first_byte == 0 ? 0 : read_be32(fanout_, at - 4), read_be32(fanout_, at)};
}

// Ids are spread evenly, so that the place of one follows from its value: three or
// four guesses where halving takes a dozen. A crafted index makes the guesses bad;
// after a few the search halves.
std::optional<uint32_t> PackIndex::find(const ObjectId& id) const {
  if (id.size != id_bytes_) return std::nullopt;
  auto [low, high] = range(id.bytes[0]);
  const uint64_t wanted = read_be32(id.raw(), 0);
  // First bytes of the ids around [low, high): below <= wanted <= above.
  uint64_t below = wanted & 0xff000000, above = below | 0xffffff;
  for (int guesses = 8; low < high; --guesses) {
    const uint64_t span = high - low;
    uint64_t step = span / 2;
    if (guesses > 0 && below < above) {
      step = std::min(span * (wanted - below) / (above - below), span - 1);
    }
    const uint32_t at = low + static_cast<uint32_t>(step);
    const uint64_t key = read_be32(ids_, size_t{at} * id_stride_);
    const int order = key < wanted   ? -1
                      : key > wanted ? 1
                                     : std::memcmp(raw_id(at).data(), id.bytes.data(), id_bytes_);
    if (order == 0) return at;
    if (order < 0) {
      low = at + 1;
      below = key;
    } else {
      high = at;
      above = key;
    }
  }
  return std::nullopt;
}

void PackIndex::expect(const ObjectId& id) const {
  if (id.size != id_bytes_) return;
  const auto [low, high] = range(id.bytes[0]);
  if (low == high) return;
  const uint64_t below_first_byte = read_be32(id.raw(), 0) & 0xffffff;
  const uint64_t guess = low + (uint64_t{high - low} * below_first_byte >> 24);
  // Most ids are found within these lines.
  constexpr uint64_t kLine = 64;
  const char* const at = ids_.data() + guess * id_stride_;
  for (const char* line : {at - kLine, at, at + kLine}) __builtin_prefetch(line);
}

uint64_t PackIndex::offset(uint32_t position) const {
  const uint32_t offset = read_be32(offsets_, size_t{position} * offset_stride_);
  if (!has_large_ || (offset & kLargeOffset) == 0) return offset;
  const size_t at = size_t{offset & ~kLargeOffset} * 8;
  return at < large_offsets_.size() ? read_be64(large_offsets_, at) : kNoOffset;
}

uint32_t PackIndex::crc(uint32_t position) const { return read_be32(crcs_, size_t{position} * 4); }

void PackIndex::expect(uint32_t position) const {
  __builtin_prefetch(raw_id(position).data());
  if (has_crcs_) __builtin_prefetch(crcs_.data() + size_t{position} * 4);
}

std::string_view PackIndex::pack_checksum() const {
  return bytes_.substr(bytes_.size() - size_t{2} * id_bytes_, id_bytes_);
}

bool PackIndex::checksum_holds() const { return trailing_checksum_holds(bytes_, id_bytes_); }

std::string write_pack_index(std::span<const PlacedId> entries, std::string_view pack_checksum) {
  std::vector<const PlacedId*> sorted;
  sorted.reserve(entries.size());
  for (const PlacedId& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const PlacedId* a, const PlacedId* b) {
    return a->id != b->id ? a->id < b->id : a->offset < b->offset;
  });
  std::string out(kMagic);
  append_be32(out, 2);
  std::array<uint32_t, 256> fanout{};
  for (const PlacedId* entry : sorted) ++fanout[entry->id.bytes[0]];
  uint32_t below = 0;
  for (const uint32_t count : fanout) append_be32(out, below += count);
  for (const PlacedId* entry : sorted) out += entry->id.raw();
  for (const PlacedId* entry : sorted) append_be32(out, entry->crc);
  std::string large;
  for (const PlacedId* entry : sorted) {
    if (entry->offset < kLargeOffset) {
      append_be32(out, static_cast<uint32_t>(entry->offset));
      continue;
    }
    append_be32(out, kLargeOffset | static_cast<uint32_t>(large.size() / 8));
    append_be32(large, static_cast<uint32_t>(entry->offset >> 32));
    append_be32(large, static_cast<uint32_t>(entry->offset));
  }
  out += large;
  out += pack_checksum;
  const auto append = [&out](const auto& digest) { out.append(digest.begin(), digest.end()); };
  if (pack_checksum.size() == 32) {
    append(sha256({out}));
  } else {
    append(sha1({out}));
  }
  return out;
}

}  // namespace sluice::git

#include "git/pack_index.h"

#include <cstring>

#include "base/digest.h"
#include "git/big_endian.h"

namespace sluice::git {
namespace {

constexpr size_t kHeaderBytes = 8, kFanoutBytes = size_t{256} * 4;
constexpr std::string_view kMagic = "\377tOc";
constexpr uint32_t kLarge = 0x80000000;  // an offset's top bit: the rest counts 64-bit offsets

Error corrupt(const char* what) { return {ErrorKind::kCorrupt, what}; }

}  // namespace

Result<PackIndex> PackIndex::open(std::string_view bytes, uint8_t id_bytes) {
  if (bytes.size() < kHeaderBytes + kFanoutBytes + size_t{2} * id_bytes) {
    return corrupt("the pack index is too short");
  }
  if (!bytes.starts_with(kMagic)) {
    // Version 1 has no magic number: it begins with the fanout.
    return Error{ErrorKind::kUnsupported,
                 "not a pack index of version 2 (git index-pack makes one)"};
  }
  if (read_be32(bytes, 4) != 2) {
    return Error{ErrorKind::kUnsupported, "a pack index of a version other than 2"};
  }
  PackIndex index;
  index.bytes_ = bytes;
  index.id_bytes_ = id_bytes;
  uint32_t below = 0;
  for (size_t byte = 0; byte < 256; ++byte) {
    const uint32_t upto = read_be32(bytes, kHeaderBytes + 4 * byte);
    if (upto < below) return corrupt("the pack index's fanout descends");
    below = upto;
  }
  index.size_ = below;
  if (below == UINT32_MAX) return corrupt("the pack index claims too many objects");

  const uint64_t count = below;
  const uint64_t fixed =
      kHeaderBytes + kFanoutBytes + count * (id_bytes + uint64_t{8}) + uint64_t{2} * id_bytes;
  if (bytes.size() < fixed) return corrupt("the pack index is shorter than its fanout says");
  const uint64_t large_bytes = bytes.size() - fixed;
  if (large_bytes % 8 != 0 || large_bytes / 8 > count) {
    return corrupt("the pack index's size does not fit its fanout");
  }
  std::string_view rest = bytes.substr(kHeaderBytes + kFanoutBytes);
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
  const size_t at = kHeaderBytes + size_t{4} * first_byte;
  return {first_byte == 0 ? 0 : read_be32(bytes_, at - 4), read_be32(bytes_, at)};
}

std::optional<uint32_t> PackIndex::find(const ObjectId& id) const {
  if (id.size != id_bytes_) return std::nullopt;
  auto [low, high] = range(id.bytes[0]);
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const int order = std::memcmp(raw_id(middle).data(), id.bytes.data(), id_bytes_);
    if (order == 0) return middle;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

uint64_t PackIndex::offset(uint32_t position) const {
  const uint32_t offset = read_be32(offsets_, size_t{position} * 4);
  if ((offset & kLarge) == 0) return offset;
  const size_t at = size_t{offset & ~kLarge} * 8;
  return at < large_offsets_.size() ? read_be64(large_offsets_, at) : kNoOffset;
}

uint32_t PackIndex::crc(uint32_t position) const { return read_be32(crcs_, size_t{position} * 4); }

std::string_view PackIndex::pack_checksum() const {
  return bytes_.substr(bytes_.size() - size_t{2} * id_bytes_, id_bytes_);
}

bool PackIndex::checksum_holds() const {
  const std::string_view body = bytes_.substr(0, bytes_.size() - id_bytes_);
  const std::string_view stated = bytes_.substr(body.size());
  const auto equal = [&](const auto& digest) {
    return std::memcmp(digest.data(), stated.data(), stated.size()) == 0;
  };
  return id_bytes_ == 20 ? equal(sha1({body})) : equal(sha256({body}));
}

}  // namespace sluice::git

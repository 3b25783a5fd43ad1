#include "git/pack_reader.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "git/big_endian.h"
#include "git/checksum.h"

namespace sluice::git {
namespace {

// Bytes of one entry's header, in order; `ok` turns false past the end.
struct Cursor {
  std::string_view bytes;
  uint64_t at = 0, end = 0;
  bool ok = true;

  uint8_t byte() {
    if (at >= end) {
      ok = false;
      return 0;
    }
    return static_cast<uint8_t>(bytes[at++]);
  }
};

// The first byte holds the kind and 4 bits of the size, the next ones 7 each.
bool read_kind_and_size(Cursor& cursor, uint8_t& kind, uint64_t& size) {
  uint8_t byte = cursor.byte();
  kind = byte >> 4 & 7;
  size = byte & 15;
  for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
    byte = cursor.byte();
    const uint64_t bits = byte & 0x7f;
    if (shift >= 64 || (bits << shift) >> shift != bits) return false;
    size |= bits << shift;
  }
  return cursor.ok;
}

// 7 bits a byte, most significant first, and each further byte adds 1, so that
// no distance has two forms.
bool read_distance(Cursor& cursor, uint64_t& distance) {
  uint8_t byte = cursor.byte();
  distance = byte & 0x7f;
  while ((byte & 0x80) != 0) {
    if (distance >= (uint64_t{1} << 56)) return false;
    byte = cursor.byte();
    distance = (distance + 1) << 7 | (byte & 0x7f);
  }
  return cursor.ok;
}

}  // namespace

Result<Pack> Pack::open(std::string_view pack, std::string_view index, uint8_t id_bytes) {
  const Result<PackIndex> opened = PackIndex::open(index, id_bytes);
  if (!opened) return opened.error();
  return open(pack, *opened, id_bytes);
}

Result<Pack> Pack::open(std::string_view pack, const PackIndex& index, uint8_t id_bytes) {
  if (pack.size() < kHeaderBytes + id_bytes) return corrupt_error("the pack is too short");
  if (!pack.starts_with("PACK")) return corrupt_error("the pack does not begin with PACK");
  if (read_be32(pack, 4) != 2) {
    return Error{ErrorKind::kUnsupported, "a pack of a version other than 2"};
  }
  Pack result(index);
  result.bytes_ = pack;
  result.claimed_count_ = read_be32(pack, 8);
  result.id_bytes_ = id_bytes;
  return result;
}

bool Pack::checksum_holds() const { return trailing_checksum_holds(bytes_, id_bytes_); }

Result<PackEntry> Pack::entry(uint64_t offset) const {
  if (offset < kHeaderBytes || offset >= end())
    return corrupt_error("its offset lies outside the pack");
  Cursor cursor{bytes_, offset, end()};
  PackEntry entry;
  uint8_t kind = 0;
  if (!read_kind_and_size(cursor, kind, entry.size)) return corrupt_error("its header is damaged");
  entry.kind = static_cast<PackEntry::Kind>(kind);
  if (kind == PackEntry::kOffsetDelta) {
    uint64_t distance = 0;
    if (!read_distance(cursor, distance) || distance == 0 || distance > offset - kHeaderBytes) {
      return corrupt_error("its delta base lies outside the pack");
    }
    entry.base_offset = offset - distance;
  } else if (kind == PackEntry::kIdDelta) {
    if (end() - cursor.at < id_bytes_) return corrupt_error("its header is damaged");
    entry.base_id = bytes_.substr(cursor.at, id_bytes_);
    cursor.at += id_bytes_;
  } else if (kind == 0 || kind == 5) {
    return corrupt_error("its header names no known kind of object");
  }
  entry.stream = cursor.at;
  return entry;
}

Result<void> Pack::check_size(const PackEntry& entry, uint64_t end, uint64_t max_bytes) const {
  if (entry.stream > end || !plausible_inflated_size(end - entry.stream, entry.size)) {
    return corrupt_error("its claimed size cannot be held by its compressed data");
  }
  if (entry.size > max_bytes) {
    return Error{ErrorKind::kLimit,
                 "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
  }
  return {};
}

uint64_t Pack::latest_end(const PackEntry& entry) const {
  const uint64_t left = end() - entry.stream;
  return entry.size < left / 16 ? entry.stream + std::min(left, 16 * entry.size + 4096) : end();
}

Result<uint64_t> Pack::inflate(const PackEntry& entry, uint64_t end, Inflater& inflater, char* out,
                               size_t room) const {
  // Not to the pack's end: streams of empty blocks, one in each of thousands of entries, would
  // each be followed through all of it. Decoders are fast while they may read a little further.
  constexpr uint64_t kReadAhead = 64;
  const uint64_t readable = end - entry.stream + kReadAhead;
  const Result<size_t> used =
      inflater.inflate(bytes_.substr(entry.stream, readable), out, entry.size, room);
  if (!used) return used.error();
  if (*used > end - entry.stream)
    return corrupt_error("its compressed data runs into the next entry");
  return entry.stream + *used;
}

}  // namespace sluice::git

#include "cache/pack_memory.h"

#include <algorithm>

#include "base/byte_codec.h"
#include "git/object_store.h"

namespace sluice::cache {
namespace {

// File systems keep times as coarse as 2 s (FAT), network file systems with clocks of
// their own.
constexpr int64_t kCoarsestTickNs = 3'000'000'000;
constexpr size_t kIdentityBytes = 40;

void write_identity(const FileIdentity& identity, ByteWriter& writer) {
  writer.number(identity.device);
  writer.number(identity.inode);
  writer.number(identity.size);
  writer.number(static_cast<uint64_t>(identity.modified_ns));
  writer.number(static_cast<uint64_t>(identity.changed_ns));
}

FileIdentity read_identity(ByteReader& reader) {
  FileIdentity identity;
  identity.device = reader.number();
  identity.inode = reader.number();
  identity.size = reader.number();
  identity.modified_ns = static_cast<int64_t>(reader.number());
  identity.changed_ns = static_cast<int64_t>(reader.number());
  return identity;
}

bool is_mark(char byte) {
  const auto mark = static_cast<Mark>(byte);
  const Mark type = mark & kTypeBits, flags = mark & static_cast<Mark>(~kTypeBits);
  if (type > static_cast<Mark>(git::ObjectType::kTag)) return false;
  if ((flags & ~(kArchiveBit | kQuietBit)) != 0) return false;
  return flags == 0 || (type != kOpen && type != static_cast<Mark>(git::ObjectType::kTree));
}

bool is_same_file(const FileIdentity& remembered, const FileIdentity& now) {
  return remembered.inode != 0 && remembered == now;
}

}  // namespace

uint32_t PackMemory::size(uint32_t position) const {
  return static_cast<uint32_t>(ByteReader(sizes.substr(size_t{position} * 4, 4)).number(4));
}

Result<std::vector<PackMemory>> parse_pack_memories(std::string_view section, uint8_t id_bytes) {
  std::vector<PackMemory> memories;
  ByteReader reader(section);
  if (section.empty()) return memories;
  const size_t least = 2 * (size_t{id_bytes} + kIdentityBytes) + 16;
  for (size_t left = reader.count(least); left > 0; --left) {
    PackMemory& memory = memories.emplace_back();
    memory.pack_checksum = reader.raw(id_bytes);
    memory.index_checksum = reader.raw(id_bytes);
    memory.file = read_identity(reader);
    memory.index = read_identity(reader);
    memory.marks = reader.text();
    memory.sizes = reader.text();
    const bool is_sound = reader.is_ok() && memory.sizes.size() == memory.marks.size() * 4 &&
                          std::all_of(memory.marks.begin(), memory.marks.end(), is_mark);
    if (!is_sound) return Error{ErrorKind::kCorrupt, "its memory of a pack is damaged"};
  }
  if (!reader.at_end()) return Error{ErrorKind::kCorrupt, "its memory of packs is damaged"};
  return memories;
}

std::string write_pack_memories(std::span<const PackMemory> memories) {
  ByteWriter writer;
  writer.number(memories.size());
  for (const PackMemory& memory : memories) {
    writer.raw(memory.pack_checksum);
    writer.raw(memory.index_checksum);
    write_identity(memory.file, writer);
    write_identity(memory.index, writer);
    writer.text(memory.marks);
    writer.text(memory.sizes);
  }
  return writer.take();
}

const PackMemory* find_memory(std::span<const PackMemory> memories, const git::Pack& pack,
                              const FileIdentity& file, const FileIdentity& index) {
  const PackMemory* other_files = nullptr;
  for (const PackMemory& memory : memories) {
    if (memory.pack_checksum != pack.checksum() ||
        memory.index_checksum != pack.index().checksum() ||
        memory.marks.size() != pack.index().size()) {
      continue;
    }
    if (is_same_file(memory.file, file) && is_same_file(memory.index, index)) return &memory;
    other_files = &memory;
  }
  if (other_files == nullptr || pack.index().pack_checksum() != pack.checksum()) return nullptr;
  return pack.index().checksum_holds() && pack.checksum_holds() ? other_files : nullptr;
}

FileIdentity lasting_identity(const FileIdentity& identity, int64_t now_ns) {
  const int64_t newest = std::max(identity.modified_ns, identity.changed_ns);
  return newest + kCoarsestTickNs < now_ns ? identity : FileIdentity();
}

}  // namespace sluice::cache

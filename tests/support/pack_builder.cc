#include "support/pack_builder.h"

#include <libdeflate.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/digest.h"

namespace sluice::test {
namespace {

std::string big_endian(uint64_t value, unsigned bytes) {
  std::string out;
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xff);
  return out;
}

std::string checksum(std::string_view bytes, uint8_t id_bytes) {
  const auto text = [](const auto& digest) { return std::string(digest.begin(), digest.end()); };
  return id_bytes == 32 ? text(sha256({bytes})) : text(sha1({bytes}));
}

std::string little_endian_base128(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  return out + static_cast<char>(value);
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

std::string deflate(std::string_view bytes) {
  // A compressor takes longer to make than most entries take to compress.
  static const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(6), libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(),
                                      out.size()));
  return out;
}

std::string entry_header(unsigned kind, uint64_t size) {
  uint64_t rest = size >> 4;
  const uint64_t first = kind << 4 | (size & 15) | (rest != 0 ? 0x80u : 0u);
  std::string out(1, static_cast<char>(first));
  return rest != 0 ? out + little_endian_base128(rest) : out;
}

std::string base_distance(uint64_t distance) {
  std::string out(1, static_cast<char>(distance & 0x7f));
  while (distance >>= 7) {
    --distance;
    out.insert(out.begin(), static_cast<char>(0x80 | (distance & 0x7f)));
  }
  return out;
}

std::string delta_sizes(uint64_t base_size, uint64_t result_size) {
  return little_endian_base128(base_size) + little_endian_base128(result_size);
}

std::string delta_copy(uint32_t offset, uint32_t size) {
  std::string fields;
  unsigned code = 0x80;
  for (unsigned i = 0; i < 4; ++i) {
    if (const uint32_t byte = offset >> (8 * i) & 0xff) {
      code |= 1u << i;
      fields += static_cast<char>(byte);
    }
  }
  for (unsigned i = 0; i < 3; ++i) {
    if (const uint32_t byte = size >> (8 * i) & 0xff) {
      code |= 0x10u << i;
      fields += static_cast<char>(byte);
    }
  }
  return static_cast<char>(code) + fields;
}

std::string delta_insert(std::string_view bytes) {
  return static_cast<char>(bytes.size()) + std::string(bytes);
}

uint64_t PackBuilder::add(git::ObjectType type, std::string_view bytes) {
  return add_raw(entry_header(static_cast<unsigned>(type), bytes.size()) + deflate(bytes),
                 git::hash_object(type, bytes, id_bytes_));
}

uint64_t PackBuilder::add_offset_delta(uint64_t base_offset, std::string_view delta,
                                       const ObjectId& id) {
  return add_raw(
      entry_header(6, delta.size()) + base_distance(next_offset() - base_offset) + deflate(delta),
      id);
}

uint64_t PackBuilder::add_id_delta(const ObjectId& base, std::string_view delta,
                                   const ObjectId& id) {
  return add_raw(entry_header(7, delta.size()) + std::string(base.raw()) + deflate(delta), id);
}

uint64_t PackBuilder::add_raw(std::string_view entry, const ObjectId& id) {
  const uint64_t offset = next_offset();
  entries_.push_back({id, offset, libdeflate_crc32(0, entry.data(), entry.size())});
  body_ += entry;
  return offset;
}

void PackBuilder::alias(uint64_t offset, const ObjectId& id) {
  entries_.push_back({id, offset, 0});
}

std::string PackBuilder::pack() const {
  std::string out = "PACK" + big_endian(2, 4) + big_endian(entries_.size(), 4) + body_;
  return out + checksum(out, id_bytes_);
}

std::vector<PackBuilder::Entry> PackBuilder::sorted() const {
  std::vector<Entry> entries = entries_;
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.id < b.id; });
  return entries;
}

std::string PackBuilder::index() const { return index(0x80000000); }

std::string PackBuilder::index(uint64_t threshold) const {
  const std::vector<Entry> entries = sorted();
  std::string fanout, ids, crcs, offsets, large;
  size_t below = 0;
  for (unsigned byte = 0; byte < 256; ++byte) {
    while (below < entries.size() && entries[below].id.bytes[0] <= byte) ++below;
    fanout += big_endian(below, 4);
  }
  for (const Entry& entry : entries) {
    ids += entry.id.raw();
    crcs += big_endian(entry.crc, 4);
    if (entry.offset < threshold) {
      offsets += big_endian(entry.offset, 4);
    } else {
      offsets += big_endian(0x80000000 | large.size() / 8, 4);
      large += big_endian(entry.offset, 8);
    }
  }
  const std::string whole_pack = pack();
  std::string out = "\377tOc" + big_endian(2, 4) + fanout + ids + crcs + offsets + large +
                    whole_pack.substr(whole_pack.size() - id_bytes_);
  return out + checksum(out, id_bytes_);
}

void PackBuilder::write(const std::string& objects_dir, const std::string& name) const {
  std::filesystem::create_directories(objects_dir + "/pack");
  write_file(objects_dir + "/pack/" + name + ".pack", pack());
  write_file(objects_dir + "/pack/" + name + ".idx", index());
}

std::vector<ObjectId> PackBuilder::ids() const {
  std::vector<ObjectId> ids;
  for (const Entry& entry : sorted()) ids.push_back(entry.id);
  return ids;
}

ObjectId made_up_id(uint8_t fill, uint8_t id_bytes) {
  return ObjectId::from_raw(std::string(id_bytes, static_cast<char>(fill)));
}

}  // namespace sluice::test

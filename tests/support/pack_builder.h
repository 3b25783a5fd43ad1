// PackBuilder: packs made by hand, so that they can say what git never writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"

namespace sluice::test {

// `bytes` as one zlib stream.
std::string deflate(std::string_view bytes);
// A pack entry's header: `kind` 1 to 7 and any claimed size.
std::string entry_header(unsigned kind, uint64_t size);
// How an offset delta says how far before it its base starts.
std::string base_distance(uint64_t distance);

// Pieces of a delta, to be concatenated.
std::string delta_sizes(uint64_t base_size, uint64_t result_size);
std::string delta_copy(uint32_t offset, uint32_t size);  // size below 2^24
std::string delta_insert(std::string_view bytes);        // 1 to 127 bytes

class PackBuilder {
 public:
  explicit PackBuilder(uint8_t id_bytes = 20) : id_bytes_(id_bytes) {}

  // Each returns the entry's offset.
  uint64_t add(git::ObjectType type, std::string_view bytes);  // its true id
  uint64_t add_offset_delta(uint64_t base_offset, std::string_view delta, const ObjectId& id);
  uint64_t add_id_delta(const ObjectId& base, std::string_view delta, const ObjectId& id);
  // `entry` is header and stream, whatever they are.
  uint64_t add_raw(std::string_view entry, const ObjectId& id);
  // Another id for what lies at `offset`.
  void alias(uint64_t offset, const ObjectId& id);

  uint64_t next_offset() const { return 12 + body_.size(); }
  std::string pack() const;
  std::string index() const;
  // Offsets of `threshold` and above go to the table of 64-bit offsets.
  std::string index(uint64_t threshold) const;
  // Writes objects_dir/pack/NAME.pack and .idx.
  void write(const std::string& objects_dir, const std::string& name = "pack-test") const;

  std::vector<ObjectId> ids() const;  // ascending

 private:
  struct Entry {
    ObjectId id;
    uint64_t offset = 0;
    uint32_t crc = 0;
  };
  std::vector<Entry> sorted() const;

  uint8_t id_bytes_;
  std::string body_;
  std::vector<Entry> entries_;
};

// An id that no object has: 20 (32) bytes of `fill`.
ObjectId made_up_id(uint8_t fill, uint8_t id_bytes = 20);

}  // namespace sluice::test

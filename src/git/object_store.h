// ObjectStore: every object of one repository, packed or loose.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/coverage.h"
#include "sluice/oid.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::git {

enum class ObjectType : uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };  // as in packs

// A set of types.
struct TypeMask {
  uint8_t bits = 0;
  constexpr TypeMask operator|(TypeMask other) const {
    return {static_cast<uint8_t>(bits | other.bits)};
  }
  constexpr bool has(ObjectType type) const { return (bits >> static_cast<int>(type)) & 1; }
};
constexpr TypeMask only(ObjectType type) {
  return {static_cast<uint8_t>(1u << static_cast<int>(type))};
}
inline constexpr TypeMask kAllTypes{0b11110};

struct Limits {
  uint64_t max_object_bytes = uint64_t{256} << 20;
  // Bytes of one delta chain's bases that a walk may hold at a time.
  uint64_t max_chain_bytes = uint64_t{512} << 20;
  unsigned max_delta_depth = 4096;  // git writes at most 4095
};

// The views live for one callback.
struct ObjectView {
  ObjectId id;
  ObjectType type = ObjectType::kBlob;
  std::string_view bytes = {};  // without the "blob 12\0" header
  // Where the object was made by `delta` (git's format, every op checked) from the
  // last one that this worker was given at depth - 1: that one's size and the
  // delta. Otherwise empty, and the object is to be taken whole. Objects come in
  // pre-order, so state that follows a chain can be kept in a stack by depth.
  std::string_view delta = {};
  uint64_t base_bytes = 0;
  unsigned depth = 0;
  bool is_base = false;  // others may follow that are made from it
};
using ObjectSink = std::function<void(unsigned worker, const ObjectView& object)>;

struct Object {
  ObjectType type = ObjectType::kBlob;
  std::string bytes;
};

// Packs and indexes are mapped once; immutable afterwards, any thread may call.
class ObjectStore {
 public:
  // `objects_dir` is .git/objects. What is there but cannot be read (a pack
  // without index, an unsupported index version, a multi-pack-index without
  // its packs' .idx, alternates) goes to `on_unread` and the rest is opened.
  // kNotFound: no such folder.
  static Result<ObjectStore> open(const std::string& objects_dir, uint8_t id_bytes,
                                  const Limits& limits, const OnUnread& on_unread);
  ~ObjectStore();
  ObjectStore(ObjectStore&&) noexcept;
  ObjectStore& operator=(ObjectStore&&) noexcept;

  uint8_t id_bytes() const;  // of every id: 20 or 32
  bool contains(const ObjectId& id) const;
  uint64_t object_count() const;  // claimed by the indexes, plus loose files
  // The ids that begin with `hex_digits` (either case), distinct, ascending. Empty
  // for what is no run of hex digits of at most an id's length.
  std::vector<ObjectId> find_prefix(std::string_view hex_digits) const;

  // One object by id, its bytes verified against the id. kNotFound, kCorrupt,
  // kLimit.
  Result<Object> read(const ObjectId& id) const;

  // Gives every distinct object of `types` to `sink` once; see Source::for_each
  // for the threads. Ids come from the index and are not recomputed: verify()
  // is for the few that hit.
  Result<void> for_each(TypeMask types, unsigned workers, const ObjectSink& sink,
                        const OnUnread& on_unread, std::stop_token stop) const;

 private:
  struct Impl;
  explicit ObjectStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The id git gives `bytes` as an object of `type`; `id_bytes` is 20 or 32.
ObjectId hash_object(ObjectType type, std::string_view bytes, uint8_t id_bytes);

}  // namespace sluice::git

// ObjectStore: every object of one repository, packed or loose, its own or borrowed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "git/alternates.h"
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
  friend constexpr bool operator==(TypeMask, TypeMask) = default;
};
constexpr TypeMask only(ObjectType type) {
  return {static_cast<uint8_t>(1u << static_cast<int>(type))};
}
inline constexpr TypeMask kAllTypes{0b11110};

struct Limits {
  // Of an object that is held in memory whole. A larger blob is given as a stream, to
  // those who ask for it (Selection::large).
  uint64_t max_object_bytes = uint64_t{256} << 20;
  // Bytes of one delta chain's bases that a walk may hold at a time.
  uint64_t max_chain_bytes = uint64_t{48} << 20;
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
  std::span<const CopiedRange> copied = {};  // what the delta took from the base
  unsigned depth = 0;
  bool is_base = false;  // others may follow that are made from it
  bool proven = false;   // the bytes were hashed, and have this id
};
using ObjectSink = std::function<void(unsigned worker, const ObjectView& object)>;

class ObjectStream;
// A blob over Limits::max_object_bytes. `stream` lives for one callback and stands at
// the start.
struct LargeObject {
  ObjectId id;
  unsigned depth = 0;  // its place in a chain, as ObjectView has it
  ObjectStream& stream;
};
// Reads the stream to its end, or as far as it cares to. An error is the stream's
// own, handed on: the walk tells it.
using LargeSink = std::function<Result<void>(unsigned worker, const LargeObject& object)>;

struct Object {
  ObjectType type = ObjectType::kBlob;
  std::string bytes;
};

struct StoreOptions {
  StoreOptions() = default;
  StoreOptions(const Limits& own) : limits(own) {}  // NOLINT(google-explicit-constructor)

  Limits limits = {};
  AlternatePolicy alternates = {};  // by default none is followed
  // For tests: called when packs are listed and not opened yet.
  std::function<void()> packs_listed = {};
};

class Pack;

// A pack as the store has it.
struct StoredPack {
  std::string_view path;
  const Pack* pack = nullptr;  // null: not read by an index file of its own
  FileIdentity file, index;    // when they were opened
};

// What an earlier walk went through, by the word of whoever asks, who answers for it that
// the pack is the same, byte for byte, and was sound.
struct SettledPack {
  const Pack* pack = nullptr;   // StoredPack::pack
  std::vector<bool> positions;  // by position in its index: need not be given again
};

// Which objects a walk gives. The lists are raw ids of the repository's size,
// ascending, one after the other, and outlive the walk.
struct Selection {
  TypeMask types = kAllTypes;
  std::string_view without = {};              // not these
  std::optional<std::string_view> only = {};  // none but these
  bool own_only = false;                      // not what alternates hold; they still supply bases
  // Objects of other types were walked before, so that damage among them was told:
  // they are not looked at again.
  bool rest_walked = false;
  // Takes the blobs over Limits::max_object_bytes; empty: they are told as kLimit. So
  // are, in either case, large objects of other types, deltas of large bases, and what
  // is a delta of a small one but out of all proportion (DeltaStream::kMaxGrowth).
  LargeSink large = {};
  // What is settled in every copy that the store has is not given. Of such a pack nothing
  // is read but what is asked for, and its gaps and its index are no news.
  std::span<const SettledPack> settled = {};
  // Told of each object that is not given for that reason, by a copy of it: a rank in
  // `settled` and a position. From one thread, before any object is given. May be empty.
  std::function<void(size_t settled, uint32_t position)> on_settled = {};
};

// Packs and indexes are mapped once and never let go, so that a repack takes
// nothing away; new ones are found where something is missing and at each walk.
// What a walk has to know of a pack is worked out once and kept. Any thread may
// call.
class ObjectStore {
 public:
  // `objects_dir` is .git/objects, or what GIT_OBJECT_DIRECTORY names: in a
  // pre-receive hook a quarantine, with the repository's own folder among
  // GIT_ALTERNATE_OBJECT_DIRECTORIES (options.alternates.given). What is there but
  // cannot be read, a pack without an index and the alternates that are not
  // followed go to `on_unread`, and the rest is opened. kNotFound: no such folder.
  static Result<ObjectStore> open(const std::string& objects_dir, uint8_t id_bytes,
                                  const StoreOptions& options, const OnUnread& on_unread);
  ~ObjectStore();
  ObjectStore(ObjectStore&&) noexcept;
  ObjectStore& operator=(ObjectStore&&) noexcept;

  uint8_t id_bytes() const;  // of every id: 20 or 32
  bool contains(const ObjectId& id) const;
  // Sooner than asking one by one.
  bool contains_all(std::span<const ObjectId> ids) const;
  // It lies in the repository's own folder, not only in an alternate.
  bool is_own(const ObjectId& id) const;
  uint64_t object_count() const;  // claimed by the indexes, plus loose files
  // The ids that begin with `hex_digits` (either case), distinct, ascending. Empty
  // for what is no run of hex digits of at most an id's length.
  std::vector<ObjectId> find_prefix(std::string_view hex_digits) const;

  // All packs that are open, in the order in which walks go through them.
  std::vector<StoredPack> packs() const;
  // The ids of loose files, distinct, ascending. What cannot be listed is left out.
  std::vector<ObjectId> loose() const;

  // One object by id, its bytes verified against the id. kNotFound, kCorrupt,
  // kLimit.
  Result<Object> read(const ObjectId& id) const;

  // Gives every distinct object of `types` to `sink` once; see Source::for_each
  // for the threads. Ids come from the index and are not recomputed, but where an
  // id has several copies or pack and index do not agree: verify() is for the few
  // that hit. Packs without an index are read by their own headers. A damaged store
  // may give an object twice, never under an id that it was seen not to have.
  Result<void> for_each(TypeMask types, unsigned workers, const ObjectSink& sink,
                        const OnUnread& on_unread, std::stop_token stop) const;
  Result<void> for_each(const Selection& selection, unsigned workers, const ObjectSink& sink,
                        const OnUnread& on_unread, std::stop_token stop) const;

 private:
  struct Impl;
  explicit ObjectStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "blob 12\0": what an object's id covers before its bytes.
std::string object_header(ObjectType type, uint64_t size);
// The id git gives `bytes` as an object of `type`; `id_bytes` is 20 or 32.
ObjectId hash_object(ObjectType type, std::string_view bytes, uint8_t id_bytes);

}  // namespace sluice::git

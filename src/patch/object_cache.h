// ObjectCache: objects by id, for a reader that comes by the versions of a file one after
// the other and so needs the bases of deltas again and again.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "git/inflate.h"
#include "git/object_store.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::patch {

using Bytes = std::shared_ptr<const std::string>;

// refs/replace: what git shows in an object's place. Source: git-replace(1).
using Replacements = std::map<ObjectId, ObjectId>;

// One a thread; the store may be shared. What it gives outlives it. Bytes are not hashed:
// as git itself, it takes a pack's index at its word.
class ObjectCache {
 public:
  // Borrows both; `replaced` may be null. Keeps about `max_bytes`.
  ObjectCache(const git::ObjectStore& store, const Replacements* replaced,
              const git::Limits& limits, size_t max_bytes = size_t{64} << 20);

  // kNotFound; kCorrupt, also: it is of another type; kLimit.
  Result<Bytes> read(const ObjectId& id, git::ObjectType type);
  // As git takes it for a text or not: a NUL among the first 8000 bytes. Errors as read().
  // Source: git's xdiff-interface.c.
  static bool is_binary(std::string_view bytes) {
    return bytes.substr(0, 8000).find('\0') != std::string_view::npos;
  }

 private:
  struct Place {
    const git::Pack* pack = nullptr;
    uint64_t offset = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    size_t operator()(const Place& place) const {
      return std::hash<uint64_t>()(place.offset * 0x9e3779b97f4a7c15u) ^
             std::hash<const void*>()(place.pack);
    }
  };
  struct Held {
    Place place;
    git::ObjectType type = git::ObjectType::kBlob;
    Bytes bytes;
  };
  using Order = std::list<Held>;

  std::optional<Place> find(const ObjectId& id) const;
  // nullopt: a damaged or unusual entry, which the store may know to read.
  std::optional<Held> make(Place place);
  Bytes inflate(const git::Pack& pack, uint64_t size, uint64_t stream);
  void keep(const Held& held);

  const git::ObjectStore& store_;
  const Replacements* replaced_;
  const git::Limits limits_;
  const size_t max_bytes_;
  std::vector<const git::Pack*> packs_;
  git::Inflater inflater_;
  Order order_;  // the one used last first
  std::unordered_map<Place, Order::iterator, PlaceHash> held_;
  size_t bytes_ = 0;
};

}  // namespace sluice::patch

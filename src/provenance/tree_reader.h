// TreeReader: trees by id, those of late kept, and what lies at a path.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "git/object_store.h"
#include "git/tree.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::provenance {

// Borrows the store. One thread.
class TreeReader {
 public:
  using Tree = std::shared_ptr<const std::string>;  // its bytes, verified against the id

  explicit TreeReader(const git::ObjectStore& store) : store_(store) {}

  // Null: it cannot be read, which is told to `on_unread` as `what`, the first time.
  Tree read(const ObjectId& id, const char* what, const OnUnread& on_unread);
  // The same, and nothing is told.
  Tree read(const ObjectId& id);

  // The file (or symlink) at `path`, parts between single slashes, in the tree `root`; nullopt:
  // there is none, or a tree on the way cannot be read.
  std::optional<ObjectId> blob_at(const ObjectId& root, std::string_view path);

  uint8_t id_bytes() const { return store_.id_bytes(); }

 private:
  // Trees of up to twice as many bytes are kept.
  static constexpr uint64_t kKeptBytes = uint64_t{32} << 20;
  using Kept = std::unordered_map<ObjectId, Tree>;

  Tree keep(const ObjectId& id, Tree tree);

  const git::ObjectStore& store_;
  Kept recent_, older_;
  uint64_t recent_bytes_ = 0;
  std::unordered_map<ObjectId, Error> failed_;
  std::unordered_set<ObjectId> told_;
};

}  // namespace sluice::provenance

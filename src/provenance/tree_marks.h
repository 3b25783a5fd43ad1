// TreeMarks: which blobs the trees of chosen commits hold, and those of others do not.
//
// Two passes over the trees of a store, in the order of its packs. The first keeps
// of each tree only what subtrees it has, so that trees can be marked from the
// roots down; the second reads the entries of marked trees.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "git/object_store.h"
#include "provenance/interner.h"
#include "sluice/oid.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::provenance {

class TreeMarks {
 public:
  // The first pass. `id_bytes` is of every id of the store, which must outlive this.
  // Told: trees that cannot be read, and a limit on subtree entries (kLimit).
  static Result<TreeMarks> read(const git::ObjectStore& store, uint8_t id_bytes, unsigned workers,
                                const OnUnread& on_unread, std::stop_token stop);

  bool has_tree(const ObjectId& id) const;
  // Raw ids of root trees, of chosen commits and of others; any number of calls.
  void exclude(std::string_view raw_root);
  void include(std::string_view raw_root);
  // As include(), but nothing below need be there: of a commit that no name leads
  // to, parts may have been pruned.
  void include_remains(std::string_view raw_root);

  // The second pass: blobs of included trees that no excluded tree holds and that the
  // store has, ascending. What is not there is told as kMissing, or as kCorrupt where
  // what is named as a tree is none. Ends the use of this.
  Result<std::vector<ObjectId>> new_blobs(unsigned workers, const OnUnread& on_unread,
                                          std::stop_token stop);

 private:
  static constexpr uint8_t kIncluded = 1, kExcluded = 2, kRemains = 4, kRead = 8;
  struct Part;

  explicit TreeMarks(const git::ObjectStore& store, uint8_t id_bytes)
      : store_(&store), id_bytes_(id_bytes) {}
  void mark(std::string_view raw_root, uint8_t bit);
  void propagate(uint8_t bit, uint8_t stop_at);
  void tell_unread(const OnUnread& on_unread) const;
  void index_rows(const Part& whole);

  const git::ObjectStore* store_;
  uint8_t id_bytes_;
  Interner trees_;                // raw ids of trees, read or only named
  std::vector<uint8_t> marks_;    // by number in trees_
  std::vector<uint64_t> begins_;  // subtrees of t: [begins_[t], begins_[t + 1])
  std::vector<uint32_t> subtrees_;
};

}  // namespace sluice::provenance

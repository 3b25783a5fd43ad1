// CommitRange: the commits that some heads reach and that known history does not.
//
// Found by walking back from both at once, the newest commit first, so that the cost follows the
// range and what lies between it and the known tips, not the repository. Dates only order that walk
// and say when to stop: where a commit is dated before its own ancestors, the range may be too
// large, never too small, until settle_all() has walked all that is known. No commit-graph file is
// read: each commit speaks for itself, so that a forged graph can hide none.
#pragma once

#include <cstdint>
#include <deque>
#include <queue>
#include <span>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "git/object_store.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::provenance {

struct RangeCommit {
  ObjectId id, tree;              // tree is empty where the commit names none
  std::vector<ObjectId> parents;  // as written; none at the shallow boundary
  int64_t date = 0;               // committer's, seconds since the epoch
  bool shallow = false;           // at that boundary: its parents are not known here
};

// What one head names, tags peeled.
struct RangeHead {
  std::vector<ObjectId> tags;  // annotated tags on the way, the outermost first
  ObjectId target;             // the last object; empty where it was not read
  git::ObjectType type = git::ObjectType::kCommit;
};

// Borrows the store, the shallow boundary and `on_unread`. One thread.
class RangeWalk {
 public:
  RangeWalk(const git::ObjectStore& store, std::span<const ObjectId> shallow,
            const OnUnread& on_unread);

  // Commits, tags, trees or blobs. One that the store lacks, or cannot read, is told.
  void add_head(const ObjectId& id);
  // Commits, tags, trees or blobs that are known, with all that they reach. False: not in the
  // store, or not readable, and left out.
  bool add_known(const ObjectId& id);
  // The same for any number of names, maybe a hundred thousand: they are only read where the
  // range's own history does not soon end at some of them.
  void add_known_names(std::span<const ObjectId> ids);

  // Walks until dates say that no commit of the range can be known. `stop` ends it early: the range
  // is then too large, and lacks commits that it did not come to.
  void settle(const std::stop_token& stop);
  // Walks all known history, after settle(): the range is then exact.
  void settle_all(const std::stop_token& stop);

  // Parents before children; of those whose parents are all placed the one with the least
  // (date, id) next.
  std::vector<RangeCommit> commits() const;
  bool is_known(const ObjectId& commit) const;
  // Known commits that were come to: their trees, distinct; the commits and tags themselves.
  std::vector<ObjectId> known_trees() const;
  std::vector<ObjectId> known_texts() const;

  const std::vector<RangeHead>& heads() const { return heads_; }  // in the order they were added
  // The tree of a commit that was come to; empty: none.
  ObjectId tree_of(const ObjectId& commit) const;
  // A tag, tree or blob that a known name leads to.
  bool is_known_object(const ObjectId& id) const { return known_objects_.contains(id); }

 private:
  static constexpr uint8_t kWanted = 1, kKnown = 2;
  struct Node {
    RangeCommit commit;
    uint8_t marks = 0;
    bool queued = false;
  };
  using Entry = std::pair<int64_t, uint32_t>;  // date, number of a node

  RangeHead peel(ObjectId id, bool tell);
  bool mark(const ObjectId& id, uint8_t mark);
  uint32_t read(const ObjectId& id, bool tell);
  uint32_t add_node(RangeCommit commit);
  void pass_on(const Node& node);
  void take_next();
  bool ends_at_names(const std::stop_token& stop);
  void read_names();

  const git::ObjectStore& store_;
  const std::unordered_set<ObjectId> shallow_;
  const OnUnread& on_unread_;
  std::deque<Node> nodes_;  // a reference to one lasts
  std::unordered_map<ObjectId, uint32_t> numbers_;
  std::unordered_set<ObjectId> told_;  // wanted and not readable
  std::unordered_set<ObjectId> known_objects_;
  std::unordered_set<ObjectId> names_;  // known, and not read so far
  std::vector<RangeHead> heads_;
  std::priority_queue<Entry> queue_;
  uint64_t open_ = 0;           // queued and not known
  int64_t oldest_ = INT64_MAX;  // of the range's commits so far

  static constexpr uint32_t kNone = UINT32_MAX;
};

// Sorts as RangeWalk::commits does.
void sort_parents_first(std::vector<RangeCommit>& commits);

// `bytes` are the commit's; `shallow`: it is at the boundary.
RangeCommit parse_range_commit(const ObjectId& id, std::string_view bytes, bool shallow);

}  // namespace sluice::provenance

// CommitGraph: all commits of a store in topological order, in compact arrays.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "git/commit.h"
#include "provenance/interner.h"
#include "sluice/finding.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::provenance {

// A commit is its place in topological order, from 0: parents come before
// children, and of the commits whose parents are all placed the one with the
// least (committer date, id) is next. So a lower number is never a descendant.
// Immutable once built: any thread may call.
class CommitGraph {
 public:
  static constexpr uint32_t kNone = provenance::kNone;

  uint32_t size() const { return static_cast<uint32_t>(dates_.size()); }
  uint32_t find(const ObjectId& id) const;  // kNone: no such commit
  ObjectId id(uint32_t commit) const { return ObjectId::from_raw(ids_.key(names_[commit])); }
  int64_t date(uint32_t commit) const { return dates_[commit]; }
  // Raw id of the root tree; empty where the commit names none.
  std::string_view tree(uint32_t commit) const { return trees_.key(roots_[commit]); }
  // Those that are in the store, distinct, ascending.
  std::span<const uint32_t> parents(uint32_t commit) const {
    return std::span(parents_).subspan(parents_end_[commit],
                                       parents_end_[commit + 1] - parents_end_[commit]);
  }
  // (child, parent that is not in the store), by child ascending.
  std::span<const std::pair<uint32_t, ObjectId>> missing() const { return missing_; }

 private:
  friend class CommitGraphBuilder;

  Interner ids_;                 // of commits read and of their parents
  Interner trees_;               // raw ids of root trees
  std::vector<uint32_t> order_;  // number in ids_ to commit, kNone for the missing
  std::vector<uint32_t> names_;  // commit to number in ids_
  std::vector<uint32_t> roots_;  // commit to number in trees_
  std::vector<int64_t> dates_;
  std::vector<uint64_t> parents_end_ = {0};
  std::vector<uint32_t> parents_;
  std::vector<std::pair<uint32_t, ObjectId>> missing_;
};

class CommitGraphBuilder {
 public:
  explicit CommitGraphBuilder(unsigned workers) : parts_(workers) {}

  // Calls with the same `worker` must not overlap; see Source::for_each. A
  // second commit with the same id is ignored.
  void add(unsigned worker, const ObjectId& id, const git::Commit& commit) {
    add(worker, id, commit.tree, commit.parents, commit.committer.date);
  }
  void add(unsigned worker, const ObjectId& id, const ObjectId& tree,
           std::span<const ObjectId> parents, int64_t date);
  // Those added so far. Not while another thread adds.
  std::vector<ObjectId> ids() const;

  // Ends the builder. Commits in or behind a cycle of parents (no true object
  // can be, a forged index can say so) are left out and told as kCorrupt.
  CommitGraph build(const OnUnread& on_unread);

 private:
  struct Row {
    uint32_t id = 0, tree = 0;
    int64_t date = 0;
    uint64_t parents_end = 0;
  };
  // What one worker read; numbers are those of its own interners.
  struct Part {
    Interner ids, trees;
    std::vector<Row> rows;
    std::vector<uint32_t> parents;
  };

  static void append(Part& whole, const Part& part);

  std::vector<Part> parts_;
};

// Where history starts: a commit and what names it.
struct Tip {
  uint32_t commit = 0;
  Reach reach = Reach::kUnreachable;
};

// For each commit the least Reach of the tips that it is an ancestor of (or
// is); kUnreachable for the rest.
std::vector<Reach> reach_of_commits(const CommitGraph& graph, std::span<const Tip> tips);

}  // namespace sluice::provenance

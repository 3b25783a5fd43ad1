// CommitTable: commits by number, read when they are first asked for.
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>
#include <vector>

#include "git/commit.h"
#include "patch/object_cache.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::patch {

struct CommitNode {
  ObjectId id;
  ObjectId tree;
  std::vector<uint32_t> parents;  // numbers; none at the shallow boundary
  int64_t date = 0;               // the committer's, seconds since the epoch
  int64_t author_date = 0;
  bool loaded = false;
};

// One thread. Numbers are dense, in the order in which ids were first named.
class CommitTable {
 public:
  CommitTable(ObjectCache& objects, uint8_t id_bytes, const std::vector<ObjectId>& shallow)
      : objects_(objects), id_bytes_(id_bytes), shallow_(shallow.begin(), shallow.end()) {}

  uint32_t number(const ObjectId& id);
  // Reads the commit where it was not read before. kNotFound, kCorrupt.
  Result<void> load(uint32_t commit);
  // Of one that was loaded: all but id is empty otherwise.
  const CommitNode& operator[](uint32_t commit) const { return nodes_[commit]; }
  // The simplification of history may leave a merge with one parent.
  void keep_parent(uint32_t commit, size_t parent) {
    nodes_[commit].parents = {nodes_[commit].parents[parent]};
  }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

 private:
  ObjectCache& objects_;
  const uint8_t id_bytes_;
  const std::set<ObjectId> shallow_;
  std::unordered_map<ObjectId, uint32_t> numbers_;
  std::vector<CommitNode> nodes_;
  git::Commit commit_;  // scratch
};

}  // namespace sluice::patch

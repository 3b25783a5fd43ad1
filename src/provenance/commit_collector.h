// CommitCollector: the commits and tags of a store, as they are read for whatever
// reason, so that provenance need not read them again.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "git/commit.h"
#include "git/commit_graph_file.h"
#include "git/object_store.h"
#include "provenance/commit_graph.h"
#include "provenance/interner.h"
#include "sluice/oid.h"

namespace sluice::provenance {

// What a tag object names, by the tag's number in `ids`.
struct Tags {
  Interner ids;
  std::vector<ObjectId> targets;
};

class CommitCollector {
 public:
  // `id_bytes`: of every id of the store.
  CommitCollector(unsigned workers, uint8_t id_bytes);

  // Takes a commit or tag as it stands in the store; other types are ignored. Calls
  // with the same `worker` must not overlap, those of others may: there is no lock.
  // An object given twice counts once.
  void add(unsigned worker, const ObjectId& id, git::ObjectType type, std::string_view bytes);

  // Takes what is said of commits that nobody read. One thread, after the last add().
  // A commit that was added, or that `store` lacks, is left out.
  // locate() proves the claims that its answers rest on, but not that a commit which
  // no answer names changed nothing: that alone would hide a blob that was added and
  // taken back. So claims are for what the caller vouches for (a cache of its own,
  // authenticated, or a repository that it trusts), not for a scanned repository's.
  void claim(std::span<const git::GraphCommit> commits, const git::ObjectStore& store);
  const std::set<ObjectId>& claimed() const { return claimed_; }

  // The commits added or claimed.
  std::vector<ObjectId> commits() const { return commits_.ids(); }

  // Each ends its part of the collector; one thread, after the last add().
  CommitGraph build_graph(const OnUnread& on_unread) { return commits_.build(on_unread); }
  Tags take_tags();

 private:
  struct Worker {
    git::Commit commit;  // scratch
    std::vector<std::pair<ObjectId, ObjectId>> tags;
  };

  const uint8_t id_bytes_;
  CommitGraphBuilder commits_;
  std::vector<Worker> workers_;
  std::set<ObjectId> claimed_;
};

}  // namespace sluice::provenance

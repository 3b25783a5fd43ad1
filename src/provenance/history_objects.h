// What a store holds of the history of hits: its commits and tags, and of its trees what leads to
// them.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "git/object_store.h"
#include "provenance/commit_collector.h"
#include "provenance/commit_graph.h"
#include "provenance/hit_trees.h"
#include "provenance/interner.h"
#include "provenance/locate.h"

namespace sluice::provenance {

// The hits, sorted by what they are; a blob that is listed twice is wanted once.
struct WantedBlobs {
  Interner numbers;  // raw blob ids; the key's number is the index into `blobs`
  std::vector<ObjectId> blobs;
  std::vector<uint32_t> blob_of_hit;  // kNone for commits and tags
  std::vector<uint32_t> hit_by_name;  // of each blob that is wanted by name, its hit; else kNone

  explicit WantedBlobs(std::span<const HitObject> hits) {
    for (uint32_t i = 0; i < hits.size(); ++i) {
      blob_of_hit.push_back(kNone);
      if (hits[i].type != git::ObjectType::kBlob) continue;
      const uint32_t blob = blob_of_hit.back() = numbers.intern(hits[i].id.raw());
      const bool first = blob == blobs.size();
      if (first) blobs.push_back(hits[i].id);
      if (first) hit_by_name.push_back(hits[i].by_name ? i : kNone);
      // What two hits want is wanted wherever it lies.
      if (!first) hit_by_name[blob] = kNone;
    }
  }
};

struct HistoryObjects {
  CommitGraph graph;
  HitTrees trees;
  Tags tags;
  std::set<ObjectId> claimed;  // commits that were not read
  bool is_refuted = false;     // no true commits can be what was claimed
};

// Reads the trees, and the commits and tags that nobody collected, in one pass over the store. What
// cannot be read goes to `on_unread`.
Result<HistoryObjects> read_history_objects(const git::ObjectStore& store,
                                            const WantedBlobs& wanted, const LocateOptions& options,
                                            const OnUnread& on_unread);

}  // namespace sluice::provenance

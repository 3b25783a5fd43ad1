// What refs, logs and other worktrees name, peeled to commits.
#pragma once

#include <cstdint>
#include <vector>

#include "git/refs.h"
#include "provenance/history_objects.h"
#include "provenance/life.h"

namespace sluice::provenance {

struct Names {
  uint32_t head = kNoCommit;
  std::vector<Named> refs;      // refs/**, in their order
  std::vector<Named> logged;    // all else, HEAD too
  std::vector<Reach> tags;      // the least reach of what names a tag, by number in Tags::ids
  std::vector<ObjectId> trees;  // that something names without a commit
};

// A name that the store lacks, or that leads through too many tags, goes to `on_unread`.
Names peel_names(const git::RefSet& refs, const git::ObjectStore& store,
                 const HistoryObjects& objects, const WantedBlobs& wanted,
                 const OnUnread& on_unread);

// The commits among them.
std::vector<Tip> tips_of_names(const Names& names);

}  // namespace sluice::provenance

// LogWalk: which commits `git log` shows, in its order.
// Source: git-log(1), "Commit Limiting", "Commit Ordering", "History Simplification"; the
// order of a walk is that of git's revision.c.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "patch/commit_table.h"
#include "patch/pathspec.h"
#include "patch/tree_diff.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::patch {

struct WalkTip {
  ObjectId commit;
  bool exclude = false;
};

struct WalkRequest {
  enum class Order : uint8_t { kDate, kTopology, kTopologyByDate, kTopologyByAuthorDate };

  std::vector<WalkTip> tips;  // in the order in which git comes by them
  bool walk = true;           // false: the tips alone
  bool first_parent = false;
  std::optional<uint64_t> min_parents, max_parents;
  std::optional<uint64_t> max_count;
  uint64_t skip = 0;
  std::optional<int64_t> since, until;  // committer dates; the walk stops at what is older
  std::optional<int64_t> since_as_filter;
  Order order = Order::kDate;
  Pathspec paths;
  bool simplify = true;  // false: --full-history
  bool dense = true;
  // By the commit's whole text; empty: all.
  std::function<bool(const ObjectId& id)> matches;
};

// The commits to be shown, as numbers of `table`. A commit that cannot be read goes to
// `on_unread` and is not walked through. `differ` is limited to the request's paths.
std::vector<uint32_t> walk_log(CommitTable& table, TreeDiffer& differ, const WalkRequest& request,
                               const OnUnread& on_unread, const std::stop_token& stop);

// The best common ancestors of two commits. Source: git-merge-base(1).
Result<std::vector<ObjectId>> merge_bases(CommitTable& table, const ObjectId& one,
                                          const ObjectId& two);

}  // namespace sluice::patch

// Lives: when secrets and (blob, path) pairs came into history and left it.
// README.md in this folder holds the definitions.
//
// Commits that change nothing of what is held are folded into a parent, which
// leaves a small graph of nodes. Sixty-four items (secrets or pairs) then go
// through it at a time, a bit each: forward for what each node and its past
// held, backward for the removals.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "provenance/commit_graph.h"
#include "provenance/hit_trees.h"
#include "sluice/finding.h"
#include "sluice/source.h"

namespace sluice::provenance {

inline constexpr uint32_t kNoCommit = CommitGraph::kNone;

struct Life {
  uint32_t introduced = kNoCommit;  // commit of the graph
  uint32_t removed = kNoCommit;     // likewise; absent while HEAD holds it
  Reach reach = Reach::kUnreachable;
  bool in_head = false;
};

// Something that a ref or a log names, peeled. At most one of these is set.
struct Named {
  uint32_t commit = kNoCommit;
  HitTree tree = kEmptyTree;
  uint32_t blob = UINT32_MAX;  // index into the wanted blobs
  Reach reach = Reach::kUnreachable;
};

// What holds a secret.
struct Holders {
  std::vector<uint32_t> blobs;    // indices into the wanted blobs
  std::vector<uint32_t> commits;  // of the graph: held by these and all their descendants
};

// The reachable commits, folded. Immutable: any thread may call.
class History {
 public:
  // `graph` and `trees` must outlive the history. `reach` and `roots` have one
  // entry a commit. `head` is a commit or kNoCommit. `refs` are the refs/** in
  // order of name, `logged` is all else that was named. `messages` are the
  // commits whose own text is a hit: these are never folded.
  History(const CommitGraph& graph, const HitTrees& trees, std::span<const Reach> reach,
          std::span<const HitTree> roots, uint32_t head, std::span<const Named> refs,
          std::span<const Named> logged, std::span<const uint32_t> messages);

  struct Node {
    uint32_t commit = 0;  // the first in topological order of those folded here
    HitTree tree = kEmptyTree;
    Reach reach = Reach::kUnreachable;  // the least of those folded here
  };
  static constexpr uint32_t kNoNode = UINT32_MAX;  // holds nothing and never did

  const HitTrees& trees() const { return trees_; }
  std::span<const Node> nodes() const { return nodes_; }
  // Distinct, ascending, each below `node`.
  std::span<const uint32_t> parents(uint32_t node) const {
    return std::span(parents_).subspan(parents_end_[node],
                                       parents_end_[node + 1] - parents_end_[node]);
  }
  uint32_t head() const { return head_; }                             // node or kNoNode
  std::span<const uint32_t> ref_nodes() const { return ref_nodes_; }  // one a ref, or kNoNode
  std::span<const Named> refs() const { return refs_; }
  std::span<const Named> logged() const { return logged_; }
  uint32_t node_of(uint32_t commit) const { return node_of_[commit]; }

 private:
  void fold(const CommitGraph& graph, std::span<const Reach> reach, std::span<const HitTree> roots,
            std::span<const uint32_t> messages);

  const HitTrees& trees_;
  std::vector<Named> refs_, logged_;
  std::vector<uint32_t> node_of_;  // by commit; kNoNode for unreachable ones too
  std::vector<Node> nodes_;
  std::vector<uint64_t> parents_end_ = {0};
  std::vector<uint32_t> parents_;
  std::vector<uint32_t> ref_nodes_;
  uint32_t head_ = kNoNode;
};

struct SecretLives {
  std::vector<Life> lives;                  // one a secret
  std::vector<std::vector<uint32_t>> refs;  // one a secret: indices into the refs, ascending
};
// `blobs` is how many blobs were wanted.
SecretLives lives_of_secrets(const History& history, std::span<const Holders> secrets,
                             uint32_t blobs);

// A wanted blob at a path. What no commit, ref or log holds is not listed.
struct PathLife {
  uint32_t blob = 0;
  std::string path;
  Life life;
};

struct PathLimits {
  uint32_t max_pairs = 1u << 20;
  uint64_t max_path_bytes = uint64_t{256} << 20;  // of all pairs together
  uint64_t max_changes = uint64_t{1} << 24;       // comings and goings of pairs
};
// One entry a pair, in no particular order. A limit is told as kLimit, and what
// lies past it is left out: pairs, or the later changes of pairs.
std::vector<PathLife> lives_of_paths(const History& history, const PathLimits& limits,
                                     const OnUnread& on_unread);

// Calls `visit` for each listed path of `tree` with its blob, at most `max` times.
void for_each_path(const HitTrees& trees, HitTree tree, uint64_t max,
                   const std::function<void(uint32_t blob, const std::string& path)>& visit);

}  // namespace sluice::provenance

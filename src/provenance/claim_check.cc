#include "provenance/claim_check.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "git/commit.h"

namespace sluice::provenance {
namespace {

class ClaimCheck {
 public:
  ClaimCheck(const git::ObjectStore& store, const HistoryObjects& objects,
             const OnUnread& on_unread)
      : store_(store), objects_(objects), on_unread_(on_unread) {}

  bool holds_for(const History& history, std::span<const Tip> tips) const {
    if (objects_.is_refuted) {
      on_unread_({Reason::kCorrupt, "a commit-graph with a cycle of parents", "commit-graph"});
      return false;
    }
    std::set<uint32_t> commits;
    for (const History::Node& node : history.nodes()) commits.insert(node.commit);
    for (const auto& [child, parent] : objects_.graph.missing()) commits.insert(child);
    for (const Tip& tip : tips) commits.insert(tip.commit);
    const CommitGraph& graph = objects_.graph;
    for (uint32_t commit = 0; commit < graph.size(); ++commit) {
      const bool is_root = graph.parents(commit).empty();
      if (is_root || !objects_.trees.has_tree(graph.tree(commit))) commits.insert(commit);
    }
    return std::all_of(commits.begin(), commits.end(),
                       [this](uint32_t commit) { return holds(commit); });
  }

 private:
  bool holds(uint32_t commit) const {
    const CommitGraph& graph = objects_.graph;
    const ObjectId id = graph.id(commit);
    if (!objects_.claimed.contains(id)) return true;
    const Result<git::Object> object = store_.read(id);
    git::Commit real;
    if (object && object->type == git::ObjectType::kCommit) {
      git::parse_commit(object->bytes, id.size, real);
      std::set<ObjectId> parents;
      for (const uint32_t parent : graph.parents(commit)) parents.insert(graph.id(parent));
      for (auto gap = std::lower_bound(
               graph.missing().begin(), graph.missing().end(), commit,
               [](const auto& each, uint32_t child) { return each.first < child; });
           gap != graph.missing().end() && gap->first == commit; ++gap) {
        parents.insert(gap->second);
      }
      if (real.tree.raw() == graph.tree(commit) && real.committer.date == graph.date(commit) &&
          parents == std::set<ObjectId>(real.parents.begin(), real.parents.end())) {
        return true;
      }
    }
    on_unread_({Reason::kCorrupt, "the commit-graph does not say what this commit does", id.hex()});
    return false;
  }

  const git::ObjectStore& store_;
  const HistoryObjects& objects_;
  const OnUnread& on_unread_;
};

}  // namespace

bool claims_hold(const git::ObjectStore& store, const HistoryObjects& objects,
                 const History& history, std::span<const Tip> tips, const OnUnread& on_unread) {
  return ClaimCheck(store, objects, on_unread).holds_for(history, tips);
}

}  // namespace sluice::provenance

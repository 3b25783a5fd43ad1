#include "git/gaps.h"

#include <string>
#include <unordered_set>
#include <vector>

#include "git/commit.h"
#include "git/tree.h"

namespace sluice::git {
namespace {

class GapFinder {
 public:
  GapFinder(const ObjectStore& store, uint8_t id_bytes, const OnUnread& on_unread)
      : store_(store), id_bytes_(id_bytes), on_unread_(on_unread) {}

  // True where it is there; told once where it is not.
  bool check(const ObjectId& id, const char* named_by) {
    if (!seen_.insert(id).second) return false;
    if (store_.contains(id)) return true;
    on_unread_(
        {Reason::kMissing, std::string(named_by) + " names it and the store lacks it", id.hex()});
    return false;
  }

  void walk_tree(const ObjectId& root) {
    std::vector<ObjectId> pending;
    if (check(root, "HEAD")) pending.push_back(root);
    while (!pending.empty()) {
      const ObjectId id = pending.back();
      pending.pop_back();
      const Result<Object> tree = store_.read(id);
      if (!tree || tree->type != ObjectType::kTree) {
        on_unread_({Reason::kCorrupt, tree ? "not a tree" : tree.error().message, id.hex()});
        continue;
      }
      TreeIterator entries(tree->bytes, id_bytes_);
      for (TreeEntry entry; entries.next(entry);) {
        if (entry.is_gitlink()) continue;
        const ObjectId target = ObjectId::from_raw(entry.id);
        if (check(target, "HEAD's tree") && entry.is_tree()) pending.push_back(target);
      }
    }
  }

 private:
  const ObjectStore& store_;
  const uint8_t id_bytes_;
  const OnUnread& on_unread_;
  std::unordered_set<ObjectId> seen_;
};

}  // namespace

void tell_gaps(const ObjectStore& store, const RefSet& refs, std::span<const IndexEntry> index,
               uint8_t id_bytes, const OnUnread& on_unread) {
  GapFinder gaps(store, id_bytes, on_unread);
  for (const Ref& ref : refs.refs) gaps.check(ref.target, "a ref");
  for (const IndexEntry& entry : index) {
    if (entry.mode != kModeGitlink && !entry.intent_to_add) gaps.check(entry.id, "the index");
  }
  if (!refs.head) return;
  gaps.check(*refs.head, "HEAD");
  const Result<Object> head = store.read(*refs.head);
  if (!head || head->type != ObjectType::kCommit) return;
  Commit commit;
  parse_commit(head->bytes, id_bytes, commit);
  gaps.walk_tree(commit.tree);
}

}  // namespace sluice::git

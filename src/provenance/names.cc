#include "provenance/names.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "git/tag.h"

namespace sluice::provenance {
namespace {

class Peeler {
 public:
  Peeler(const git::ObjectStore& store, const HistoryObjects& objects, const WantedBlobs& wanted,
         const OnUnread& on_unread)
      : store_(store), objects_(objects), wanted_(wanted), on_unread_(on_unread) {}

  Names peel_all(const git::RefSet& refs) {
    names_.tags.assign(objects_.tags.targets.size(), Reach::kUnreachable);
    if (refs.head) {
      names_.logged.push_back(peel(*refs.head, Reach::kHead, "HEAD"));
      names_.head = names_.logged.back().commit;
    }
    for (const git::Ref& ref : refs.refs) {
      const Reach reach = ref.name == "refs/stash" ? Reach::kStash : Reach::kRef;
      names_.refs.push_back(peel(ref.target, reach, ref.name));
    }
    for (const git::Ref& ref : refs.worktrees) log(ref.target, Reach::kWorktree, ref.name);
    // What only a log or FETCH_HEAD still names may have been pruned by now.
    for (const git::Ref& ref : refs.pseudo) log(ref.target, Reach::kReflog, {});
    for (const ObjectId& id : refs.reflog) log(id, Reach::kReflog, {});
    for (const ObjectId& id : refs.stash_log) log(id, Reach::kStash, {});
    return std::move(names_);
  }

 private:
  void log(const ObjectId& id, Reach reach, std::string_view name) {
    names_.logged.push_back(peel(id, reach, name));
  }

  // `name` is empty where a missing object is no fault.
  Named peel(ObjectId id, Reach reach, std::string_view name) {
    Named named;
    named.reach = reach;
    for (unsigned depth = 0; depth < git::kMaxTagDepth; ++depth) {
      if (id.empty() || id.is_null()) return named;
      named.commit = objects_.graph.find(id);
      if (named.commit != kNoCommit) return named;
      const uint32_t tag = objects_.tags.ids.find(id.raw());
      if (tag == kNone) {
        name_other(id, name, named);
        return named;
      }
      names_.tags[tag] = std::min(names_.tags[tag], reach);
      id = objects_.tags.targets[tag];
    }
    on_unread_({Reason::kLimit, "a tag of a tag, too many times over", id.hex()});
    return named;
  }

  // A tree, a blob, or nothing in the store.
  void name_other(const ObjectId& id, std::string_view name, Named& named) {
    if (objects_.trees.has_tree(id.raw())) {
      named.tree = objects_.trees.find(id.raw());
      names_.trees.push_back(id);
    } else if (const uint32_t blob = wanted_.numbers.find(id.raw()); blob != kNone) {
      named.blob = blob;
    } else if (!name.empty() && !store_.contains(id)) {
      on_unread_(
          {Reason::kMissing, std::string(name) + " names it and the store lacks it", id.hex()});
    }
  }

  const git::ObjectStore& store_;
  const HistoryObjects& objects_;
  const WantedBlobs& wanted_;
  const OnUnread& on_unread_;
  Names names_;
};

}  // namespace

Names peel_names(const git::RefSet& refs, const git::ObjectStore& store,
                 const HistoryObjects& objects, const WantedBlobs& wanted,
                 const OnUnread& on_unread) {
  return Peeler(store, objects, wanted, on_unread).peel_all(refs);
}

std::vector<Tip> tips_of_names(const Names& names) {
  std::vector<Tip> tips;
  for (const std::vector<Named>* all : {&names.refs, &names.logged}) {
    for (const Named& named : *all) {
      if (named.commit != kNoCommit) tips.push_back({named.commit, named.reach});
    }
  }
  return tips;
}

}  // namespace sluice::provenance

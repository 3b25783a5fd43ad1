#include "git/gaps.h"

#include <set>

#include "git/tree.h"

namespace sluice::git {

void tell_gaps(const ObjectStore& store, std::span<const IndexEntry> index,
               const OnUnread& on_unread) {
  std::set<ObjectId> told;
  for (const IndexEntry& entry : index) {
    if (entry.mode == kModeGitlink || entry.intent_to_add || store.contains(entry.id)) continue;
    if (!told.insert(entry.id).second) continue;
    on_unread({Reason::kMissing, "the index names it and the store lacks it", entry.id.hex()});
  }
}

}  // namespace sluice::git

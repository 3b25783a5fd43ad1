#include "git/gaps.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <string>

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

void tell_replacements(const Repository& repository, const RefSet& refs,
                       const OnUnread& on_unread) {
  const auto replacements = std::count_if(refs.refs.begin(), refs.refs.end(), [](const Ref& ref) {
    return ref.name.starts_with("refs/replace/");
  });
  if (replacements > 0) {
    on_unread({Reason::kReplaced,
               std::to_string(replacements) +
                   " replace refs were not heeded: objects were scanned as they were written",
               "refs/replace"});
  }
  struct stat status {};
  const std::string grafts = repository.common_dir + "/info/grafts";
  if (::lstat(grafts.c_str(), &status) == 0 && status.st_size > 0) {
    on_unread({Reason::kReplaced,
               "grafts were not heeded: commits have the parents they were written with",
               "info/grafts"});
  }
}

}  // namespace sluice::git

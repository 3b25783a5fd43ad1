// The files below one of git's own folders.
#pragma once

#include <string>
#include <vector>

#include "sluice/source.h"

namespace sluice::git {

struct TreeFile {
  std::string path;  // from the base folder: "refs/heads/main"
  bool symlink = false;
};

// All files below `base`/`folder`, ascending by path. Symlinks are listed and
// never followed; neither is `folder` itself where it is one (kSymlinkOutside).
// No such folder: none. What cannot be listed goes to `on_unread`.
std::vector<TreeFile> list_files(const std::string& base, const std::string& folder,
                                 const OnUnread& on_unread);

// The names of all that lies directly in `folder`, ascending. No such folder:
// none. `where` names it to `on_unread`.
std::vector<std::string> list_names(const std::string& folder, const std::string& where,
                                    const OnUnread& on_unread);

}  // namespace sluice::git

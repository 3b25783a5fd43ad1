// Alternates: the other object folders that a repository borrows objects from.
// Source: gitrepository-layout(5), objects/info/alternates; git(1),
// GIT_ALTERNATE_OBJECT_DIRECTORIES.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/source.h"

namespace sluice::git {

struct AlternatePolicy {
  // Folders that lie in this one are followed: an absolute path without symlinks.
  // Empty: there is none.
  std::string inside = {};
  bool follow_all = false;  // wherever they lie
  // Followed in any case, as the environment named them, not the repository.
  // Their own alternates are the repository's word again.
  std::vector<std::string> given = {};
};

// The folders that `objects_dir` borrows from, and those that these borrow from, 5
// levels deep as git goes: absolute, without symlinks, each once, objects_dir
// itself left out. Not followed, and told to `on_unread`: kAlternateOutside, a
// folder outside `policy` (its path is not looked at); kMissing, one that is not
// there; kLimit, one too deep or past the 64th; kCorrupt, a line that is no path.
std::vector<std::string> find_alternates(const std::string& objects_dir,
                                         const AlternatePolicy& policy, const OnUnread& on_unread);

// Paths separated by ':', relative to `folder`; one in double quotes is in C's
// notation, as git writes paths with a colon or a quote.
std::vector<std::string> split_alternates(std::string_view variable, const std::string& folder);

}  // namespace sluice::git

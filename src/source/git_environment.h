// GitEnvironment: what git tells the hooks it runs by environment variables, and the
// repository and objects that this leads to.
// Source: githooks(5); git(1), ENVIRONMENT VARIABLES; git-receive-pack(1), QUARANTINE ENVIRONMENT.
#pragma once

#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/repository.h"
#include "sluice/oid.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice {

// What git tells its hooks by environment variables; empty: not set.
struct GitEnvironment {
  std::string folder = ".";           // the current one
  std::string git_dir = {};           // GIT_DIR, relative to `folder`
  std::string work_tree = {};         // GIT_WORK_TREE, likewise
  std::string index_file = {};        // GIT_INDEX_FILE, relative to the work tree's root
  std::string object_directory = {};  // GIT_OBJECT_DIRECTORY, relative to `folder`
  std::string alternates = {};        // GIT_ALTERNATE_OBJECT_DIRECTORIES, ':' between them
  std::string quarantine = {};        // GIT_QUARANTINE_PATH: objects that were not accepted yet

  static GitEnvironment of_process();
};

// The repository that the environment names, else the one around `folder`. kNotFound: none. Other
// errors are open_repository's. Where git's own pointers lead is followed, as git itself works
// here at this moment: worktrees and submodules keep their folder elsewhere.
Result<git::Repository> find_repository(const GitEnvironment& environment);

// Its objects: those of the object folder that the environment names, else the repository's own,
// with all alternates, as git has them. Errors are ObjectStore::open's.
Result<git::ObjectStore> open_objects(const GitEnvironment& environment,
                                      const git::Repository& repository, const git::Limits& limits,
                                      const OnUnread& on_unread);

// The ids of a push that is in quarantine: what the object folder that the environment names holds
// and its alternates lack, ascending. kNotFound: there is no quarantine.
Result<std::vector<ObjectId>> quarantined_objects(const GitEnvironment& environment,
                                                  const git::Repository& repository,
                                                  const git::Limits& limits);

// `path`, where it is relative, below `base`; normal.
std::string joined_path(const std::string& base, const std::string& path);

}  // namespace sluice

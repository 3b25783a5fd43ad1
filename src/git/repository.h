// Repository: what and where a git repository is. Opens nothing outside the
// target, runs nothing, follows no include.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/config.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/result.h"

namespace sluice::git {

struct Repository {
  std::string git_dir;     // absolute; HEAD, index and logs of this worktree
  std::string common_dir;  // absolute; objects, refs, config. Usually git_dir
  std::string work_tree;   // absolute; empty for a bare repository or a .git folder itself
  uint8_t id_bytes = 20;
  bool shallow = false;  // has a non-empty `shallow` file
  bool partial = false;  // has a promisor remote or pack

  std::string objects_dir() const { return common_dir + "/objects"; }
  std::string_view object_format() const { return id_bytes == 32 ? "sha256" : "sha1"; }
  // All that it lies in.
  std::vector<std::string> folders() const;
};

// `path` is a worktree root, a .git folder, a worktree with a .git file, or a
// bare repository. kNotFound: none of these. kUnsupported: an extension this
// version does not read, named (reftable is not one: read_refs tells it, and the
// objects can be read). kUsage: a .git file, commondir or symlink that points
// outside `path` and --follow-gitdir was not given. kCorrupt: its config.
// core.worktree and the folder's owner have no say, as nothing is run.
Result<Repository> open_repository(const std::string& path, bool follow_outside);

// Its config, with the worktree's own where extensions.worktreeConfig asks for it.
Result<Config> read_config(const Repository& repository);

// The root of the repository around `path`, walking up; nullopt: none.
std::optional<std::string> find_repository(const std::string& path);

}  // namespace sluice::git

// HookPlace: which of git's hooks sluice can be, and where git looks for one of a repository.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"
#include "sluice/result.h"

namespace sluice {

struct HookKind {
  std::string_view name;  // as git calls it, and `sluice hook`
  bool server = false;    // of a push that comes in
  bool has_arguments = false;
  bool reads_input = false;
};

// Those of a work tree first; the first of each side is the one that is installed by default.
std::span<const HookKind> hook_kinds();
// nullptr: none of them is called so.
const HookKind* find_hook_kind(std::string_view name);

struct HookPlace {
  const HookKind* kind = nullptr;
  git::Repository repository;
  std::string folder;      // absolute, symlinks resolved; may not be there yet
  std::string configured;  // core.hooksPath as written; empty: not set
  // The hook of that name runs all files of NAME.d: sluice's is one of them.
  bool dispatched = false;

  std::string name() const { return std::string(kind->name); }
  std::string git_hook() const { return folder + "/" + name(); }
  // The file that is sluice's.
  std::string hook() const { return dispatched ? git_hook() + ".d/sluice" : git_hook(); }
  std::string before() const { return git_hook() + ".before-sluice"; }
  std::string usual_hook() const { return repository.common_dir + "/hooks/" + name(); }
  // The line of a shell script that runs it.
  std::string command() const;
};

// The repository around `folder`; `user_configs` as of git_settings.h. kUsage: none, one in
// which the hook is never run, one whose hooks folder lies outside of it, or no hook of sluice
// is called `name`. An empty `name`: the one that is installed by default.
Result<HookPlace> find_hook_place(const std::string& folder, std::string_view name,
                                  const std::vector<std::string>& user_configs);

// What hooks are read up to.
inline constexpr uint64_t kMaxHookBytes = 1 << 20;

bool path_exists(const std::string& path);
// Both absolute, dots and symlinks resolved.
bool is_within(const std::string& path, const std::string& folder);
std::string resolved_path(const std::string& path);

}  // namespace sluice

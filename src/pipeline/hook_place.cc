#include "pipeline/hook_place.h"

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/environment.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/file_reader.h"
#include "git/config.h"
#include "pipeline/git_settings.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

constexpr std::array kKinds = {
    HookKind{"pre-commit", false, false, false}, HookKind{"commit-msg", false, true, false},
    HookKind{"pre-push", false, true, true},     HookKind{"pre-receive", true, false, true},
    HookKind{"update", true, true, false},
};

std::string kind_names() {
  std::string names;
  for (const HookKind& kind : kKinds) {
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  return names;
}

const HookKind& default_kind(bool server) {
  for (const HookKind& kind : kKinds) {
    if (kind.server == server) return kind;
  }
  return kKinds[0];
}

// Git takes a relative core.hooksPath from the folder that it runs the hook in.
std::string configured_folder(const HookPlace& place) {
  std::string expanded = place.configured;
  if (expanded.starts_with("~/")) expanded.replace(0, 1, environment_variable("HOME"));
  const bool in_git_dir = place.kind->server || place.repository.work_tree.empty();
  const fs::path base = in_git_dir ? place.repository.git_dir : place.repository.work_tree;
  return (base / expanded).lexically_normal().string();
}

bool is_own_folder(const HookPlace& place) {
  const std::string& work_tree = place.repository.work_tree;
  return is_within(place.folder, resolved_path(place.repository.common_dir)) ||
         (!work_tree.empty() && is_within(place.folder, resolved_path(work_tree)));
}

Error outside(const HookPlace& place) {
  return usage_error(
      "the hooks of this repository are in '" + escape_for_terminal(place.folder) +
      "', outside of it, and may be those of other repositories too; add this line to " +
      escape_for_terminal(place.git_hook()) + " yourself:\n  " + place.command() +
      " || exit $?\nor give this repository its own hooks first:\n  git config " +
      "core.hooksPath '" + escape_for_terminal(place.repository.common_dir) + "/hooks'");
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// Whether the hook that is there runs the files of a folder beside it, as Gitea's do.
bool is_dispatched(const HookPlace& place) {
  if (!is_folder(place.git_hook() + ".d")) return false;
  const Result<std::string> text = read_file(place.git_hook(), kMaxHookBytes);
  return text && text->find(".d") != std::string::npos;
}

}  // namespace

std::span<const HookKind> hook_kinds() { return kKinds; }

const HookKind* find_hook_kind(std::string_view name) {
  for (const HookKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string HookPlace::command() const {
  return "sluice hook " + name() + (kind->has_arguments ? " \"$@\"" : "");
}

bool path_exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_within(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

std::string resolved_path(const std::string& path) {
  std::error_code failed;
  std::string real = fs::weakly_canonical(path, failed).string();
  if (failed) return path;
  while (real.size() > 1 && real.back() == '/') real.pop_back();
  return real;
}

Result<HookPlace> find_hook_place(const std::string& folder, std::string_view name,
                                  const std::vector<std::string>& user_configs) {
  HookPlace place;
  place.kind = find_hook_kind(name);
  if (!name.empty() && place.kind == nullptr) {
    return usage_error("sluice has no hook '" + escape_for_terminal(name) + "'; it has " +
                       kind_names());
  }
  const std::optional<std::string> root = git::find_repository(folder);
  if (!root) return usage_error("no git repository around '" + escape_for_terminal(folder) + "'");
  constexpr bool kFollowOutside = true;  // linked worktrees and submodules
  Result<git::Repository> repository = git::open_repository(*root, kFollowOutside);
  if (!repository) return std::move(repository).error();
  place.repository = *std::move(repository);
  const bool bare = place.repository.work_tree.empty();
  if (place.kind == nullptr) place.kind = &default_kind(bare);
  if (bare && !place.kind->server) {
    return usage_error("'" + escape_for_terminal(*root) +
                       "' is a bare repository: nothing is committed in it, and " + place.name() +
                       " never runs; --hook pre-receive guards what is pushed to it");
  }
  const Result<git::Config> settings = read_settings(place.repository, user_configs);
  if (!settings) return settings.error();
  std::string path = place.repository.common_dir + "/hooks";
  if (const git::ConfigEntry* entry = settings->find("core", "", "hookspath")) {
    place.configured = entry->value.value_or("");
    if (place.configured.empty())
      return usage_error("core.hooksPath is empty: git runs no hook here");
    path = configured_folder(place);
  }
  place.folder = resolved_path(path);
  if (!is_own_folder(place)) return outside(place);
  place.dispatched = is_dispatched(place);
  return place;
}

}  // namespace sluice

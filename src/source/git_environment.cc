#include "source/git_environment.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/escape.h"
#include "git/pack_reader.h"

namespace sluice {

GitEnvironment GitEnvironment::of_process() {
  return {.folder = ".",
          .git_dir = environment_variable("GIT_DIR"),
          .work_tree = environment_variable("GIT_WORK_TREE"),
          .index_file = environment_variable("GIT_INDEX_FILE"),
          .object_directory = environment_variable("GIT_OBJECT_DIRECTORY"),
          .alternates = environment_variable("GIT_ALTERNATE_OBJECT_DIRECTORIES"),
          .quarantine = environment_variable("GIT_QUARANTINE_PATH")};
}

std::string joined_path(const std::string& base, const std::string& path) {
  if (path.starts_with('/')) return path;
  return (std::filesystem::path(base) / path).lexically_normal().string();
}

Result<git::Repository> find_repository(const GitEnvironment& environment) {
  constexpr bool kFollowOutside = true;
  if (environment.git_dir.empty()) {
    const std::optional<std::string> root = git::find_repository(environment.folder);
    if (!root) {
      return Error{ErrorKind::kNotFound,
                   "no git repository around '" + escape_for_terminal(environment.folder) + "'"};
    }
    return git::open_repository(*root, kFollowOutside);
  }
  std::string path = joined_path(environment.folder, environment.git_dir);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
    path = std::filesystem::path(path).parent_path().string();  // a .git file
  }
  return git::open_repository(path, kFollowOutside);
}

Result<git::ObjectStore> open_objects(const GitEnvironment& environment,
                                      const git::Repository& repository, const git::Limits& limits,
                                      const OnUnread& on_unread) {
  const std::string folder = environment.object_directory.empty()
                                 ? repository.objects_dir()
                                 : joined_path(environment.folder, environment.object_directory);
  git::StoreOptions options = limits;
  options.alternates.follow_all = true;
  options.alternates.given = git::split_alternates(environment.alternates, environment.folder);
  return git::ObjectStore::open(folder, repository.id_bytes, options, on_unread);
}

Result<std::vector<ObjectId>> quarantined_objects(const GitEnvironment& environment,
                                                  const git::Repository& repository,
                                                  const git::Limits& limits) {
  std::vector<std::string> folders =
      git::split_alternates(environment.alternates, environment.folder);
  if (environment.quarantine.empty() || environment.object_directory.empty() || folders.empty()) {
    return Error{ErrorKind::kNotFound, "no push is in quarantine"};
  }
  const auto ignore = [](const Unread&) {};  // whoever scans these objects tells what is broken
  const Result<git::ObjectStore> pushed =
      git::ObjectStore::open(joined_path(environment.folder, environment.object_directory),
                             repository.id_bytes, limits, ignore);
  if (!pushed) return pushed.error();
  const std::string first = std::move(folders.front());
  folders.erase(folders.begin());
  git::StoreOptions options = limits;
  options.alternates.follow_all = true;
  options.alternates.given = std::move(folders);
  const Result<git::ObjectStore> before =
      git::ObjectStore::open(first, repository.id_bytes, options, ignore);
  if (!before) return before.error();
  std::vector<ObjectId> ids = pushed->loose();
  for (const git::StoredPack& stored : pushed->packs()) {
    if (stored.pack == nullptr) continue;
    const git::PackIndex& index = stored.pack->index();
    for (uint32_t i = 0; i < index.size(); ++i) ids.push_back(index.id(i));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  // A thin pack was completed by what was there already.
  std::erase_if(ids, [&](const ObjectId& id) { return before->contains(id); });
  return ids;
}

}  // namespace sluice

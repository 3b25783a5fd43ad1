#include "pipeline/target.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/escape.h"

namespace sluice {
namespace {

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

Result<ScanTarget> as_repository(const std::string& shown, const std::string& path,
                                 bool follow_gitdir) {
  Result<git::Repository> repository = git::open_repository(path, follow_gitdir);
  if (!repository) return std::move(repository).error();
  ScanTarget target;
  target.kind = ScanTarget::Kind::kRepository;
  target.shown = shown;
  target.path = repository->work_tree.empty() ? repository->git_dir : repository->work_tree;
  target.repository = *std::move(repository);
  return target;
}

}  // namespace

std::vector<std::string> ScanTarget::folders() const {
  std::vector<std::string> all{path};
  if (repository) {
    for (std::string& folder : repository->folders()) all.push_back(std::move(folder));
  }
  return all;
}

Result<ScanTarget> resolve_target(const std::optional<std::string>& given, bool follow_gitdir) {
  const std::string path = given.value_or(".");
  if (!given) {
    if (const std::optional<std::string> root = git::find_repository(path)) {
      return as_repository(*root, *root, follow_gitdir);
    }
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return Error{ErrorKind::kUsage, escape_for_terminal(path) + ": " + std::strerror(errno)};
  }
  ScanTarget target;
  target.shown = path;
  target.path = path;
  if (S_ISREG(status.st_mode)) {
    target.kind = ScanTarget::Kind::kFile;
    return target;
  }
  if (!S_ISDIR(status.st_mode)) {
    return Error{ErrorKind::kUsage,
                 escape_for_terminal(path) + ": neither a folder nor a regular file"};
  }
  Result<ScanTarget> repository = as_repository(path, path, follow_gitdir);
  if (repository) return repository;
  // A folder with a .git that cannot be opened must not pass for a plain one.
  if (repository.error().kind != ErrorKind::kNotFound || exists(path + "/.git")) {
    Error error = std::move(repository).error();
    if (error.kind == ErrorKind::kNotFound) {
      error = {ErrorKind::kUsage,
               escape_for_terminal(path) + ": its .git is not a repository: " + error.message};
    }
    return error;
  }
  const std::optional<std::string> around = git::find_repository(path);
  target.note = around ? escape_for_terminal(path) + " lies inside the repository " +
                             escape_for_terminal(*around) + ": scanned as files, without history"
                       : escape_for_terminal(path) + " is a plain folder: it has no history";
  return target;
}

}  // namespace sluice

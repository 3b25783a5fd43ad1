#include "gitleaks/repository.h"

#include <filesystem>

#include "base/escape.h"

namespace sluice::gitleaks {
namespace {

namespace fs = std::filesystem;

std::string prefix_of(const std::string& folder, const git::Repository& repository) {
  if (repository.work_tree.empty()) return {};
  std::error_code failed;
  const fs::path below = fs::relative(fs::canonical(folder, failed),
                                      fs::canonical(repository.work_tree, failed), failed);
  if (failed || below.empty() || below == "." || *below.begin() == "..") return {};
  return below.string() + "/";
}

}  // namespace

Result<OpenRepository> open_around(const std::string& folder, std::vector<std::string>& failures) {
  GitEnvironment environment = GitEnvironment::of_process();
  environment.folder = folder;
  Result<git::Repository> repository = find_repository(environment);
  if (!repository) return std::move(repository).error();
  const auto on_unread = [&](const Unread& unread) {
    failures.push_back(escape_for_terminal(unread.where) + ": " + escape_for_terminal(unread.what));
  };
  Result<git::ObjectStore> store = open_objects(environment, *repository, {}, on_unread);
  if (!store) return std::move(store).error();
  std::string prefix = prefix_of(folder, *repository);
  return OpenRepository{std::move(environment), *std::move(repository), *std::move(store),
                        std::move(prefix)};
}

}  // namespace sluice::gitleaks

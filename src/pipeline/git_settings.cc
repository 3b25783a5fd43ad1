#include "pipeline/git_settings.h"

#include <filesystem>
#include <utility>

#include "base/environment.h"

namespace sluice {

std::vector<std::string> user_git_configs() {
  std::vector<std::string> files;
  if (environment_variable("GIT_CONFIG_NOSYSTEM").empty()) {
    const std::string system = environment_variable("GIT_CONFIG_SYSTEM");
    files.push_back(system.empty() ? "/etc/gitconfig" : system);
  }
  const std::string global = environment_variable("GIT_CONFIG_GLOBAL");
  const std::string home = environment_variable("HOME"),
                    config_home = environment_variable("XDG_CONFIG_HOME");
  if (!global.empty()) {
    files.push_back(global);
    return files;
  }
  if (!config_home.empty()) {
    files.push_back(config_home + "/git/config");
  } else if (!home.empty()) {
    files.push_back(home + "/.config/git/config");
  }
  if (!home.empty()) files.push_back(home + "/.gitconfig");
  return files;
}

Result<git::Config> read_settings(const git::Repository& repository,
                                  const std::vector<std::string>& user_configs) {
  git::Config all;
  for (const std::string& path : user_configs) {
    // They may well be symlinks into a folder of dotfiles.
    std::error_code failed;
    const std::filesystem::path real = std::filesystem::weakly_canonical(path, failed);
    Result<git::Config> config = git::Config::read(failed ? path : real.string());
    if (config) all.append(*std::move(config));
  }
  Result<git::Config> own = git::read_config(repository);
  if (!own) return std::move(own).error();
  all.append(*std::move(own));
  return all;
}

}  // namespace sluice

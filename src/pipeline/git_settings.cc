#include "pipeline/git_settings.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace sluice {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::vector<std::string> user_git_configs() {
  std::vector<std::string> files;
  if (variable("GIT_CONFIG_NOSYSTEM").empty()) {
    const std::string system = variable("GIT_CONFIG_SYSTEM");
    files.push_back(system.empty() ? "/etc/gitconfig" : system);
  }
  const std::string global = variable("GIT_CONFIG_GLOBAL");
  const std::string home = variable("HOME"), config_home = variable("XDG_CONFIG_HOME");
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

// GitSettings: a repository's configuration as git has it here, the person's own included.
#pragma once

#include <string>
#include <vector>

#include "git/config.h"
#include "git/repository.h"
#include "sluice/result.h"

namespace sluice {

// The configuration files that git reads before a repository's own, in its
// order: the system's and the user's, as HOME, XDG_CONFIG_HOME and GIT_CONFIG_*
// have it.
std::vector<std::string> user_git_configs();

// Those of `user_configs` that can be read, then the repository's own, which wins. Errors are
// git::read_config's.
Result<git::Config> read_settings(const git::Repository& repository,
                                  const std::vector<std::string>& user_configs);

}  // namespace sluice

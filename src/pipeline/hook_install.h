// Puts sluice's pre-commit hook where git looks for it, tells of it, and takes
// it out again. What is there already is never overwritten.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

// hooks/pre-commit, byte for byte.
std::string_view hook_script();

struct HookInstallOptions {
  std::string folder = ".";               // somewhere in the repository
  std::string program = {};               // absolute path of the sluice that the hook is to run
  bool chain = false;                     // keep a hook that is there, and run it first
  std::vector<std::string> user_configs;  // see user_git_configs
};

// The configuration files that git reads before a repository's own, in its
// order: the system's and the user's, as HOME, XDG_CONFIG_HOME and GIT_CONFIG_*
// have it. They may set core.hooksPath.
std::vector<std::string> user_git_configs();

// All return lines for a person. kUsage: refused, with what to do instead: no
// repository, a bare one, a hooks folder outside the repository, a hook that is
// not sluice's, or hooks that husky, lefthook or pre-commit manages. kIo.
//
// A hook that is there is kept: without `chain` this is refused, with it the
// hook is moved to pre-commit.before-sluice, is run first, and its failure
// refuses the commit. Installing again renews sluice's own hook.
Result<std::string> install_hook(const HookInstallOptions& options);
// Puts a chained hook back in its place. Fine where nothing is installed.
Result<std::string> uninstall_hook(const HookInstallOptions& options);
Result<std::string> hook_status(const HookInstallOptions& options);

}  // namespace sluice

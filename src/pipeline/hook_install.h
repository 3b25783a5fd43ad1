// Puts a hook of sluice's where git looks for it, tells of it, and takes
// it out again. What is there already is never overwritten.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

// hooks/hook, byte for byte.
std::string_view hook_script();

struct HookInstallOptions {
  std::string folder = ".";               // somewhere in the repository
  std::string program = {};               // absolute path of the sluice that the hook is to run
  std::string hook = {};                  // hook_place.h's names; empty: the default
  bool chain = false;                     // keep a hook that is there, and run it first
  std::vector<std::string> user_configs;  // pipeline/git_settings.h
};

// All return lines for a person. kUsage: refused, with what to do instead: the errors of
// find_hook_place, a hook that is not sluice's, or hooks that husky, lefthook or pre-commit
// manages. kIo.
//
// A hook that is there is kept: without `chain` this is refused, with it the
// hook is moved to NAME.before-sluice, is run first, and its failure
// refuses the commit. Installing again renews sluice's own hook.
Result<std::string> install_hook(const HookInstallOptions& options);
// Puts a chained hook back in its place. Fine where nothing is installed.
Result<std::string> uninstall_hook(const HookInstallOptions& options);
// Whether git's hook of that name is sluice's or calls it.
bool is_hook_installed(const HookInstallOptions& options);
Result<std::string> hook_status(const HookInstallOptions& options);

}  // namespace sluice

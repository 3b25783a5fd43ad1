// `sluice hook …`: what git's hooks run, and how they get there.
#pragma once

#include "cli/options.h"

namespace sluice::cli {

struct PreCommitArguments {
  bool all_in_changed_files = false;
};

// `sluice hook pre-commit`: scans what is staged in the repository that git's
// environment names, else in the one around the current folder. Configuration
// and ignore files are those of the index. Returns the exit code; a change that
// adds no content is clean.
int run_pre_commit(const PreCommitArguments& arguments, const CommonOptions& options);

// `sluice hook install [--chain]`, `uninstall`, `status`, in the current folder's
// repository. kClean, or kUsage with what to do instead.
int run_hook_install(bool chain);
int run_hook_uninstall();
int run_hook_status();

}  // namespace sluice::cli

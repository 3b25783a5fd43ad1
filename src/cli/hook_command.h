// `sluice hook …`: what git's hooks run, and how they get there.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// pre-commit scans what is staged in the repository that git's environment names, else in the one
// around the current folder. Configuration and ignore files are those of the index; a change that
// adds no content is clean. install, uninstall and status work on the current folder's
// repository: kClean, or kUsage with what to do instead.
void define_hook(CLI::App& command, Session& session);

}  // namespace sluice::cli

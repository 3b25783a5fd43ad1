// `sluice hook pre-commit` and `hook commit-msg`: what git runs before it makes a commit.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// Adds the two to `sluice hook`.
void define_commit_hooks(CLI::App& hook, Session& session);

}  // namespace sluice::cli

// `sluice hook pre-push`, `hook pre-receive` and `hook update`: what git runs around a push.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// Adds the three to `sluice hook`.
void define_push_hooks(CLI::App& hook, Session& session);

}  // namespace sluice::cli

// sluice completion, sluice man: the flag table for shells and for readers.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// Both print to standard output. They tell of all commands: the parent of `command` has to have
// their flags.
void define_completion(CLI::App& command, Session& session);
void define_man(CLI::App& command, Session& session);

}  // namespace sluice::cli

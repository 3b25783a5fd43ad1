// The commands there are.
#pragma once

#include <span>
#include <string_view>

#include "cli/command.h"

namespace sluice::cli {

std::span<const Command> command_table();

// Adds each command to `app`, with its flags that of the name `typed`. Where `typed` is a command
// that tells of the others (`Command::needs_all`), and where it is empty, all have their flags.
void define_commands(CLI::App& app, Session& session, std::string_view typed);

}  // namespace sluice::cli

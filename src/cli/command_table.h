// The commands there are.
#pragma once

#include <span>
#include <string_view>

#include "cli/command.h"

namespace sluice::cli {

std::span<const Command> command_table();

// Adds the command called `typed` to `app`, with its flags. Where that tells of the others
// (`Command::needs_all`), or `typed` is empty, all commands with their flags; where there is none
// of that name, all without.
void define_commands(CLI::App& app, Session& session, std::string_view typed);

}  // namespace sluice::cli

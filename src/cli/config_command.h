// sluice config check, sluice init: a repository's own configuration.
#pragma once

#include <string>

#include "cli/command.h"
#include "sluice/result.h"

namespace sluice::cli {

// check: what a configuration does that its author may not have meant (pipeline/config_traps.h), a
// line each; kFindings where there is any, kUsage for a file that cannot be read as one. Of the
// files that are named, or of the repository around this folder.
void define_config(CLI::App& command, Session& session);

// Writes a commented .sluice.toml; never over one, and none that would put a .gitleaks.toml out of
// force.
void define_init(CLI::App& command, Session& session);

// Prints the traps of the file `name`; how many. kUsage: it is no configuration.
Result<size_t> tell_traps(const std::string& name);

}  // namespace sluice::cli

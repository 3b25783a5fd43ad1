// `sluice version`: which sluice this is, and what is in it.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_version(CLI::App& command, Session& session);

}  // namespace sluice::cli

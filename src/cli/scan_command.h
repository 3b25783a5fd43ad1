// sluice scan and sluice stdin.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_scan(CLI::App& command, Session& session);
void define_stdin(CLI::App& command, Session& session);

}  // namespace sluice::cli

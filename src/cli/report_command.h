// sluice report: the figures that an auditor asks for, and the file that a rewrite of history
// needs.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_report(CLI::App& command, Session& session);

}  // namespace sluice::cli

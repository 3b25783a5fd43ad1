// sluice convert and sluice merge: finished reports in other formats.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_convert(CLI::App& command, Session& session);
void define_merge(CLI::App& command, Session& session);

}  // namespace sluice::cli

// sluice find: every place where secrets that a person has at hand live, or ever lived.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_find(CLI::App& command, Session& session);

}  // namespace sluice::cli

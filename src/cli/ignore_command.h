// sluice ignore: findings that are known and accepted (src/findings/IGNORE.md).
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_ignore(CLI::App& command, Session& session);

}  // namespace sluice::cli

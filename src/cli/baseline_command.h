// sluice baseline: what was there when a team began to look (src/findings/BASELINE.md).
#pragma once

#include "cli/command.h"

namespace sluice::cli {

void define_baseline(CLI::App& command, Session& session);

}  // namespace sluice::cli

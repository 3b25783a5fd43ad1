// sluice explain FILE:LINE: which rules came near, what was read, what dropped them.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// The place is FILE:LINE, or FILE with LINE in a word of its own; - is standard input. kClean when
// it was told, kUsage for a place that is none, kIncomplete where it could not be read.
void define_explain(CLI::App& command, Session& session);

}  // namespace sluice::cli

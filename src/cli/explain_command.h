// sluice explain FILE:LINE: which rules came near, what was read, what dropped them.
#pragma once

#include <string>

#include "cli/options.h"

namespace sluice::cli {

// `place` is FILE:LINE, or FILE with `line` in a word of its own; - is standard input. kClean when
// it was told, kUsage for a place that is none, kIncomplete where it could not be read.
int run_explain(const std::string& place, const std::string& line, const CommonOptions& options);

}  // namespace sluice::cli

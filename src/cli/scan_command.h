// sluice scan and sluice stdin.
#pragma once

#include "cli/options.h"

namespace sluice::cli {

int run_scan(const ScanArguments& arguments, const CommonOptions& options);
int run_stdin(const CommonOptions& options);

}  // namespace sluice::cli

// sluice in gitleaks' place: its commands, flags, configuration, reports and exit codes.
#pragma once

#include <string>
#include <vector>

namespace sluice::cli {

// `words`: what follows the program's name, or `sluice gitleaks`. The exit code.
int run_gitleaks(const std::vector<std::string>& words);

}  // namespace sluice::cli

// sluice rules list | show | test | lint.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace sluice::cli {

// One line a rule: id, severity, confidence, title.
int list_rules(const CommonOptions& options);
// Everything about one rule.
int show_rule(const CommonOptions& options, const std::string& id);
// Runs every example and counter-example of the built-in rules, or of the rules
// in `files`, through the engine that scans. Ends with "N passed, N failed".
int test_rules(const std::vector<std::string>& files);
// Throughput and meaning: prefilter ends a MB of generated text, literals,
// bounds, widths; a line an offence.
int lint_rules(const std::vector<std::string>& files);

}  // namespace sluice::cli

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
// Throughput and meaning: stage-one ends a MB of generated text (an offence past
// 5, generic rules apart), and which of a user's rules RE2 has to run alone.
int lint_rules(const std::vector<std::string>& files);

}  // namespace sluice::cli

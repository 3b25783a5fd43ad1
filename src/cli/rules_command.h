// sluice rules list | show | test | lint.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace sluice::cli {

// list: one line a rule (id, severity, confidence, title). show: everything about one rule. test:
// every example and counter-example of the built-in rules, or of the rules in FILES, through the
// engine that scans; ends with "N passed, N failed". lint: below.
void define_rules(CLI::App& command, Session& session);

// Throughput and meaning: stage-one ends a MB of generated text (an offence past
// 5, generic rules apart), and which of a user's rules RE2 has to run alone.
int lint_rules(const std::vector<std::string>& files);

}  // namespace sluice::cli

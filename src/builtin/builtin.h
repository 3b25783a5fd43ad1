// The rules that sluice ships, compiled into the program: rules/*.toml as read
// by rule_compiler when the program was built.
#pragma once

#include <vector>

#include "sluice/engine.h"
#include "sluice/rule.h"
#include "sluice/ruleset.h"

namespace sluice {

// In a fixed order, without examples: a start does not need them, nor most of the rules.
RuleSet builtin_ruleset();
// The same, to be changed.
std::vector<Rule> builtin_rules();
// Fills examples and counter_examples; `rules` is builtin_rules(), unchanged.
void add_builtin_examples(std::vector<Rule>& rules);
CompiledDatabase builtin_database();

}  // namespace sluice

// The rules that sluice ships, compiled into the program: rules/*.toml as read
// by rule_compiler when the program was built.
#pragma once

#include <string_view>
#include <vector>

#include "sluice/engine.h"
#include "sluice/rule.h"

namespace sluice {

// In a fixed order, without examples: a start does not need them.
std::vector<Rule> builtin_rules();
// Fills examples and counter_examples; `rules` is builtin_rules(), unchanged.
void add_builtin_examples(std::vector<Rule>& rules);
// rules_sha256 of builtin_rules().
std::string_view builtin_rules_sha256();
CompiledDatabase builtin_database();

}  // namespace sluice

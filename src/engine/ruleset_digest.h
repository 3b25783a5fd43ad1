// Ruleset digest: the name of what a scan looks for, in reports and caches.
#pragma once

#include <string>
#include <vector>

#include "sluice/rule.h"

namespace sluice {

// Hex SHA-256 over all of each rule and allowlist that bears on what is found: what only a reader
// needs (title, remediation, examples) is left out.
std::string rules_sha256(const std::vector<Rule>& rules, const std::vector<Allowlist>& allowlists);

}  // namespace sluice

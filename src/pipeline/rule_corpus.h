// The text on which rules are measured: `rules lint` and bench/rules.
#pragma once

#include <string>

namespace sluice {

// 8 MiB with the statistics of source code, without a secret in it: words,
// identifiers, numbers, hex and base64 runs, quotes, assignments. Always the
// same bytes.
std::string rule_corpus();

}  // namespace sluice

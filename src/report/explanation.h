// An explanation for people and for machines.
#pragma once

#include <string>

#include "sluice/explanation.h"

namespace sluice {

// A paragraph a rule: how far it came, what it read, what spoke, what dropped it.
std::string explanation_text(const Explanation& explanation, bool show_secrets);

// {"path", "line", "rules": [{"rule", "stage", "key", "value", "why", "confidence",
// "severity", "validity", "score", "reasons": [{"feature", "value", "weight"}]}]}; what
// is not known is null.
std::string explanation_json(const Explanation& explanation, bool show_secrets);

}  // namespace sluice

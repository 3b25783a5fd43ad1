// A rule as SARIF describes it (reportingDescriptor), and SARIF's plain text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "findings/redact.h"
#include "sluice/rule.h"

namespace sluice {

std::string_view sarif_level(Severity severity);

// Plain text as SARIF's messages have it (3.11): one line, brackets escaped, as they would make a
// link, braces doubled, as they would be a placeholder.
std::string sarif_text(std::string_view raw);

// Its own sentence, never empty: `otherwise` where `text` is.
std::string sarif_sentence(std::string text, std::string_view otherwise);

// With `controls`, also the relationships to them.
nlohmann::ordered_json sarif_rule(const Rule& rule, const Redactor& redactor, bool controls);

}  // namespace sluice

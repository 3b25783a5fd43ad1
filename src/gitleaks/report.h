// gitleaks' reports, byte for byte as it writes them.
// Source: gitleaks 8.30.1's output; Go's encoding/json, encoding/csv and encoding/xml, which it
// writes with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gitleaks/finding.h"
#include "gitleaks/rules.h"

namespace sluice::gitleaks {

enum class ReportFormat : uint8_t { kJson, kCsv, kJunit, kSarif };
// nullopt: none is called that. In any case, blanks around it.
std::optional<ReportFormat> report_format_named(std::string_view name);
// By the end of a file's name: .json, .csv or .sarif.
std::optional<ReportFormat> report_format_of(std::string_view path);

// `rules` are listed in SARIF.
std::string write_report(ReportFormat format, const std::vector<Finding>& findings,
                         const Rules& rules);

// What --verbose prints of one.
std::string printed(const Finding& finding);

// Takes the secret out of a finding: all of it from 100 on, else the last `percent` of its bytes.
void redact(unsigned percent, Finding& finding);

}  // namespace sluice::gitleaks

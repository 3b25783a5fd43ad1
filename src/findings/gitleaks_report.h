// gitleaks' JSON report, which also serves it as a baseline: an array of findings, with
// gitleaks' own names (RuleID, StartLine, …).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

// As written. What an element lacks, or has of another type, is empty or 0.
struct GitleaksFinding {
  std::string rule, description;
  uint64_t start_line = 0, end_line = 0;      // from 1; 0 for a rule on the path alone
  uint64_t start_column = 0, end_column = 0;  // bytes, as gitleaks counts them
  std::string match, secret;  // the secret may be cut ("ghp_..."), "REDACTED" or empty
  std::string file, symlink_file, commit;
  float entropy = 0;
  std::string author, email, date, message;
  std::vector<std::string> tags;
  std::string fingerprint;
};

// Whether `bytes` are meant to be such a report: the first byte that is no blank is '['.
bool looks_like_gitleaks_report(std::string_view bytes);

// kUsage: no JSON array of objects; `name` stands in the message.
Result<std::vector<GitleaksFinding>> read_gitleaks_report(std::string_view name,
                                                          std::string_view bytes);

}  // namespace sluice

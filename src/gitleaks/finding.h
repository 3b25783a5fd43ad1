// Finding: what gitleaks says of one secret at one place, field by field as its reports have it.
// Source: gitleaks 8.30.1's report format (its README, "Reporting"), and its output.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::gitleaks {

// Of a composite rule: what else it asked for.
struct RequiredFinding {
  std::string rule, secret;
  int64_t start_line = 0;
};

struct Finding {
  std::string rule, description;
  // As gitleaks counts: lines from 1; columns in bytes, one too many on every line but its
  // fragment's first; all 0 for a rule on the path alone.
  int64_t start_line = 0, end_line = 0, start_column = 0, end_column = 0;
  std::string line;  // that the match lies on; in no report
  std::string match, secret;
  std::string file, symlink_file, commit, link;
  float entropy = 0;  // bits a byte
  std::string author, email, date, message;
  std::vector<std::string> tags;
  std::string fingerprint;
  std::vector<RequiredFinding> required;
  // Other ids that entries of ignore files and baselines may call `rule` by.
  std::vector<std::string> also_called;
  bool builtin = false;  // found by a rule of sluice's own
  uint64_t order = 0;    // of its commit, as git log lists them
};

}  // namespace sluice::gitleaks

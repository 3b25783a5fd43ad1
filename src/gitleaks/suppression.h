// What a person has seen before: .gitleaksignore and a baseline, as gitleaks reads them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "findings/gitleaks_report.h"
#include "gitleaks/finding.h"

namespace sluice::gitleaks {

class Suppressions {
 public:
  // One fingerprint a line, whole; lines that start with # are none. Gives the lines that are no
  // fingerprint; they count all the same, as they stand.
  std::vector<std::string> add_ignores(std::string_view text);
  void add_baseline(std::vector<GitleaksFinding> findings);

  // `finding` has its fingerprint. `redacted`: what it matched does not count.
  bool cover(const Finding& finding, bool redacted) const;

 private:
  bool is_ignored(const Finding& finding, const std::string& rule) const;

  std::set<std::string, std::less<>> ignored_;
  std::vector<GitleaksFinding> baseline_;
};

// COMMIT:FILE:RULE:LINE, or FILE:RULE:LINE without a commit.
std::string fingerprint_of(const Finding& finding, const std::string& rule);

}  // namespace sluice::gitleaks

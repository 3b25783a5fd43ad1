// RuleFile: one TOML file of rules and allowlists, read and checked. The format
// is told in rules/README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"
#include "sluice/rule.h"
#include "sluice/ruleset.h"

namespace sluice {

// Where a file comes from decides what an unknown key is and what a missing key
// means.
enum class Dialect : uint8_t {
  kBuiltin,   // rules/*.toml: examples and remediation are required
  kSluice,    // --config, .sluice.toml: unknown keys are errors
  kGitleaks,  // .gitleaks.toml: unknown keys are warnings
};

struct RuleFile {
  struct TargetedAllowlist {
    Allowlist allowlist;
    std::vector<std::string> rule_ids;  // empty: every rule
    std::string where;                  // file:line
  };

  Dialect dialect = Dialect::kSluice;
  std::vector<Rule> rules;  // in the file's order
  std::vector<TargetedAllowlist> allowlists;
  std::vector<std::string> disabled_rules;
  bool builtin_rules = true;
  // What a change would suppress by itself counts all the same (`new_suppressions = "fail"`).
  bool new_suppressions_fail = false;
  std::vector<std::string> warnings;  // one line each, file:line first
};

// `name` is how errors call the file. A rule whose id is in `base` starts from
// that rule and overrides the keys it gives. Errors: kUsage, "FILE:LINE: key
// `KEY`: what is wrong".
Result<RuleFile> parse_rule_file(std::string_view text, const std::string& name, Dialect dialect,
                                 const std::vector<Rule>& base);

// "; did you mean 'X'?", of the ids and aliases of `rules`, or nothing.
std::string meant_rule(std::string_view id, const std::vector<Rule>& rules);

// The rules that run: `base` with `file` laid over it. An id that an allowlist or
// disabled_rules names means what gitleaks_names.h says. Errors: kUsage for one that
// no rule has and that is none of gitleaks', and for a result without any rule.
Result<RuleSet> merge_rules(std::vector<Rule> base, RuleFile file);

}  // namespace sluice

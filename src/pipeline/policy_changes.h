// What one policy suppresses that another does not: the entries of a change's own ignore file,
// baseline and rules beside the trusted ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "findings/baseline.h"
#include "findings/ignore_file.h"
#include "sluice/report.h"
#include "sluice/ruleset.h"

namespace sluice {

// Each answers for what `head` has and `trusted` has not, sorted by (by, where, what), without
// `added`.

// An entry that ends later than the trusted one is new; one that has ended by `now` is none.
std::vector<NewSuppression> new_ignores(const IgnoreFile& trusted, const IgnoreFile& head,
                                        int64_t now);
std::vector<NewSuppression> new_baseline_entries(const Baseline& trusted, const Baseline& head);
// Rules that are gone ("disabled_rule"), allowlists that came ("allowlist"), and rules of which
// anything else that decides a finding was rewritten ("config"). `name` is the head's file.
std::vector<NewSuppression> new_rule_limits(const RuleSet& trusted, const RuleSet& head,
                                            const std::string& name);

// An entry of an ignore file as it is written, without its comment.
std::string ignore_text(const IgnoreEntry& entry);

}  // namespace sluice

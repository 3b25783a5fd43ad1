// ProposedPolicy: what a change would itself have suppressed.
//
// A change is judged by the policy of the commit that it starts from: rules, ignore files and
// baseline of a tree that it could not write. Its own tree may hold more: a comment that allows a
// line, an ignore or baseline entry, an allowlist, a rule switched off. Those are found here, by
// laying the head's policy over the findings that the trusted one leaves, and told with who added
// them. Whether they hold is the caller's choice: they do in CI by default, never in a
// pre-receive hook.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "findings/baseline.h"
#include "findings/ignore_file.h"
#include "git/object_store.h"
#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/report.h"

namespace sluice {

struct ProposedPolicy {
  bool holds = true;  // false: the findings count all the same

  // The head's, borrowed; null: those that are trusted.
  const IgnoreFile* ignores = nullptr;
  const Baseline* baseline = nullptr;
  const Engine* engine = nullptr;

  std::string config_name;                  // the file that `engine` was read from
  std::vector<NewSuppression> entries;      // what the policy files hold more than the trusted
  const git::ObjectStore* store = nullptr;  // to look into files; not null where `engine` is
  // Who brought the comment on a line of the finding's file; may be empty.
  std::function<std::optional<CommitFacts>(const Finding&)> who_allowed;
  // Whether a commit is one of the change's; empty: all are. A comment that another brought is old,
  // and suppresses.
  std::function<bool(const ObjectId&)> is_of_change;
};

// Two steps of finish_report (pipeline/assemble.h). Before anything is suppressed by a file: where
// `policy` does not hold, a comment in a line is no suppression any more. Returns which findings
// had one.
std::vector<bool> set_aside_inline(const ProposedPolicy& policy, std::vector<Finding>& findings);

// After the trusted ignore files and baseline: fills Report::new_suppressions and
// Finding::new_suppression, suppresses by them where the policy holds, and counts that in
// coverage. `was_inline` is set_aside_inline's answer. Findings must be identified.
void apply_proposed(const ProposedPolicy& policy, const std::vector<bool>& was_inline,
                    const ScanOptions& options, Report& report);

}  // namespace sluice

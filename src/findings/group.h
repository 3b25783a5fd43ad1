// Findings in their order, and all findings of one secret together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sluice/finding.h"
#include "sluice/report.h"

namespace sluice {

// By (path, inner_path, line, column, rule id, blob); what is equal in these is
// ordered by the rest, so that the order does not depend on the threads.
void sort_findings(std::vector<Finding>& findings, const RuleList& rules);

// The findings of each distinct secret, by their ids, or by their text where they have none:
// indices, ascending; the lists in the order of their first finding.
std::vector<std::vector<size_t>> by_secret(const std::vector<Finding>& findings);

// One secret of its findings, `members`: indices into report.findings, ascending, not empty.
// Its life is left empty.
SecretGroup make_group(std::vector<size_t> members, const Report& report);

// Sorts report.findings and makes report.secrets of them. Their ids must be
// filled (identify). A secret's rule, severity, confidence, validity and places
// are those of its findings that are not suppressed, or of all where all are.
// The life (introduced, removed, in_head, refs, exposure_days) is left empty:
// secrets[i].findings says whose it is.
void group_secrets(Report& report);

// report.secrets as group_secrets leaves them in order.
void sort_secrets(Report& report);

// Every finding of it is suppressed: told under `findings` only, and no reason
// to fail.
bool is_suppressed(const SecretGroup& group, const std::vector<Finding>& findings);

// Whole days, never below 0, from `introduced` to `now` while `exposed` (HEAD or
// a ref holds it), else to `removed`; absent where either end is unknown.
std::optional<int64_t> exposure_days(const std::optional<CommitFacts>& introduced,
                                     const std::optional<CommitFacts>& removed, bool exposed,
                                     int64_t now);

}  // namespace sluice

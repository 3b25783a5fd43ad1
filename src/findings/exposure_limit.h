// The limit of a policy: for how many days a secret may be exposed (Report::max_exposure_days).
#pragma once

#include "sluice/report.h"

namespace sluice {

// Whether there is a limit and the secret is exposed longer.
bool is_over_limit(const Report& report, const SecretGroup& group);

// A baseline is debt with a term: what it covers and is exposed longer is reported after all. What
// an ignore entry, a comment or an allowlist covers was judged to be none, and stays so. Lives must
// be filled; the order of the secrets stays right.
void enforce_exposure_limit(Report& report);

}  // namespace sluice

// The findings that a person names by what a report printed.
#pragma once

#include <string_view>
#include <vector>

#include "findings/fingerprint.h"
#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice {

// Whether `id` has the form of a fingerprint (32 hex digits) or of "secret:" and as many.
bool is_finding_id(std::string_view id);

// Whether `id` is the finding's fingerprint, or "secret:" and its secret's id, under its own key or
// one of `keys`. Hex digits of either case.
bool goes_by_id(const Finding& finding, const Rule& rule, std::string_view id,
                const std::vector<IdentityKey>& keys);

}  // namespace sluice

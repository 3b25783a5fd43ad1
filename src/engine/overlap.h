// Which of several matches over the same bytes is the finding. Prefixes are shared:
// `sk_live_` is Stripe's, Paystack's, Clerk's and WorkOS's, `sk-` a dozen others', and 32
// hex digits anyone's. The match that says most of the secret wins, the others go.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/finding.h"
#include "sluice/ruleset.h"

namespace sluice {

// Bytes of `secret` that the rule fixes: its longest keyword (lower case) that stands in
// it. A rule that knows its secret by the name beside it alone has none.
size_t fixed_bytes(const Rule& rule, std::string_view secret);

// A rule of this tag says nothing of other rules' matches, nor they of its: what it looks for is
// told wherever it lies.
inline constexpr std::string_view kKeepsOverlaps = "keeps-overlaps";

// Leaves of matches[first, …) those whose secrets no more telling one overlaps, in no
// particular order. What tells more, the first difference decides: a check that did not
// refute; a user's rule, then a provider's, a structure's, a URL's, a key name's; a check
// that proved; of providers' more fixed bytes, then a name in front of the secret; a longer
// secret; of providers' a pattern that allows less (`widths`: of each rule's widest match);
// what comes first.
void keep_most_telling(const RuleList& rules, std::span<const uint32_t> widths, size_t first,
                       std::vector<Match>& matches);

}  // namespace sluice

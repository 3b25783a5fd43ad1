// Notations find the key and the value (notation.h); candidate.cc judges them, alike for all.
#include "judge/assignment.h"

#include <algorithm>
#include <utility>

#include "judge/candidate.h"
#include "judge/notation.h"

namespace sluice::judge {

std::optional<Evidence> weigh_assignment(const Rule& rule, std::string_view text, Span& match,
                                         Span& secret, unsigned number) {
  const auto site = find_site(rule, text, match, number);
  if (!site) return std::nullopt;
  auto candidate = measure_site(*site, text);
  if (!candidate || !conclude(*candidate)) return std::nullopt;
  secret = site->side.value;
  if (is_table(rule)) {
    match = secret;  // what stands between the heading and it are other rows
    return std::move(candidate->evidence);
  }
  match = {std::min(match.begin, std::min(site->key.begin, secret.begin)),
           std::max(match.end, secret.end)};
  return std::move(candidate->evidence);
}

}  // namespace sluice::judge

#include "sluice/control.h"

#include <algorithm>

namespace sluice {

bool matches_id(std::string_view pattern, std::string_view id) {
  if (pattern.starts_with('*')) return id.ends_with(pattern.substr(1));
  if (pattern.ends_with('*')) return id.starts_with(pattern.substr(0, pattern.size() - 1));
  return id == pattern;
}

bool RuleSelector::holds(const Rule& rule) const {
  const std::string_view kind = judge_name(rule.judge);
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end() ||
         std::any_of(tags.begin(), tags.end(),
                     [&](std::string_view tag) {
                       return std::find(rule.tags.begin(), rule.tags.end(), tag) != rule.tags.end();
                     }) ||
         std::any_of(ids.begin(), ids.end(),
                     [&](std::string_view pattern) { return matches_id(pattern, rule.id); });
}

}  // namespace sluice

#include "sluice/ruleset.h"

namespace sluice {

std::optional<uint32_t> RuleSet::find(std::string_view id) const {
  for (uint32_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].id == id) return i;
  }
  return std::nullopt;
}

}  // namespace sluice

// RuleSet: validated rules and global allowlists, in a fixed order.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/rule.h"

namespace sluice {

// Immutable once built; rule indices are stable and used by every later stage.
class RuleSet {
 public:
  RuleSet() = default;
  RuleSet(std::vector<Rule> rules, std::vector<Allowlist> allowlists)
      : rules_(std::move(rules)), allowlists_(std::move(allowlists)) {}

  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<Allowlist>& allowlists() const { return allowlists_; }
  std::optional<uint32_t> find(std::string_view id) const;

 private:
  std::vector<Rule> rules_;
  std::vector<Allowlist> allowlists_;
};

}  // namespace sluice

// RuleSet: validated rules and global allowlists, in a fixed order.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/rule.h"

namespace sluice {

// Rules that engines and reports share: copying the list copies no rule, of which there are
// hundreds with a dozen texts each, more than a hook has time for.
class RuleList {
 public:
  RuleList() : RuleList(std::vector<Rule>()) {}
  RuleList(std::vector<Rule> rules)
      : rules_(std::make_shared<const std::vector<Rule>>(std::move(rules))) {}

  operator const std::vector<Rule>&() const { return *rules_; }
  const Rule& operator[](size_t index) const { return (*rules_)[index]; }
  size_t size() const { return rules_->size(); }
  auto begin() const { return rules_->begin(); }
  auto end() const { return rules_->end(); }

 private:
  std::shared_ptr<const std::vector<Rule>> rules_;
};

// Immutable once built; rule indices are stable and used by every later stage.
class RuleSet {
 public:
  RuleSet() = default;
  // `known_sha256`: rules_sha256 of just these (engine/ruleset_digest.h), where it was worked out
  // when the program was built; outlives the set. Empty: not known.
  RuleSet(std::vector<Rule> rules, std::vector<Allowlist> allowlists,
          std::string_view known_sha256 = {})
      : rules_(std::move(rules)), allowlists_(std::move(allowlists)), known_sha256_(known_sha256) {}

  const RuleList& rules() const { return rules_; }
  const std::vector<Allowlist>& allowlists() const { return allowlists_; }
  std::string_view known_sha256() const { return known_sha256_; }
  std::optional<uint32_t> find(std::string_view id) const;

 private:
  RuleList rules_;
  std::vector<Allowlist> allowlists_;
  std::string_view known_sha256_;
};

}  // namespace sluice

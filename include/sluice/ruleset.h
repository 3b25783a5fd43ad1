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
// hundreds with a dozen texts each, more than a hook has time for. Any thread may read it.
class RuleList {
 public:
  using Make = void (*)(size_t index, Rule& rule);  // fills a rule that is empty

  RuleList() : RuleList(std::vector<Rule>()) {}
  RuleList(std::vector<Rule> rules);
  // Each rule is made when it is first asked for.
  RuleList(size_t size, Make make);

  const Rule& operator[](size_t index) const;
  size_t size() const;
  // These make them all.
  operator const std::vector<Rule>&() const { return all(); }
  auto begin() const { return all().begin(); }
  auto end() const { return all().end(); }

 private:
  struct Shared;

  const std::vector<Rule>& all() const;

  std::shared_ptr<const Shared> shared_;
};

// Immutable once built; rule indices are stable and used by every later stage.
class RuleSet {
 public:
  RuleSet() = default;
  RuleSet(std::vector<Rule> rules, std::vector<Allowlist> allowlists)
      : rules_(std::move(rules)), allowlists_(std::move(allowlists)) {}
  // `known_sha256`: rules_sha256 of just these (engine/ruleset_digest.h), worked out when the
  // program was built; outlives the set.
  RuleSet(RuleList rules, std::string_view known_sha256)
      : rules_(std::move(rules)), known_sha256_(known_sha256) {}

  const RuleList& rules() const { return rules_; }
  const std::vector<Allowlist>& allowlists() const { return allowlists_; }
  std::string_view known_sha256() const { return known_sha256_; }  // empty: not known
  std::optional<uint32_t> find(std::string_view id) const;

 private:
  RuleList rules_;
  std::vector<Allowlist> allowlists_;
  std::string_view known_sha256_;
};

}  // namespace sluice

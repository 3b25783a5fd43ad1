// The names that gitleaks has for what our rules find: what a person wrote for it (ignore
// entries, baselines, disabledRules …) keeps its meaning.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/rule.h"

namespace sluice {

// What a rule is called: its id, and gitleaks' ids for the same credential. Views.
struct RuleNames {
  std::string_view id;
  std::span<const std::string> aliases = {};

  RuleNames(const Rule& rule) : id(rule.id), aliases(rule.aliases) {}  // NOLINT
  RuleNames(std::string_view name) : id(name) {}                       // NOLINT
  RuleNames(const char* name) : id(name) {}                            // NOLINT
};

inline constexpr std::string_view kGitleaksGeneric = "generic-api-key";

// Whether gitleaks 8.30.1 has a rule of that id by default.
bool is_gitleaks_rule(std::string_view id);

// An id of gitleaks that no built-in rule carries: what it is for has no form of its own and is
// found by its key's name alone, as generic-api-key, or is no secret (docs/gitleaks.md).
bool is_left_to_generic(std::string_view id);

// Names under which gitleaks' entries cover a finding of this rule: its own, and generic-api-key
// where gitleaks has no rule for the credential.
std::vector<std::string_view> gitleaks_names(const RuleNames& rule);

// An entry's rule id as gitleaks_names() may hold it.
inline std::string_view canonical_rule(std::string_view id) {
  return is_left_to_generic(id) ? kGitleaksGeneric : id;
}
bool goes_by(const RuleNames& rule, std::string_view name);

// Whether a list of ids that are switched off, or on, means this rule. Off: its own id is in it;
// or, where gitleaks does not know that id, all of its aliases are. On: any of its names is.
bool is_disabled_by(const RuleNames& rule, const std::function<bool(std::string_view)>& listed);
bool is_enabled_by(const RuleNames& rule, const std::function<bool(std::string_view)>& listed);

}  // namespace sluice

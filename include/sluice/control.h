// Control: a requirement of a framework that a leaked secret speaks to (rules/controls.toml).
#pragma once

#include <span>
#include <string_view>

#include "sluice/rule.h"

namespace sluice {

struct Framework {
  std::string_view id;    // "cwe", "nist_800_53"
  std::string_view name;  // "CWE", "NIST-SP-800-53"
  std::string_view title, organization, version;
  std::string_view url;  // may be empty
};

// Rules by any of: what judges them (judge_name), a tag, an id with a * at one end or none.
struct RuleSelector {
  std::span<const std::string_view> kinds, tags, ids;

  bool holds(const Rule& rule) const;
};

struct Control {
  const Framework* framework;
  std::string_view id;     // "CWE-798", "IA-5"
  std::string_view label;  // "CWE-798", "NIST 800-53 IA-5"
  std::string_view value;  // "798": the id as the framework's own number
  std::string_view title;
  std::string_view url;    // may be empty
  const RuleSelector* of;  // null: every rule
};

// Whether `id` is `pattern`, which may begin or end with a * for anything.
bool matches_id(std::string_view pattern, std::string_view id);

}  // namespace sluice

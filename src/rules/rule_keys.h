// The keys of a rule file, as sluice spells them: for saying which one was meant.
#pragma once

#include <array>
#include <string_view>

namespace sluice {

inline constexpr auto kFileKeys = std::to_array<std::string_view>(
    {"title", "description", "minVersion", "rules", "allowlists", "disabled_rules", "builtin_rules",
     "new_suppressions", "extend"});
inline constexpr auto kAllowlistKeys =
    std::to_array<std::string_view>({"description", "condition", "commits", "paths", "regexes",
                                     "stopwords", "regexTarget", "targetRules"});
inline constexpr auto kRuleKeys = std::to_array<std::string_view>({"id",
                                                                   "description",
                                                                   "regex",
                                                                   "path",
                                                                   "secretGroup",
                                                                   "entropy",
                                                                   "keywords",
                                                                   "tags",
                                                                   "allowlists",
                                                                   "aliases",
                                                                   "title",
                                                                   "severity",
                                                                   "confidence",
                                                                   "judge",
                                                                   "random",
                                                                   "checksum",
                                                                   "pair_id",
                                                                   "pair_value",
                                                                   "pair_key",
                                                                   "examples",
                                                                   "prefilter",
                                                                   "remediation",
                                                                   "remediation_url",
                                                                   "references",
                                                                   "counter_examples"});
inline constexpr auto kExtendKeys =
    std::to_array<std::string_view>({"useDefault", "disabledRules", "path", "url"});

}  // namespace sluice

// AddedRules: what is worked out of rules that no shipped database covers, once: a database for
// stage one, and how far their matches reach. It can be kept as bytes from one start to the next.
//
// The bytes, numbers big-endian (base/byte_codec.h): a number of rules (8); of each the widest
// match of its stage-one patterns and of its regex (4, 4), a number of patterns (8) and the
// newlines that a match of each can hold (4); then the serialized database, its size (8) before it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/prefilter.h"
#include "sluice/result.h"
#include "sluice/ruleset.h"

namespace sluice {

struct AddedRule {
  uint32_t stage_one_width = 0;    // bytes; kUnboundedWidth: stage one does not run it
  uint32_t regex_width = 0;        // bytes; kUnboundedWidth: no bound
  std::vector<uint32_t> newlines;  // of each pattern that stage one runs
};

struct AddedRules {
  std::vector<AddedRule> rules;  // in the order that `indices` had
  std::string database;          // serialized; empty where stage one runs none of them
};

// Whether any pattern of `rules` was written by a person, and so may not compile.
bool holds_own(const RuleSet& rules);

// `indices`: into rules.rules(), ascending, of rules with a regex. A rule whose patterns Hyperscan
// refuses, or would take seconds over, is left to RE2 alone. kUsage, with the place: RE2 refuses a
// pattern of one of these rules or of an allowlist that a person wrote, or all are too large
// together.
Result<AddedRules> compile_added(const RuleSet& rules, std::span<const uint32_t> indices);

// A name for what compile_added would give: of the rules, the allowlists, Hyperscan's version and
// this program. Hex.
std::string added_rules_key(const RuleSet& rules, std::span<const uint32_t> indices);

std::string to_bytes(const AddedRules& added);
// kCorrupt: not what to_bytes gives.
Result<AddedRules> parse_added_rules(std::string_view bytes);

}  // namespace sluice

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "builtin/builtin.h"
#include "engine/ruleset_digest.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

TEST(BuiltinDigest, IsThatOfTheRulesThatRun) {
  const std::vector<Rule> rules = builtin_rules();
  const std::string_view known = builtin_ruleset().known_sha256();
  EXPECT_EQ(known, rules_sha256(rules, {}));
  EXPECT_EQ(known, rules_sha256(builtin_ruleset().rules(), {}));
  for (const RuleSet& set : {RuleSet(rules, {}), builtin_ruleset()}) {
    const auto engine = Engine::create(set, builtin_database());
    ASSERT_TRUE(engine);
    EXPECT_EQ(engine->ruleset_sha256(), known);
  }
}

TEST(BuiltinDigest, ChangesWithEachRuleThatIsOff) {
  std::vector<Rule> rules = builtin_rules();
  rules.erase(rules.begin() + 3);
  EXPECT_NE(rules_sha256(rules, {}), builtin_ruleset().known_sha256());
}

// What a start takes from tables, without a look at any rule, is what each rule says.
TEST(BuiltinRules, AreAsTheTablesOfTheStartSay) {
  std::vector<Rule> rules = builtin_rules();
  add_builtin_examples(rules);
  const auto slow = Engine::create(RuleSet(rules, {}), builtin_database());
  const auto fast = Engine::create(builtin_ruleset(), builtin_database());
  ASSERT_TRUE(slow && fast);
  Scratch scratch;
  for (size_t i = 0; i < rules.size(); ++i) {
    for (const std::string& example : rules[i].examples) {
      ASSERT_EQ(fast->ends(example, scratch), slow->ends(example, scratch)) << rules[i].id;
    }
    // Stage two costs more: of some.
    if (i % 16 != 0 || rules[i].examples.empty()) continue;
    const std::string& example = rules[i].examples.front();
    ASSERT_EQ(fast->confirm(example, scratch), slow->confirm(example, scratch)) << rules[i].id;
  }
  const CompiledDatabase database = builtin_database();
  const auto holds = [](std::span<const uint32_t> numbers, uint32_t i) {
    return std::find(numbers.begin(), numbers.end(), i) != numbers.end();
  };
  for (uint32_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(holds(database.pair_rules, i), !rules[i].pair_id.empty()) << rules[i].id;
    EXPECT_EQ(holds(database.path_rules, i), rules[i].regex.empty() && !rules[i].path.empty());
  }
}

}  // namespace
}  // namespace sluice

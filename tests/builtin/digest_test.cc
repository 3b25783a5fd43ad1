#include <gtest/gtest.h>

#include "builtin/builtin.h"
#include "engine/ruleset_digest.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

TEST(BuiltinDigest, IsThatOfTheRulesThatRun) {
  const std::vector<Rule> rules = builtin_rules();
  EXPECT_EQ(builtin_rules_sha256(), rules_sha256(rules, {}));
  const auto engine = Engine::create(RuleSet(rules, {}), builtin_database());
  ASSERT_TRUE(engine);
  EXPECT_EQ(engine->ruleset_sha256(), builtin_rules_sha256());
}

TEST(BuiltinDigest, ChangesWithEachRuleThatIsOff) {
  std::vector<Rule> rules = builtin_rules();
  rules.erase(rules.begin() + 3);
  EXPECT_NE(rules_sha256(rules, {}), builtin_rules_sha256());
}

}  // namespace
}  // namespace sluice

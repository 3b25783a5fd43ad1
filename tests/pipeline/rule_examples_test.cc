#include "pipeline/rule_examples.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace sluice {
namespace {

// A rule as the built-in ones are, with all that they must have.
Rule complete_rule(const std::string& id, const std::string& regex) {
  Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.judge = JudgeKind::kToken;
  rule.builtin = true;
  rule.examples = {std::string("acme") + "_k3Vq9ZtB7xLm2RwP"};
  rule.counter_examples = {"acme_short"};
  rule.remediation = "Delete it.";
  rule.references = {"https://acme.example/docs"};
  return rule;
}

std::vector<std::string> faults(std::vector<Rule> rules) {
  const Result<Engine> engine = Engine::create(RuleSet(std::move(rules), {}), {});
  EXPECT_TRUE(engine);
  std::vector<std::string> found;
  if (!engine) return found;
  for (const auto& failure : test_examples(*engine).failures) {
    found.push_back(failure.rule_id + " " + failure.what);
  }
  return found;
}

TEST(RuleExamples, ACompleteRulePasses) {
  EXPECT_EQ(faults({complete_rule("acme", "acme_[0-9A-Za-z]{16}")}), std::vector<std::string>{});
}

TEST(RuleExamples, ARuleThatAnotherOneShadowsFails) {
  const Rule wide = complete_rule("wide", "acme_[0-9A-Za-z]{16}");
  const Rule narrow = complete_rule("narrow", "acme_[a-z][0-9][0-9A-Za-z]{14}");
  EXPECT_EQ(faults({wide, narrow}),
            std::vector<std::string>{"narrow example 1 is reported as wide"});
  EXPECT_EQ(faults({narrow, wide}),
            std::vector<std::string>{"wide example 1 is reported as narrow"});
}

TEST(RuleExamples, AnExampleThatHoldsAnotherRulesSecretFails) {
  Rule pair = complete_rule("pair", "acme_[0-9A-Za-z]{16}");
  pair.examples = {pair.examples[0] + " id:" + std::string("T7") + "qLx93Vb"};
  Rule id = complete_rule("id", "id:[0-9A-Za-z]{9}");
  id.examples = {std::string("id") + ":Zk4w8RtPq"};
  EXPECT_EQ(faults({pair, id}), std::vector<std::string>{"pair example 1 is also reported as id"});
}

TEST(RuleExamples, ABuiltInRuleMustHaveAll) {
  const auto without = [](auto&& member) {
    Rule rule = complete_rule("acme", "acme_[0-9A-Za-z]{16}");
    (rule.*member) = {};
    return faults({rule});
  };
  EXPECT_EQ(without(&Rule::examples), std::vector<std::string>{"acme has no example"});
  EXPECT_EQ(without(&Rule::counter_examples),
            std::vector<std::string>{"acme has no counter-example"});
  EXPECT_EQ(without(&Rule::remediation),
            std::vector<std::string>{"acme does not say what to revoke (remediation)"});
  EXPECT_EQ(without(&Rule::references),
            std::vector<std::string>{"acme does not say where its facts come from (references)"});
}

TEST(RuleExamples, AUsersRuleNeedNotHaveThem) {
  Rule rule = complete_rule("mine", "acme_[0-9A-Za-z]{16}");
  rule.builtin = false;
  rule.counter_examples.clear();
  rule.remediation.clear();
  rule.references.clear();
  EXPECT_EQ(faults({rule}), std::vector<std::string>{});
}

TEST(RuleExamples, AReportedCounterExampleFails) {
  Rule rule = complete_rule("acme", "acme_[0-9A-Za-z]{16}");
  rule.counter_examples = rule.examples;
  EXPECT_EQ(faults({rule}), std::vector<std::string>{"acme counter-example 1 is reported"});
}

}  // namespace
}  // namespace sluice

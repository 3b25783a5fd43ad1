#include "rules/rule_file.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

Result<RuleFile> parse(std::string_view text, Dialect dialect = Dialect::kSluice,
                       const std::vector<Rule>& base = {}) {
  return parse_rule_file(text, "my.toml", dialect, base);
}

// The whole message of the error that `text` must give.
std::string error_of(std::string_view text, Dialect dialect = Dialect::kSluice) {
  const Result<RuleFile> file = parse(text, dialect);
  if (file) return "no error";
  EXPECT_EQ(file.error().kind, ErrorKind::kUsage);
  return file.error().message;
}

TEST(RuleFile, NewSuppressionsAreAllowedOrFail) {
  EXPECT_FALSE(parse("")->new_suppressions_fail);
  EXPECT_FALSE(parse("new_suppressions = \"allow\"")->new_suppressions_fail);
  EXPECT_TRUE(parse("new_suppressions = \"fail\"")->new_suppressions_fail);
  EXPECT_EQ(error_of("\nnew_suppressions = \"warn\""),
            "my.toml:2: key `new_suppressions`: is \"allow\" or \"fail\"");
  EXPECT_NE(error_of("new_suppressions = true"), "no error");
}

TEST(RuleFile, ReadsEveryKey) {
  const auto file = parse(R"(
title = "ours"
disabled_rules = ["other"]
builtin_rules = false
[[rules]]
id = "acme"
description = "Acme token"
regex = '''acme_([a-z]{8})'''
path = '''\.env$'''
secretGroup = 1
entropy = 2.5
keywords = ["ACME_"]
tags = ["a", "b"]
title = "Acme"
severity = "critical"
confidence = "high"
judge = "token"
random = false
prefilter = ["acme_[a-z]"]
checksum = "some-check"
pair_id = "id_[a-z]{4}"
pair_value = "[a-z]{8}"
pair_key = "secret"
examples = [["ac", "me_abcdefgh"], ["x"]]
counter_examples = [["acme_", "x"]]
remediation = "Revoke it."
remediation_url = "https://acme.example"
references = ["https://acme.example/docs"]
[[rules.allowlists]]
description = "docs"
condition = "and"
paths = ["^docs/"]
regexes = ["x"]
stopwords = ["Example"]
commits = ["ABCDEF"]
regexTarget = "line"
[[allowlists]]
stopwords = ["global"]
targetRules = ["acme"]
)");
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->rules.size(), 1u);
  const Rule& rule = file->rules[0];
  EXPECT_EQ(rule.id, "acme");
  EXPECT_EQ(rule.secret_group, 1);
  EXPECT_DOUBLE_EQ(rule.entropy, 2.5);
  EXPECT_EQ(rule.keywords, std::vector<std::string>{"acme_"});
  EXPECT_EQ(rule.severity, Severity::kCritical);
  EXPECT_EQ(rule.confidence, Confidence::kHigh);
  EXPECT_EQ(rule.judge, JudgeKind::kToken);
  EXPECT_FALSE(rule.random);
  EXPECT_FALSE(rule.builtin);
  EXPECT_EQ(rule.examples, (std::vector<std::string>{"acme_abcdefgh", "x"}));
  EXPECT_EQ(rule.source, "my.toml:5");
  ASSERT_EQ(rule.allowlists.size(), 1u);
  EXPECT_TRUE(rule.allowlists[0].all_of);
  EXPECT_EQ(rule.allowlists[0].target, Allowlist::Target::kLine);
  EXPECT_EQ(rule.allowlists[0].stopwords, std::vector<std::string>{"example"});
  EXPECT_EQ(rule.allowlists[0].commits, std::vector<std::string>{"abcdef"});
  ASSERT_EQ(file->allowlists.size(), 1u);
  EXPECT_FALSE(file->builtin_rules);
}

TEST(RuleFile, ErrorsNameFileLineAndKey) {
  EXPECT_EQ(error_of("[[rules]]\nid = \"a\"\nregex = 7\n"),
            "my.toml:3: key `regex`: must be a string");
  EXPECT_EQ(error_of("[[rules]]\nid = \"a\"\nregexp = \"x\"\n"),
            "my.toml:3: key `regexp`: unknown; did you mean 'regex'?");
  EXPECT_EQ(error_of("\n[[rules]]\nregex = \"x\"\n"),
            "my.toml:2: key `id`: is required: lower-case letters, digits, dashes");
  EXPECT_EQ(error_of("[[rules]]\nid = \"a\"\nregex = \"x\"\nseverity = \"awful\"\n"),
            "my.toml:4: key `severity`: must be one of critical, high, medium, low, info");
  EXPECT_EQ(error_of("[[rules]]\nid = \"a\"\n"),
            "my.toml:1: key `regex`: rule 'a' has neither regex nor path nor pair_value");
  EXPECT_EQ(
      error_of("[[rules]]\nid = \"a\"\nregex = \"x\"\n[[rules]]\nid = \"a\"\nregex = \"y\"\n"),
      "my.toml:4: key `id`: 'a' stands twice");
  EXPECT_EQ(
      error_of("[[allowlists]]\ndescription = \"x\"\n"),
      "my.toml:1: key `allowlists`: needs at least one of commits, paths, regexes, stopwords");
  EXPECT_EQ(error_of("[[rules]\n").substr(0, 10), "my.toml:1:");
}

TEST(RuleFile, BuiltInRulesNeedExamplesAndRemediation) {
  EXPECT_EQ(error_of("[[rules]]\nid = \"a\"\nregex = \"x\"\n", Dialect::kBuiltin),
            "my.toml:1: key `examples`: rule 'a' needs at least one");
  EXPECT_EQ(
      error_of("[[rules]]\nid = \"a\"\nregex = \"x\"\nexamples = [[\"x\"]]\n", Dialect::kBuiltin),
      "my.toml:1: key `remediation`: rule 'a' needs one");
}

TEST(RuleFile, GitleaksKeysInAnyCaseAndUnknownOnesWarn) {
  const auto file = parse(
      "[extend]\nuseDefault = true\n[[rules]]\nID = \"A b\"\nRegex = \"x\"\n"
      "SecretGroup = 0\nnovelty = 1\n",
      Dialect::kGitleaks);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->rules.at(0).id, "A b");
  ASSERT_EQ(file->warnings.size(), 1u);
  EXPECT_EQ(file->warnings[0], "my.toml:7: key `novelty`: unknown, ignored");
}

TEST(RuleFile, GitleaksNamesMeanTheRulesThatCarryThem) {
  Rule own;
  own.id = "facebook-app-secret";
  own.aliases = {"facebook-secret"};
  own.regex = "a";
  auto file = parse(
      "[extend]\ndisabledRules = [\"adobe-client-id\", \"who-knows\"]\n"
      "[[rules]]\nid = \"facebook-secret\"\n[[rules.allowlists]]\nstopwords = [\"x\"]\n"
      "[[rules]]\nid = \"beamer-api-token\"\n[[rules.allowlists]]\nstopwords = [\"x\"]\n"
      "[[rules]]\nid = \"mine\"\nregex = \"1\"\n[[rules]]\nid = \"mine\"\nregex = \"2\"\n"
      "[[allowlists]]\ntargetRules = [\"facebook-secret\", \"flickr-access-token\"]\n"
      "stopwords = [\"y\"]\n",
      Dialect::kGitleaks, {own});
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->rules.size(), 2u);
  EXPECT_EQ(file->rules[0].id, "facebook-app-secret");
  EXPECT_EQ(file->rules[0].regex, "a");
  EXPECT_EQ(file->rules[1].regex, "2");
  EXPECT_EQ(file->warnings.size(), 2u);
  const auto set = merge_rules({own}, *std::move(file));
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->rules()[0].allowlists.size(), 2u);
}

TEST(RuleFile, AnAliasThatIsDisabledSwitchesItsRuleOff) {
  Rule own, other;
  own.id = "facebook-app-secret";
  own.aliases = {"facebook-secret"};
  other.id = "other";
  auto file = parse("[extend]\ndisabledRules = [\"facebook-secret\"]\n", Dialect::kGitleaks);
  ASSERT_TRUE(file) << file.error().message;
  const auto set = merge_rules({own, other}, *std::move(file));
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->rules().size(), 1u);
  EXPECT_EQ(set->rules()[0].id, "other");
}

std::vector<Rule> two_rules() {
  Rule first, second;
  first.id = "first";
  first.regex = "a";
  first.prefilters = {"a"};
  first.severity = Severity::kLow;
  first.builtin = true;
  second.id = "second";
  second.regex = "b";
  return {first, second};
}

TEST(RuleFile, OverridesOnlyTheKeysThatAreGiven) {
  auto file =
      parse("[[rules]]\nid = \"first\"\nseverity = \"high\"\n", Dialect::kSluice, two_rules());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->rules[0].regex, "a");
  EXPECT_EQ(file->rules[0].prefilters.size(), 1u);
  EXPECT_TRUE(file->rules[0].builtin);
  const auto merged = merge_rules(two_rules(), *std::move(file));
  ASSERT_TRUE(merged);
  ASSERT_EQ(merged->rules().size(), 2u);
  EXPECT_EQ(merged->rules()[0].severity, Severity::kHigh);

  auto other = parse("[[rules]]\nprefilter = [\"q\"]\nid = \"first\"\nregex = \"qq\"\n",
                     Dialect::kSluice, two_rules());
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->rules[0].builtin);
  EXPECT_EQ(other->rules[0].prefilters, std::vector<std::string>{"q"});
}

TEST(RuleFile, MergeDisablesTargetsAndRefusesAnEmptySet) {
  auto file = parse(
      "disabled_rules = [\"second\"]\n[[allowlists]]\nstopwords = [\"x\"]\n"
      "targetRules = [\"first\"]\n");
  ASSERT_TRUE(file);
  const auto merged = merge_rules(two_rules(), *std::move(file));
  ASSERT_TRUE(merged) << merged.error().message;
  ASSERT_EQ(merged->rules().size(), 1u);
  EXPECT_EQ(merged->rules()[0].allowlists.size(), 1u);
  EXPECT_TRUE(merged->allowlists().empty());

  for (const char* text : {"builtin_rules = false", "disabled_rules = [\"nobody\"]",
                           "[[allowlists]]\nstopwords = [\"x\"]\ntargetRules = [\"nobody\"]"}) {
    auto bad = parse(text);
    ASSERT_TRUE(bad) << text;
    const auto refused = merge_rules(two_rules(), *std::move(bad));
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
  }
}

TEST(RuleFile, DamagedTextIsAnErrorAndNotACrash) {
  const std::string text =
      "[[rules]]\nid = \"a\"\nregex = '''x'''\nkeywords = [\"k\"]\n[[allowlists]]\npaths = "
      "[\"p\"]\n";
  size_t refused = 0;
  for (size_t cut = 0; cut < text.size(); ++cut) {
    for (const char replacement : {'\0', '[', '"', '\xff'}) {
      std::string damaged = text;
      damaged[cut] = replacement;
      const Result<RuleFile> file = parse(damaged);
      if (!file) {
        ++refused;
        EXPECT_EQ(file.error().message.find('\n'), std::string::npos);
      }
    }
    (void)parse(text.substr(0, cut));
  }
  EXPECT_GT(refused, text.size());
}

}  // namespace
}  // namespace sluice

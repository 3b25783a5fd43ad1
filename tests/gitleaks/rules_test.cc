#include "gitleaks/rules.h"

#include <gtest/gtest.h>

#include <map>

namespace sluice::gitleaks {
namespace {

std::vector<Rule> builtin() {
  std::vector<Rule> rules(3);
  rules[0].id = "acme-token";
  rules[0].regex = "acme";
  rules[0].aliases = {"slack-bot-token", "slack-user-token"};
  rules[1].id = "stripe-access-token";
  rules[1].description = "ours";
  rules[2].id = "own-only";
  return rules;
}

class GitleaksRules : public ::testing::Test {
 protected:
  Result<Rules> compile(const std::string& text) {
    const Result<GitleaksFile> file = parse_gitleaks_file(text, "c.toml");
    if (!file) return file.error();
    return compile_rules(*file, builtin_, [this](const std::string& path) -> Result<std::string> {
      const auto found = files_.find(path);
      if (found == files_.end()) return Error{ErrorKind::kUsage, path + ": gone"};
      return found->second;
    });
  }
  std::string error(const std::string& text) {
    const Result<Rules> rules = compile(text);
    return rules ? "none" : rules.error().message;
  }

  const std::vector<Rule> builtin_ = builtin();
  std::map<std::string, std::string> files_;
};

TEST_F(GitleaksRules, KeysAreReadInAnyCaseAndWeakly) {
  const Result<Rules> rules = compile(
      "[[RULES]]\nID='a'\nRegex='(x)(y)'\nSECRETGROUP='2'\nEntropy='1.5'\nkeyWords='Ab,CD'\n"
      "tags=[1,'t']\nskipreport=1\nunknown={}\n");
  ASSERT_TRUE(rules) << rules.error().message;
  const GitleaksRule& rule = rules->by_id.at("a");
  EXPECT_EQ(rule.secret_group, 2u);
  EXPECT_EQ(rule.entropy, 1.5);
  EXPECT_EQ(rule.keywords, (std::vector<std::string>{"ab", "cd"}));
  EXPECT_EQ(rule.tags, (std::vector<std::string>{"1", "t"}));
  EXPECT_TRUE(rule.skip_report);
}

TEST_F(GitleaksRules, WhatExtendsIsLaidOverWhatIsExtended) {
  files_["base.toml"] =
      "[[rules]]\nid='a'\ndescription='base'\nregex='a'\nentropy=2.0\ntags=['b']\nkeywords=['k']\n"
      "[[rules]]\nid='z'\nregex='z'\n[[rules]]\nid='gone'\nregex='g'\n[[allowlists]]\nstopwords=['"
      "s']\n";
  const Result<Rules> rules = compile(
      "[extend]\npath='base.toml'\ndisabledRules=['gone','never']\n[[rules]]\nid='a'\n"
      "description='own'\nentropy=0.0\ntags=['o']\n[[allowlists]]\ntargetRules=['z']\npaths=['p']"
      "\n");
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->order, (std::vector<std::string>{"a", "z"}));
  const GitleaksRule& rule = rules->by_id.at("a");
  EXPECT_EQ(rule.description, "own");
  EXPECT_EQ(rule.entropy, 2.0);
  EXPECT_EQ(rule.tags, (std::vector<std::string>{"b", "o"}));
  EXPECT_EQ(rules->allowlists.size(), 1u);
  EXPECT_EQ(rules->by_id.at("z").allowlists.size(), 1u);
  EXPECT_EQ(rules->warnings.size(), 1u);
}

TEST_F(GitleaksRules, OursStandForTheirDefaults) {
  const std::string extend = "[extend]\nuseDefault=true\n";
  const Result<Rules> rules =
      compile(extend +
              "[[rules]]\nid='slack-user-token'\ntags=['t']\n[[rules]]\nid='stripe-access-token'\n"
              "regex='mine'\n[[rules]]\nid='pkcs12-file'\ntags=['x']\n");
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->by_id.at("slack-bot-token").tags, (std::vector<std::string>{"t"}));
  EXPECT_NE(rules->by_id.at("stripe-access-token").regex, nullptr);
  EXPECT_EQ(rules->by_id.at("stripe-access-token").description, "ours");
  EXPECT_EQ(rules->by_id.count("pkcs12-file"), 0u);
  EXPECT_EQ(rules->warnings.size(), 1u);
  const auto left = [&](const std::string& ids) {
    return compile("[extend]\nuseDefault=true\ndisabledRules=[" + ids + "]\n")->by_id.size();
  };
  EXPECT_EQ(left("'slack-bot-token'"), 3u);
  EXPECT_EQ(left("'slack-bot-token','slack-user-token'"), 2u);
  EXPECT_EQ(left("'own-only'"), 2u);
}

TEST_F(GitleaksRules, EnablesByAnyName) {
  Rules rules = default_rules(builtin_);
  ASSERT_TRUE(rules.enable_only({"slack-user-token", "pkcs12-file"}));
  EXPECT_TRUE(rules.by_id.at("slack-bot-token").enabled);
  EXPECT_FALSE(rules.by_id.at("own-only").enabled);
  EXPECT_FALSE(rules.enable_only({"no-such-rule"}));
}

TEST_F(GitleaksRules, MistakesNameTheirPlace) {
  EXPECT_EQ(error("[[rules]]\nid='a'\nregex='('\n").substr(0, 18), "c.toml:1: `regex`:");
  EXPECT_NE(error("[[rules]]\nregex='a'\n").find("|id| is missing"), std::string::npos);
  EXPECT_NE(error("[[rules]]\nid='a'\n").find("both |regex| and |path|"), std::string::npos);
  EXPECT_NE(error("[[rules]]\nid='a'\nregex='a'\nsecretGroup=1\n").find("max regex secret group 0"),
            std::string::npos);
  EXPECT_NE(
      error("[[rules]]\nid='a'\nregex='a'\n[[rules.required]]\nid='b'\n").find("does not exist"),
      std::string::npos);
  EXPECT_NE(error("[[allowlists]]\n").find("at least one check"), std::string::npos);
  EXPECT_NE(error("[[allowlists]]\npaths=['a']\ncondition='xor'\n").find("|condition|"),
            std::string::npos);
  EXPECT_NE(error("[[allowlists]]\npaths=['a']\nregexTarget='Line'\n").find("|regexTarget|"),
            std::string::npos);
  EXPECT_NE(error("[[allowlists]]\npaths=['a']\n[allowlist]\npaths=['a']\n").find("deprecated"),
            std::string::npos);
  EXPECT_NE(error("[[allowlists]]\ntargetRules=['q']\npaths=['a']\n").find("does not exist"),
            std::string::npos);
  EXPECT_NE(error("[extend]\npath='gone'\n").find("gone"), std::string::npos);
  EXPECT_NE(error("[extend]\npath='x'\nuseDefault=true\n").find("unable to load"),
            std::string::npos);
  EXPECT_NE(error("rules = 3\n").find("c.toml:1"), std::string::npos);
  EXPECT_NE(error("x = [\n").find("c.toml:"), std::string::npos);
}

TEST(Allowlists, PatternsOfAListAreOne) {
  GitleaksFile::Allowlist written;
  written.regexes = {"(?i)^zzz$", "^ALLOW$"};
  written.commits = {" ABC "};
  written.stopwords = {"Stop"};
  const Result<Allowlist> list = Allowlist::compile(written);
  EXPECT_TRUE(list->allows_text("allow"));  // the flag reaches the second one
  EXPECT_FALSE(list->allows_text("xallow"));
  EXPECT_TRUE(list->allows_commit("abc"));
  EXPECT_FALSE(list->allows_commit(""));
  EXPECT_TRUE(list->has_stopword("nonSTOPping"));
  EXPECT_FALSE(list->allows_path("a"));
}

}  // namespace
}  // namespace sluice::gitleaks

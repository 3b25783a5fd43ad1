#include "pipeline/proposed_policy.h"

#include <gtest/gtest.h>

#include "pipeline/pre_commit.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

using Lines = std::vector<std::string>;

Rule make_rule(const std::string& id, const std::string& prefix) {
  Rule rule;
  rule.id = id;
  rule.regex = "\\b(" + prefix + "_[0-9A-Za-z]{16})\\b";
  rule.secret_group = 1;
  return rule;
}

std::string token(char last) { return std::string("acme") + "_" + "f3Kz90QpLwX2vBn" + last; }

Engine make_engine(std::vector<Rule> rules, std::vector<Allowlist> allowlists = {}) {
  Result<Engine> engine = Engine::create(RuleSet(std::move(rules), std::move(allowlists)), {});
  EXPECT_TRUE(engine.has_value());
  return *std::move(engine);
}

// Findings of what is staged, judged with `policy` beside the trusted one.
struct Judged : ::testing::Test {
  void SetUp() override {
    repo.write("README", "text\n");
    repo.commit("base");
    options.scan.key = IdentityKey{std::string(32, 'c'), false};
    repo.write("a.env", "K=" + token('A') + "\n");
    repo.write("b.env", "K=" + token('B') + "  # sluice:" + "allow\n");
    repo.git("add -A");
    store.emplace(
        *git::ObjectStore::open(repo.git_dir() + "/objects", 20, {}, [](const Unread&) {}));
    policy.store = &*store;
  }

  Report report() {
    options.scan.proposed = &policy;
    GitEnvironment environment;
    environment.folder = repo.path();
    const Result<StagedIndex> staged = StagedIndex::open(environment, options.scan.limits);
    EXPECT_TRUE(staged.has_value());
    return scan_staged(*staged, engine, options);
  }
  // "a.env" each; "!a.env by where" for what is suppressed, "?a.env by where" for what would be.
  Lines findings() {
    const Report made = report();
    Lines lines;
    for (const Finding& finding : made.findings) {
      std::string line = finding.path;
      if (finding.new_suppression) {
        const NewSuppression& by = made.new_suppressions.at(*finding.new_suppression);
        line = (finding.suppressed ? "!" : "?") + line + " " + by.by + " " + by.where;
        if (finding.suppressed) {
          EXPECT_EQ(finding.suppressed->by, by.by);
          EXPECT_EQ(finding.suppressed->where, by.where);
        }
      } else if (finding.suppressed) {
        line += " trusted";
      }
      lines.push_back(line);
    }
    return lines;
  }
  Lines entries() {
    Lines lines;
    for (const NewSuppression& each : report().new_suppressions) {
      lines.push_back(each.by + " " + each.where + " " + std::to_string(each.findings));
    }
    return lines;
  }
  std::string fingerprint_of_a() { return report().findings.at(0).fingerprint; }

  test::GitFixture repo;
  std::optional<git::ObjectStore> store;
  Engine engine = make_engine({make_rule("acme", "acme"), make_rule("beta", "beta")});
  PreCommitOptions options;
  ProposedPolicy policy;
};

TEST_F(Judged, ACommentInTheLineIsANewSuppressionThatHoldsOrNot) {
  EXPECT_EQ(findings(), (Lines{"a.env", "!b.env inline b.env:1"}));
  EXPECT_EQ(entries(), Lines{"inline b.env:1 1"});
  policy.holds = false;
  EXPECT_EQ(findings(), (Lines{"a.env", "?b.env inline b.env:1"}));
  const Report made = report();
  EXPECT_TRUE(made.coverage.suppressed.empty());
  ASSERT_EQ(made.new_suppressions.size(), 1u);
  EXPECT_FALSE(made.new_suppressions[0].holds);
  EXPECT_EQ(made.secrets.size(), 2u);
}

TEST_F(Judged, WhatTheTrustedFileIgnoresNeedsNoComment) {
  IgnoreFile trusted;
  ASSERT_TRUE(trusted.add(".sluiceignore", "path:b.env\n", IgnoreFile::Dialect::kSluice));
  options.scan.ignores = &trusted;
  policy.holds = false;
  EXPECT_EQ(findings(), (Lines{"a.env", "b.env trusted"}));
  EXPECT_EQ(entries(), Lines());
}

TEST_F(Judged, TheHeadsIgnoreFileAndBaselineCoverWhatTheTrustedOnesDoNot) {
  IgnoreFile head;
  const std::string entry = fingerprint_of_a();
  ASSERT_TRUE(
      head.add(".sluiceignore", "path:docs/**\n" + entry + "\n", IgnoreFile::Dialect::kSluice));
  policy.ignores = &head;
  policy.entries = {{"ignore", ".sluiceignore:1", "path:docs/**", {}, 0},
                    {"ignore", ".sluiceignore:2", entry, {}, 0}};
  EXPECT_EQ(findings(), (Lines{"!a.env ignore .sluiceignore:2", "!b.env inline b.env:1"}));
  EXPECT_EQ(entries(),
            (Lines{"ignore .sluiceignore:1 0", "ignore .sluiceignore:2 1", "inline b.env:1 1"}));
  policy.holds = false;
  EXPECT_EQ(findings(), (Lines{"?a.env ignore .sluiceignore:2", "?b.env inline b.env:1"}));

  policy.holds = true;
  policy.ignores = nullptr;
  Baseline baseline;
  ASSERT_TRUE(baseline.add(".sluice-baseline", baseline_text(options.scan.key, {entry})));
  policy.baseline = &baseline;
  policy.entries = {{"baseline", baseline.entries().at(0).where, entry, {}, 0}};
  EXPECT_EQ(findings().at(0), "!a.env baseline " + baseline.entries().at(0).where);
}

TEST_F(Judged, ARuleThatTheHeadSwitchesOffIsToldByItsName) {
  const Engine head = make_engine({make_rule("beta", "beta")});
  policy.engine = &head;
  policy.config_name = ".sluice.toml";
  policy.entries = {{"disabled_rule", ".sluice.toml", "acme", {}, 0}};
  EXPECT_EQ(findings(), (Lines{"!a.env disabled_rule .sluice.toml", "!b.env inline b.env:1"}));
  EXPECT_EQ(entries(), (Lines{"disabled_rule .sluice.toml 1", "inline b.env:1 1"}));
  policy.holds = false;
  EXPECT_EQ(findings(), (Lines{"?a.env disabled_rule .sluice.toml", "?b.env inline b.env:1"}));
}

TEST_F(Judged, AnAllowlistAndARewrittenRuleOfTheHeadAreSeenByScanningAgain) {
  Allowlist list;
  list.paths = {"^a\\.env$"};
  const Engine by_path =
      make_engine({make_rule("acme", "acme"), make_rule("beta", "beta")}, {list});
  policy.engine = &by_path;
  policy.config_name = ".sluice.toml";
  policy.entries = {{"allowlist", ".sluice.toml", "path ^a\\.env$", {}, 0}};
  EXPECT_EQ(findings().at(0), "!a.env allowlist .sluice.toml");

  list.paths.clear();
  list.stopwords = {"kz90"};
  const Engine by_word =
      make_engine({make_rule("acme", "acme"), make_rule("beta", "beta")}, {list});
  policy.engine = &by_word;
  EXPECT_EQ(findings().at(0), "!a.env allowlist .sluice.toml");

  const Engine rewritten = make_engine({make_rule("acme", "never"), make_rule("beta", "beta")});
  policy.engine = &rewritten;
  policy.entries = {{"config", ".sluice.toml", "acme", {}, 0}};
  EXPECT_EQ(findings().at(0), "!a.env config .sluice.toml");
}

TEST_F(Judged, RulesOfTheHeadThatFindTheSameSuppressNothing) {
  Allowlist list;
  list.paths = {"^docs/"};
  const Engine head = make_engine(
      {make_rule("acme", "acme"), make_rule("beta", "beta"), make_rule("new", "new")}, {list});
  policy.engine = &head;
  policy.config_name = ".sluice.toml";
  EXPECT_EQ(findings(), (Lines{"a.env", "!b.env inline b.env:1"}));
}

TEST_F(Judged, WhoBroughtTheCommentIsAsked) {
  policy.who_allowed = [](const Finding& finding) {
    EXPECT_EQ(finding.path, "b.env");
    return CommitFacts{{}, 7, {"Dana", "dana@shop.example"}};
  };
  const Report made = report();
  ASSERT_EQ(made.new_suppressions.size(), 1u);
  EXPECT_EQ(made.new_suppressions[0].added->author.name, "Dana");
}

TEST_F(Judged, ACommentThatWasThereBeforeTheChangeSuppresses) {
  const ObjectId old = *ObjectId::from_hex(std::string(40, '7'));
  policy.who_allowed = [&](const Finding&) { return CommitFacts{old, 7, {"Dana", "d@x"}}; };
  policy.is_of_change = [&](const ObjectId& commit) { return commit != old; };
  for (const bool holds : {true, false}) {
    policy.holds = holds;
    EXPECT_EQ(findings(), (Lines{"a.env", "b.env trusted"}));
    EXPECT_EQ(entries(), Lines());
  }
}

}  // namespace
}  // namespace sluice

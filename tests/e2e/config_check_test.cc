// sluice init, config check and the configuration's part of rules lint.
#include <gtest/gtest.h>

#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Outcome check(const std::string& text, const std::string& name = "c.toml") {
  const TempDir dir;
  return sluice("config check '" + dir.write(name, text) + "'");
}

constexpr char kRule[] = "[[rules]]\nid = \"acme-token\"\nkeywords = [\"acme_\"]\n";

TEST(ConfigCheck, AHarmlessFileIsSaidToBeOne) {
  const Outcome outcome = check(std::string(kRule) +
                                "regex = '''\\bacme_[a-z0-9]{32}\\b'''\n"
                                "[[allowlists]]\npaths = ['''^docs/''']\n"
                                "[[allowlists]]\nstopwords = [\"our-test-server\"]\n");
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_TRUE(holds(outcome.out, "c.toml: no trap")) << outcome.out;
}

TEST(ConfigCheck, EachTrapIsToldAtItsLine) {
  const Outcome flag = check(std::string(kRule) + "regex = '''(?i)acme_[A-Z0-9]{32}'''\n");
  EXPECT_EQ(flag.code, 1);
  EXPECT_TRUE(holds(flag.out, "c.toml:1: rule 'acme-token': `(?i)` goes on")) << flag.out;
  EXPECT_TRUE(holds(flag.out, "[A-Z0-9]"));

  const Outcome lists = check(
      "[[allowlists]]\nstopwords = [\"ab\", \"our-test-server\"]\n"
      "[[allowlists]]\npaths = [\".*\"]\n"
      "[[allowlists]]\nregexes = [\"[0-9]\"]\n");
  EXPECT_EQ(lists.code, 1);
  EXPECT_TRUE(holds(lists.out, "c.toml:1: the stop word 'ab' is in ")) << lists.out;
  EXPECT_FALSE(holds(lists.out, "our-test-server"));
  EXPECT_TRUE(holds(lists.out, "c.toml:3: the allowlist allows everything")) << lists.out;
  EXPECT_TRUE(holds(lists.out, "c.toml:5: the allowlist hides real secrets wherever")) << lists.out;

  const Outcome dropped =
      check("builtin_rules = false\n" + std::string(kRule) + "regex = \"acme_x\"\n");
  EXPECT_EQ(dropped.code, 1);
  EXPECT_TRUE(holds(dropped.out, "`builtin_rules = false` drops all ")) << dropped.out;
}

TEST(ConfigCheck, ARuleThatAnotherOneTakesIsTold) {
  const Outcome twice = check(std::string(kRule) + "regex = \"acme_x[0-9]{9}\"\n" +
                              "[[rules]]\nid = \"again\"\nregex = \"acme_x[0-9]{9}\"\n");
  EXPECT_EQ(twice.code, 1);
  EXPECT_TRUE(holds(twice.out, "'again' has the pattern of rule 'acme-token'")) << twice.out;
  const Outcome weaker = check("[[rules]]\nid = \"github-pat\"\nregex = \"ghpat_[0-9]{9}\"\n");
  EXPECT_EQ(weaker.code, 1);
  EXPECT_TRUE(holds(weaker.out, "replaces the built-in pattern")) << weaker.out;
}

TEST(ConfigCheck, AGitleaksFileThatReplacesTheDefaultsUnseenIsTold) {
  const std::string rule = std::string(kRule) + "regex = \"acme_x[0-9]{9}\"\n";
  const Outcome outcome = check(rule, ".gitleaks.toml");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(holds(outcome.out, "no `useDefault = true` under [extend]")) << outcome.out;
  EXPECT_EQ(check("[extend]\nuseDefault = true\n" + rule, ".gitleaks.toml").code, 0);
}

TEST(ConfigCheck, WhatIsNoConfigurationIsAMistake) {
  EXPECT_EQ(check("nonsense\n").code, 2);
  EXPECT_EQ(check("[[rules]]\nid = \"a\"\nregex = \"(\"\n").code, 2);
  EXPECT_EQ(sluice("config check /does/not/exist").code, 2);
}

TEST(ConfigCheck, RulesLintTellsThemToo) {
  const TempDir dir;
  const std::string file =
      dir.write("c.toml", std::string(kRule) + "regex = '''(?i)acme_[A-Z0-9]{32}'''\n");
  const Outcome outcome = sluice("rules lint '" + file + "'");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(holds(outcome.out, "`(?i)` goes on")) << outcome.out;
}

TEST(Init, WritesAFileThatChangesNothingAndNeverOverwrites) {
  GitFixture repo;
  repo.write("sub/app.env", env_line());
  const std::string here = "cd '" + repo.path() + "/sub' &&";
  EXPECT_EQ(sluice("config check", here).code, 2);
  const Outcome first = sluice("init", here);
  EXPECT_EQ(first.code, 0) << first.err;
  const std::string written = *read_file(repo.path() + "/.sluice.toml");
  EXPECT_EQ(sluice("config check", here).code, 0);
  EXPECT_EQ(only_secret(scan_json("'" + repo.path() + "'", 1)).at("places"), 1);

  const Outcome second = sluice("init", here);
  EXPECT_EQ(second.code, 2);
  EXPECT_TRUE(holds(second.err, "is there already")) << second.err;
  EXPECT_EQ(*read_file(repo.path() + "/.sluice.toml"), written);
}

TEST(Init, EverySettingOfItIsOneThatCanBeUsed) {
  const TempDir dir;
  EXPECT_EQ(sluice("init '" + dir.path() + "'").code, 0);
  std::string used, line;
  const std::string written = *read_file(dir / ".sluice.toml");
  for (size_t from = 0; from < written.size(); from += line.size() + 1) {
    line = written.substr(from, written.find('\n', from) - from);
    used += line.starts_with("# ") ? line.substr(2) : line;
    used += '\n';
  }
  const std::string file = dir.write("used.toml", used);
  const Outcome tested = sluice("rules test '" + file + "'");
  EXPECT_EQ(tested.code, 0) << tested.out << tested.err;
  const Outcome checked = sluice("config check '" + file + "'");
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
}

TEST(Init, AGitleaksFileStaysInForce) {
  const TempDir dir;
  dir.write(".gitleaks.toml", "title = \"ours\"\n");
  const Outcome outcome = sluice("init '" + dir.path() + "'");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_TRUE(holds(outcome.err, "would take its place")) << outcome.err;
  dir.write("elsewhere", "");
  run("ln -s nowhere '" + (dir / ".sluice.toml") + "'");
  EXPECT_EQ(sluice("init '" + dir.path() + "'").code, 2);
}

}  // namespace
}  // namespace sluice::test

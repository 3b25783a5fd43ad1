#include <gtest/gtest.h>

#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

TEST(RulesCommand, EveryExampleOfEveryBuiltInRulePasses) {
  const Outcome outcome = sluice("rules test");
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_NE(outcome.out.find(" 0 failed"), std::string::npos);
}

TEST(RulesCommand, EveryBuiltInRuleKeepsItsHygiene) {
  const Outcome outcome = sluice("rules lint");
  EXPECT_EQ(outcome.code, 0) << outcome.out;
}

TEST(RulesCommand, AFailingExampleFails) {
  const TempDir dir;
  const std::string file = dir.write("r.toml",
                                     "[[rules]]\nid = \"mine\"\nregex = \"abc[0-9]{4}\"\n"
                                     "examples = [[\"abc\", \"12\"]]\n");
  const Outcome outcome = sluice("rules test '" + file + "'");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.out.find("mine: example 1 is not found"), std::string::npos) << outcome.out;
}

TEST(RulesCommand, ListsAndShows) {
  const Outcome list = sluice("rules list --no-repo-config");
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.out.find("generic-api-key"), std::string::npos);
  const Outcome show = sluice("rules show --no-repo-config private-key");
  EXPECT_EQ(show.code, 0);
  EXPECT_NE(show.out.find("remediation"), std::string::npos);
  EXPECT_EQ(sluice("rules show --no-repo-config nonsense").code, 2);
}

TEST(RulesCommand, ARuleOnThePathAloneReportsTheFile) {
  const TempDir dir;
  dir.write("keys/server.p12", "binary");
  dir.write(".sluice.toml", "[[rules]]\nid = \"pkcs12-file\"\npath = \"[.]p12$\"\n");
  const nlohmann::json report = scan_json("'" + dir.path() + "'", 1);
  ASSERT_EQ(report.at("findings").size(), 1u);
  EXPECT_EQ(report.at("findings").at(0).at("kind"), "path");
  EXPECT_EQ(report.at("findings").at(0).at("path"), "keys/server.p12");
}

TEST(RulesCommand, AUsersRuleIsFoundInHistoryAndReportedUnderItsId) {
  GitFixture repo;
  repo.write("a.txt", "ticket " + std::string("ACME") + "-4711-XYZ\n");
  repo.write(".sluice.toml",
             "[[rules]]\nid = \"acme-ticket\"\nregex = '''ACME-[0-9]{4}-[A-Z]{3}'''\n"
             "severity = \"low\"\n");
  repo.commit("one");
  const nlohmann::json secret = only_secret(scan_json("'" + repo.path() + "'", 1));
  EXPECT_EQ(secret.at("rule"), "acme-ticket");
  EXPECT_EQ(secret.at("severity"), "low");
}

}  // namespace
}  // namespace sluice::test

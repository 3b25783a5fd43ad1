// sluice baseline: old debt is counted and told, not reported; and sluice ignore.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

std::string other_password() { return std::string("Gra") + "nite-4?ri" + "dge"; }
std::string other_line() { return std::string("API_PASS") + "WORD=" + other_password() + "\n"; }

// Two secrets in history and working tree.
class Debt : public testing::Test {
 protected:
  void SetUp() override {
    repository_.write("deploy/prod.env", env_line());
    repository_.commit("first");
    repository_.write("deploy/api.env", other_line());
    repository_.commit("second");
  }

  Outcome in_repository(const std::string& arguments) {
    return sluice(arguments, "cd '" + repository_.path() + "' &&");
  }
  nlohmann::json scanned(int code, const std::string& more = "") {
    return scan_json("'" + repository_.path() + "' " + more, code);
  }
  std::string file(const std::string& name) {
    const Result<std::string> text = read_file(repository_.path() + "/" + name);
    return text ? *text : "";
  }

  GitFixture repository_;
};

TEST_F(Debt, WhatABaselineHoldsIsCountedAndNotReported) {
  const Outcome created = in_repository("baseline create");
  ASSERT_EQ(created.code, 0) << created.err;
  EXPECT_NE(created.out.find("2 entries, 2 added"), std::string::npos) << created.out;
  const std::string text = file(".sluice-baseline");
  EXPECT_EQ(text.find(made_up_password()), std::string::npos);
  EXPECT_NE(text.find("\nkey "), std::string::npos);
  const nlohmann::json report = scanned(0);
  EXPECT_TRUE(report["secrets"].empty());
  EXPECT_EQ(report["findings"].size(), 2u);
  EXPECT_EQ(report["accepted_secrets"].size(), 2u);
  repository_.write("deploy/copy.env", env_line());
  EXPECT_EQ(only_secret(scanned(1))["places"], 1) << "a copy is new";
}

TEST_F(Debt, WritingAgainChangesNothing) {
  ASSERT_EQ(in_repository("baseline create -q").code, 0);
  const std::string text = file(".sluice-baseline");
  EXPECT_EQ(in_repository("baseline create").code, 2);
  EXPECT_NE(in_repository("baseline update").out.find("unchanged"), std::string::npos);
  EXPECT_EQ(in_repository("baseline prune -q").code, 0);
  EXPECT_EQ(file(".sluice-baseline"), text);
}

TEST_F(Debt, UpdateAddsAndPruneRemoves) {
  ASSERT_EQ(in_repository("baseline create -q").code, 0);
  repository_.write("new.env", std::string("NEW_PASS") + "WORD=" + "Pel" + "ican-8:shore\n");
  EXPECT_NE(in_repository("baseline update").out.find("3 entries, 1 added, 0 removed"),
            std::string::npos);
  run("rm '" + repository_.path() + "/new.env'");
  const Outcome scan = sluice("scan '" + repository_.path() + "' -f json");
  EXPECT_NE(scan.err.find(".sluice-baseline: 1 entry of no effect"), std::string::npos) << scan.err;
  const Outcome shown = in_repository("baseline show");
  EXPECT_NE(shown.out.find("covers nothing now"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("deploy/prod.env:1:13"), std::string::npos) << shown.out;
  EXPECT_EQ(shown.out.find(made_up_password()), std::string::npos);
  EXPECT_NE(in_repository("baseline prune").out.find("2 entries, 0 added, 1 removed"),
            std::string::npos);
}

TEST_F(Debt, AMergeOfTwoBaselinesIsFinished) {
  ASSERT_EQ(in_repository("baseline create -q").code, 0);
  const std::string ours = file(".sluice-baseline");
  run("rm '" + repository_.path() + "/.sluice-baseline'");
  ASSERT_EQ(in_repository("baseline create -q").code, 0);
  repository_.write(".sluice-baseline", "<<<<<<< ours\n" + ours + "=======\n" +
                                            file(".sluice-baseline") + ">>>>>>> theirs\n");
  EXPECT_EQ(sluice("scan '" + repository_.path() + "'").code, 2);
  ASSERT_EQ(in_repository("baseline update").code, 0);
  EXPECT_EQ(in_repository("baseline prune -q").code, 0);
  EXPECT_EQ(file(".sluice-baseline"), ours);
}

TEST_F(Debt, OnlyWhatIsNamedIsAccepted) {
  const nlohmann::json report = scanned(1);
  const std::string print = report["findings"][0]["fingerprint"];
  ASSERT_EQ(in_repository("baseline create --only " + print).code, 0);
  EXPECT_EQ(scanned(1)["secrets"].size(), 1u);
  EXPECT_EQ(in_repository("baseline update --only " + made_up_password()).code, 2);
}

TEST_F(Debt, ABaselineOfGitleaksBecomesOneWithoutSecrets) {
  const std::string from = repository_.path() + "/../gitleaks-" +
                           repository_.path().substr(repository_.path().rfind('/') + 1) + ".json";
  run("printf '%s' '" +
      nlohmann::json::array({{{"RuleID", "generic-api-key"},
                              {"File", "deploy/prod.env"},
                              {"StartLine", 1},
                              {"Secret", made_up_password()}}})
          .dump() +
      "' > '" + from + "'");
  EXPECT_EQ(in_repository("baseline create --from '" + from + "'").code, 0);
  EXPECT_EQ(only_secret(scanned(1))["occurrences"][0]["path"], "deploy/api.env");
  EXPECT_EQ(file(".sluice-baseline").find(made_up_password()), std::string::npos);
  run("rm '" + from + "'");
}

TEST_F(Debt, ABaselineHasATerm) {
  ASSERT_EQ(in_repository("baseline create -q").code, 0);
  EXPECT_TRUE(scanned(0, "--max-exposure-days 400")["secrets"].empty());
  const nlohmann::json late = scanned(1, "--max-exposure-days 100");
  EXPECT_EQ(late["secrets"].size(), 2u);
  EXPECT_EQ(late["secrets"][0]["over_max_exposure"], true);
  EXPECT_EQ(late["max_exposure_days"], 100);
  const Outcome text = sluice("scan '" + repository_.path() + "' --max-exposure-days 100");
  EXPECT_NE(text.out.find("LONGER than the 100 days that the policy"), std::string::npos)
      << text.out;
}

TEST_F(Debt, IgnoreWritesASortedLineThatHolds) {
  const nlohmann::json report = scanned(1);
  const std::string one = report["findings"][0]["fingerprint"];
  const std::string two = "secret:" + report["findings"][1]["secret_id"].get<std::string>();
  repository_.write(".sluiceignore", "# ours\n");
  ASSERT_EQ(in_repository("ignore " + two + " --reason 'a test server'").code, 0);
  const Outcome added =
      in_repository("ignore " + one + " --reason 'planned, OPS-3' --expires 2024-12-31");
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(file(".sluiceignore"), "# ours\n" + one + "  # until=2024-12-31 planned, OPS-3\n" +
                                       two + "  # a test server\n");
  EXPECT_TRUE(scanned(0)["secrets"].empty());
  ASSERT_EQ(in_repository("ignore -q " + one + " --reason 'for good'").code, 0);
  EXPECT_EQ(file(".sluiceignore"),
            "# ours\n" + one + "  # for good\n" + two + "  # a test server\n");
}

TEST_F(Debt, IgnoreTakesTheScopeThatIsAskedFor) {
  repository_.write("tests/a.env", env_line());
  repository_.write("tests/b.env", env_line());
  std::string print;
  const nlohmann::json report = scanned(1);
  for (const nlohmann::json& each : report["findings"]) {
    if (each["path"] == "deploy/prod.env") print = each["fingerprint"];
  }
  ASSERT_EQ(in_repository("ignore " + print + " --path 'tests/**' --reason tests").code, 0);
  EXPECT_EQ(scanned(1)["findings"].size(), 4u);
  std::string text = file(".sluiceignore");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  ASSERT_EQ(in_repository("ignore " + print + " --everywhere --reason 'no secret'").code, 0);
  EXPECT_EQ(scanned(1)["secrets"].size(), 1u);
  ASSERT_EQ(in_repository("ignore --path deploy/api.env --reason made").code, 0);
  EXPECT_TRUE(scanned(0)["secrets"].empty());
}

TEST_F(Debt, IgnoreRefusesSecretsAndWhatIsNotFound) {
  const Outcome secret = in_repository("ignore '" + made_up_password() + "' --reason x");
  EXPECT_EQ(secret.code, 2);
  EXPECT_EQ(secret.err.find(made_up_password()), std::string::npos);
  EXPECT_NE(secret.err.find("never give a secret itself"), std::string::npos) << secret.err;
  const std::string print = scanned(1)["findings"][0]["fingerprint"];
  EXPECT_EQ(in_repository("ignore " + print).code, 2) << "no reason";
  EXPECT_EQ(in_repository("ignore " + print + " --reason 'was " + made_up_password() + "'").code,
            2);
  EXPECT_EQ(in_repository("ignore " + print + " --reason x --expires 2020-01-01").code, 2);
  EXPECT_EQ(in_repository("ignore " + print + " --reason x --expires tomorrow").code, 2);
  EXPECT_EQ(in_repository("ignore 00000000000000000000000000000000 --reason x").code, 2);
  EXPECT_EQ(file(".sluiceignore"), "");
}

TEST_F(Debt, DeadAndExpiredEntriesAreTold) {
  const std::string print = scanned(1)["findings"][0]["fingerprint"];
  repository_.write(".sluiceignore", "# head\n" + print + " # until=2024-01-01 was planned\n" +
                                         "path:gone/** # of a folder that left\n");
  const nlohmann::json stale = scanned(1)["coverage"]["stale"];
  ASSERT_EQ(stale.size(), 2u);
  EXPECT_EQ(stale[0]["where"], ".sluiceignore:2");
  EXPECT_EQ(stale[0]["expired"], true);
  EXPECT_EQ(stale[0]["findings"], 1);
  EXPECT_EQ(stale[1]["reason"], "of a folder that left");
  const Outcome sarif = sluice("scan '" + repository_.path() + "' -f sarif");
  EXPECT_NE(sarif.out.find("\"dead-entry\""), std::string::npos);
  EXPECT_NE(sarif.err.find(".sluiceignore: 1 entry of no effect, 1 expired"), std::string::npos)
      << sarif.err;
  const Outcome check = in_repository("ignore --check");
  EXPECT_EQ(check.code, 1);
  EXPECT_NE(check.out.find(".sluiceignore:3: covers nothing (of a folder that left)"),
            std::string::npos)
      << check.out;
  EXPECT_EQ(in_repository("ignore --prune").code, 0);
  EXPECT_EQ(file(".sluiceignore"), "# head\n");
  EXPECT_EQ(in_repository("ignore --check").code, 0);
}

TEST_F(Debt, APartOfHistoryTellsNoEntryDead) {
  repository_.write(".sluiceignore", "path:gone/**\n");
  EXPECT_FALSE(scanned(1, "--no-history")["coverage"].contains("stale"));
  EXPECT_TRUE(scanned(1)["coverage"].contains("stale"));
}

}  // namespace
}  // namespace sluice::test

// --refs, --range and --since: a part of a history is looked at, and what is said
// of it is what a scan of the whole says.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

using nlohmann::json;

std::string password(int i) {
  return std::string("Mur") + "mel-" + std::to_string(i) + "!tal" + "weg";
}
std::string env_line(int i) { return std::string("DB_PASS") + "WORD=" + password(i) + "\n"; }

class Selection : public ::testing::Test {
 protected:
  // Day 0: base; 1: secret 1 leaks; 2: its file changes; 3: secret 2 leaks and 4: is
  // gone; on a branch 5: secret 3, and secret 1 copied; 6: merge; 7: secret 1's file
  // changes again.
  void SetUp() override {
    repo.write("README", "hello\n");
    repo.commit("base");
    repo.write("app.env", "HOST=db1\n" + env_line(1));
    leak = repo.commit("leak");
    repo.write("app.env", "HOST=db2\n" + env_line(1));
    repo.commit("change");
    repo.write("other.env", env_line(2));
    repo.commit("short-lived");
    repo.git("rm -q other.env");
    repo.commit("gone");
    repo.git("checkout -q -b side HEAD~2");
    repo.write("copy.env", "HOST=db3\n" + env_line(1) + env_line(3));
    repo.commit("side");
    repo.git("checkout -q main");
    repo.git("merge -q --no-ff -m merge side");
    repo.git("tag -a -m '" + env_line(4) + "' v1");
    repo.write("app.env", "HOST=db4\n" + env_line(1));
    repo.commit("on");
  }
  std::string at() const { return "'" + repo.path() + "' "; }
  static std::map<std::string, json> by_id(const json& list, const char* key) {
    std::map<std::string, json> all;
    for (const json& each : list) {
      std::string name = each.at(key).get<std::string>();
      if (each.contains("blob")) name += each.at("blob").dump() + each.at("path").dump();
      all[name] = each;
    }
    EXPECT_EQ(all.size(), list.size());
    return all;
  }

  GitFixture repo;
  std::string leak;
};

TEST_F(Selection, FindingsAndLivesAreThoseOfTheWholeScan) {
  for (const bool packed : {false, true}) {
    if (packed) repo.git("repack -q -a -d -f");
    const json whole = scan_json(at() + "--no-worktree", 1);
    const std::map<std::string, json> findings = by_id(whole.at("findings"), "fingerprint");
    const std::map<std::string, json> secrets = by_id(whole.at("secrets"), "secret_id");
    size_t found = 0;
    // How many ref names each looks at, beside objects.
    for (const auto& [part, names] :
         std::map<std::string, int>{{"--range HEAD~1..HEAD", 0},
                                    {"--range side..HEAD", 0},
                                    {"--range HEAD...side~1", 0},
                                    {"--refs side", 1},
                                    {"--refs 'refs/tags/*'", 1},
                                    {"--range 'HEAD~2^!'", 0},
                                    {"--range HEAD~2..HEAD --refs side", 1},
                                    {"--since 2024-01-05", 3},
                                    {"--range ^HEAD~3 --refs HEAD", 0},
                                    {"--refs '*' --since 2024-01-04", 3}}) {
      for (const char* how : {"", " --full-scan", " -j 1"}) {
        const Outcome outcome = sluice("scan " + at() + part + how + " -f json");
        const json report = json::parse(outcome.out, nullptr, false);
        ASSERT_FALSE(report.is_discarded()) << outcome.err;
        EXPECT_EQ(outcome.code, report.at("findings").empty() ? 0 : 1) << part;
        const int objects = report.at("target").at("selection").at("objects").get<int>();
        EXPECT_EQ(report.at("coverage").at("blobs"), objects + names) << part;
        for (const auto& [id, finding] : by_id(report.at("findings"), "fingerprint")) {
          EXPECT_EQ(finding, findings.at(id)) << part << how;
          ++found;
        }
        for (const auto& [id, secret] : by_id(report.at("secrets"), "secret_id")) {
          for (const char* key : {"introduced", "removed", "in_head", "exposure_days", "refs"}) {
            EXPECT_EQ(secret.at(key), secrets.at(id).at(key)) << part << how << ": " << key;
          }
        }
      }
    }
    EXPECT_GT(found, 30u);
  }
}

TEST_F(Selection, ASecretOlderThanTheRangeKeepsItsBeginning) {
  const json secret = only_secret(scan_json(at() + "--range HEAD~1..HEAD", 1));
  EXPECT_EQ(secret.at("introduced").at("commit"), leak);
  EXPECT_EQ(secret.at("in_head"), true);
  EXPECT_EQ(secret.at("occurrences").size(), 1u);
}

TEST_F(Selection, WhatCameAndWentIsFound) {
  const json report = scan_json(at() + "--range HEAD~4..HEAD~2", 1);
  EXPECT_EQ(only_secret(report).at("occurrences").at(0).at("path"), "other.env");
}

TEST_F(Selection, IsSaidInEveryReport) {
  const json selection = scan_json(at() + "--range HEAD~1.. --since 2024-01-02 --refs side", 1)
                             .at("target")
                             .at("selection");
  EXPECT_EQ(selection.at("ranges"), json::array({"HEAD~1.."}));
  EXPECT_EQ(selection.at("refs"), json::array({"side"}));
  EXPECT_EQ(selection.at("since"), "2024-01-02T00:00:00Z");
  EXPECT_EQ(selection.at("worktree"), false);
  EXPECT_EQ(scan_json(at(), 1).at("target").at("selection"), nullptr);
  const Outcome text = sluice("scan " + at() + "--range HEAD~1..HEAD");
  EXPECT_NE(text.out.find("\nOnly --range HEAD~1..HEAD: 1 commit; other history and the working "
                          "tree were not.\n"),
            std::string::npos)
      << text.out;
  const Outcome sarif = sluice("scan " + at() + "--range HEAD~1..HEAD -f sarif");
  EXPECT_NE(sarif.out.find("\"selection\": \"--range HEAD~1..HEAD\""), std::string::npos);
  EXPECT_NE(sarif.err.find("only of --range HEAD~1..HEAD"), std::string::npos) << sarif.err;
}

TEST_F(Selection, TheWorkingTreeOnlyWhereAskedFor) {
  repo.write("new.env", env_line(5));
  repo.write("staged.env", env_line(6));
  repo.git("add staged.env");
  repo.write("staged.env", "nothing\n");
  const auto paths = [&](const std::string& flags) {
    std::set<std::string> all;
    const json report = scan_json(at() + "--range HEAD~1..HEAD " + flags, 1);
    for (const json& finding : report.at("findings")) {
      all.insert(finding.at("path").get<std::string>());
    }
    return all;
  };
  EXPECT_EQ(paths(""), (std::set<std::string>{"app.env"}));
  EXPECT_EQ(paths("--worktree"),
            (std::set<std::string>{"app.env", "copy.env", "new.env", "staged.env"}));
  const std::string staged = repo.rev_parse(":staged.env");
  std::filesystem::remove(repo.git_dir() + "/objects/" + staged.substr(0, 2) + "/" +
                          staged.substr(2));
  EXPECT_EQ(paths(""), (std::set<std::string>{"app.env"}));
  const json coverage = scan_json(at() + "--range HEAD~1..HEAD --worktree", 1).at("coverage");
  EXPECT_EQ(coverage.at("complete"), false);
  EXPECT_EQ(coverage.at("errors").at(0).at("where"), staged);
}

TEST_F(Selection, MistakesAreUsageErrorsInOneLine) {
  for (const char* flags :
       {"--range HEAD..HEAD", "--range nowhere..HEAD", "--range ''", "--range --all",
        "--refs nowhere", "--refs ''", "--since someday", "--range ^HEAD",
        "--range HEAD --no-history", "--range HEAD --worktree --no-worktree"}) {
    const Outcome outcome = sluice("scan " + at() + flags);
    EXPECT_EQ(outcome.code, 2) << flags;
    EXPECT_EQ(outcome.out, "") << flags;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << flags << outcome.err;
  }
  EXPECT_EQ(sluice("scan --range HEAD '" + repo.path() + "/README'").code, 2);
  EXPECT_EQ(sluice("scan " + at() + "--range HEAD..HEAD --allow-empty").code, 0);
  // No commit is that young: nothing was scanned.
  EXPECT_EQ(sluice("scan " + at() + "--refs HEAD --since 2030-01-01").code, 3);
}

}  // namespace
}  // namespace sluice::test

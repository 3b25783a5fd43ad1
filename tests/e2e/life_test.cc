// One leaked password, committed, copied, renamed, merged, removed on one
// branch and kept on another: every fact of its life.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

using nlohmann::json;

std::string quoted(const std::string& path) { return "'" + path + "'"; }

class Life : public ::testing::Test {
 protected:
  // Day: 0 base, 1 leak, 2 copy, 3 rename, 4 on a branch, 5 merge, 6 removal.
  void SetUp() override {
    repo.write("README", "hello\n");
    base = repo.commit("base");
    repo.write("app.env", "HOST=db1\n" + env_line());
    leak = repo.commit("add settings");
    repo.write("deploy/app.env", "HOST=db1\n" + env_line());
    copy = repo.commit("copy");
    repo.git("mv app.env config.env");
    rename = repo.commit("rename");
    repo.git("checkout -q -b feature");
    repo.write("config.env", "HOST=db2\n" + env_line());
    changed = repo.commit("another host");
    repo.git("checkout -q main");
    repo.write("README", "hello again\n");
    repo.commit("main goes on");
    repo.git("merge -q --no-ff -m merge feature");
    repo.git("branch kept");
    repo.git("rm -q config.env deploy/app.env");
    removal = repo.commit("remove settings");
  }

  GitFixture repo;
  std::string base, leak, copy, rename, changed, removal;
};

TEST_F(Life, IntroducedRemovedExposedAndStillOnABranch) {
  const json report = scan_json(quoted(repo.path()), 1);
  const json secret = only_secret(report);
  EXPECT_EQ(secret.at("introduced").at("commit"), leak);
  EXPECT_EQ(secret.at("introduced").at("date"), "2024-01-02T00:00:00Z");
  EXPECT_EQ(secret.at("introduced").at("author").at("name"), "Ann Author");
  EXPECT_EQ(secret.at("introduced").at("author").at("email"), "ann@example.com");
  EXPECT_EQ(secret.at("removed").at("commit"), removal);
  EXPECT_EQ(secret.at("in_head"), false);
  // Branches that still hold it count until now: 2024-01-02 to 2024-07-01.
  EXPECT_EQ(secret.at("refs"), json::array({"refs/heads/feature", "refs/heads/kept"}));
  EXPECT_EQ(secret.at("exposure_days"), 181);
  EXPECT_EQ(secret.at("places"), 3);
  EXPECT_EQ(report.at("coverage").at("complete"), true);
  EXPECT_FALSE(secret.at("remediation").at("summary").get<std::string>().empty());
}

TEST_F(Life, EveryOccurrenceHasItsOwnCommits) {
  const json secret = only_secret(scan_json(quoted(repo.path()), 1));
  std::map<std::pair<std::string, int>, json> by_place;  // (path, version)
  for (const json& occurrence : secret.at("occurrences")) {
    EXPECT_EQ(occurrence.at("line"), 2);
    EXPECT_EQ(occurrence.at("column"), 13);
    EXPECT_EQ(occurrence.at("kind"), "file");
    EXPECT_EQ(occurrence.at("reach"), "head");
    EXPECT_EQ(occurrence.at("worktree"), false);
    const int version = occurrence.at("commit") == changed ? 2 : 1;
    by_place[{occurrence.at("path"), version}] = occurrence;
  }
  ASSERT_EQ(by_place.size(), 4u);
  EXPECT_EQ((by_place.at({"app.env", 1}).at("commit")), leak);
  EXPECT_EQ((by_place.at({"app.env", 1}).at("removed")), rename);
  EXPECT_EQ((by_place.at({"deploy/app.env", 1}).at("commit")), copy);
  EXPECT_EQ((by_place.at({"deploy/app.env", 1}).at("removed")), removal);
  EXPECT_EQ((by_place.at({"config.env", 1}).at("commit")), rename);
  EXPECT_EQ((by_place.at({"config.env", 2}).at("commit")), changed);
  EXPECT_EQ((by_place.at({"config.env", 2}).at("removed")), removal);
}

TEST_F(Life, OnceNoBranchHoldsItExposureEndsWithTheRemoval) {
  repo.git("branch -q -D feature kept");
  const json secret = only_secret(scan_json(quoted(repo.path()), 1));
  EXPECT_EQ(secret.at("refs"), json::array());
  EXPECT_EQ(secret.at("removed").at("commit"), removal);
  // From day 1 to the commit of day 6 (the merge has the date of the next commit).
  EXPECT_EQ(secret.at("exposure_days"), 5);
}

TEST_F(Life, AWorktreeFileEqualToAnOldBlobIsThatOccurrence) {
  repo.write("app.env", "HOST=db1\n" + env_line());
  const json secret = only_secret(scan_json(quoted(repo.path()), 1));
  size_t on_disk = 0;
  for (const json& occurrence : secret.at("occurrences")) {
    if (!occurrence.at("worktree")) continue;
    ++on_disk;
    EXPECT_EQ(occurrence.at("path"), "app.env");
    EXPECT_EQ(occurrence.at("commit"), leak);
  }
  EXPECT_EQ(on_disk, 1u);
  EXPECT_EQ(secret.at("occurrences").size(), 4u);
}

TEST_F(Life, AFileOnlyOnDiskHasNoCommit) {
  repo.write("untracked.env", "X=1\n" + env_line());
  const json report = scan_json("--no-history " + quoted(repo.path()), 1);
  const json occurrence = only_secret(report).at("occurrences").at(0);
  EXPECT_EQ(occurrence.at("path"), "untracked.env");
  EXPECT_TRUE(occurrence.at("commit").is_null());
  EXPECT_TRUE(occurrence.at("reach").is_null());
  EXPECT_EQ(occurrence.at("worktree"), true);
}

TEST_F(Life, UnreachableObjectsAreLabelledNotDropped) {
  repo.git("branch -q -D feature kept");
  repo.git("checkout -q --orphan fresh");
  repo.git("rm -q -rf --cached .");
  repo.commit("start over");
  repo.git("branch -q -D main");
  repo.git("reflog expire --expire=now --all");
  repo.git("update-ref -d ORIG_HEAD");
  const json secret = only_secret(scan_json(quoted(repo.path()), 1));
  EXPECT_TRUE(secret.at("introduced").is_null());
  EXPECT_TRUE(secret.at("removed").is_null());
  for (const json& occurrence : secret.at("occurrences")) {
    EXPECT_EQ(occurrence.at("reach"), "unreachable");
    EXPECT_TRUE(occurrence.at("commit").is_null());
  }
}

TEST_F(Life, PackedEqualsLooseAndOneThreadEqualsEight) {
  const std::string path = quoted(repo.path());
  const Outcome loose = sluice("scan -f json -j 1 " + path);
  const Outcome threads = sluice("scan -f json -j 8 " + path);
  EXPECT_EQ(loose.out, threads.out);
  repo.git("repack -adfq --depth=10");
  repo.git("pack-refs --all");
  const Outcome packed = sluice("scan -f json -j 8 " + path);
  EXPECT_EQ(loose.out, packed.out);
  EXPECT_EQ(loose.code, 1);
}

TEST_F(Life, ABareCloneTellsTheSame) {
  const TempDir dir;
  run("git clone -q --bare --no-local '" + repo.path() + "' '" + (dir / "bare.git") + "'");
  const json here = only_secret(scan_json(quoted(repo.path()), 1));
  const json there = only_secret(scan_json(quoted(dir / "bare.git"), 1));
  for (const char* key : {"secret_id", "introduced", "removed", "refs", "places", "occurrences"}) {
    EXPECT_EQ(here.at(key), there.at(key)) << key;
  }
}

TEST_F(Life, ASecretInACommitMessageIsThatCommits) {
  repo.git("commit -q --allow-empty -m 'rotate: " + env_line().substr(0, env_line().size() - 1) +
           "x'");
  const std::string commit = repo.rev_parse("HEAD");
  const json report = scan_json(quoted(repo.path()), 1);
  bool seen = false;
  for (const json& finding : report.at("findings")) {
    if (finding.at("kind") != "commit") continue;
    seen = true;
    EXPECT_EQ(finding.at("commit"), commit);
    EXPECT_EQ(finding.at("reach"), "head");
  }
  EXPECT_TRUE(seen);
}

TEST_F(Life, FormatsShowTheSecretOnlyWhenAsked) {
  for (const char* format : {"text", "json", "jsonl", "sarif"}) {
    const std::string arguments = std::string("scan -v -f ") + format + " " + quoted(repo.path());
    const Outcome hidden = sluice(arguments), shown = sluice(arguments + " --show-secrets");
    EXPECT_EQ(hidden.code, 1) << format;
    EXPECT_EQ(hidden.out.find(made_up_password()), std::string::npos) << format;
    EXPECT_EQ(hidden.err.find(made_up_password()), std::string::npos) << format;
    if (std::string(format) != "sarif") {
      EXPECT_NE(shown.out.find(made_up_password()), std::string::npos) << format;
    }
  }
}

}  // namespace
}  // namespace sluice::test

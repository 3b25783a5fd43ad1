// `sluice ci` as GitHub Actions runs it: each event, on the clone that actions/checkout makes.
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "base/file_reader.h"
#include "e2e/ci_fixture.h"

namespace sluice::test {
namespace {

constexpr char kWholeFetch[] =
    "origin '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*' ";

class GitHub : public CiFixture {
 protected:
  // actions/checkout of a pull request: fetch-depth 0, or `depth`.
  std::string checkout_request(int number, const std::string& depth = "") {
    const std::string merge = "refs/pull/" + std::to_string(number) + "/merge";
    const std::string spec =
        "'+" + id(merge) + ":refs/remotes/pull/" + std::to_string(number) + "/merge'";
    if (!depth.empty()) return fetched("--no-tags --depth=" + depth + " origin " + spec, id(merge));
    return fetched(kWholeFetch + spec, id(merge));
  }
  std::string checkout(const std::string& revision) {
    return fetched(std::string(kWholeFetch), id(revision));
  }

  // A branch with a leak in its first commit of two, proposed as number 7.
  void propose_leak() {
    branch("topic");
    add("conf/app.env", "X=1\n" + env_line());
    add("more.txt", "text\n");
    pull_request(7, "topic");
  }
};

TEST_F(GitHub, PullRequestsAreJudgedByWhatTheyAdd) {
  add("old.env", password_line("Kes"
                               "tel"));  // old debt of main
  propose_leak();
  server.git("checkout -q main");
  add("later.env", password_line("Ro"
                                 "land"));  // main went on: none of the request's business
  pull_request(7, "topic");
  const std::string path = checkout_request(7);
  const Outcome outcome = ci(path, github_pull_request(7, "topic"));
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE(outcome.err.find("GitHub Actions pull_request #7: " + id("main").substr(0, 12) + ".." +
                             id("topic").substr(0, 12) + ", 2 commits"),
            std::string::npos)
      << outcome.err;
  EXPECT_NE(
      outcome.out.find("\n::error file=conf/app.env,line=2,endLine=2,col=13,title=sluice%3A "),
      std::string::npos)
      << outcome.out;
  EXPECT_EQ(outcome.out.find("old.env"), std::string::npos);
  EXPECT_EQ(outcome.out.find("later.env"), std::string::npos);
  EXPECT_EQ(outcome.out.find(made_up_password()), std::string::npos);
  EXPECT_EQ(outcome.out.find("add-mask"), std::string::npos);
  const auto report = json(path, github_pull_request(7, "topic"), 1);
  EXPECT_EQ(places(report), "conf/app.env:2");
  EXPECT_EQ(report["target"]["selection"]["commits"], 2);
  EXPECT_EQ(report["secrets"][0]["introduced"]["commit"], id("topic~1"));
}

TEST_F(GitHub, TheTextStandsBetweenLinesThatStopCommands) {
  propose_leak();
  const Outcome outcome = ci(checkout_request(7), github_pull_request(7, "topic"));
  ASSERT_TRUE(outcome.out.starts_with("::stop-commands::"));
  const std::string word = outcome.out.substr(17, outcome.out.find('\n') - 17);
  EXPECT_EQ(word.size(), 32u);
  const size_t resumed = outcome.out.find("\n::" + word + "::\n");
  ASSERT_NE(resumed, std::string::npos);
  EXPECT_LT(outcome.out.find("conf/app.env:2:13"), resumed);
  EXPECT_GT(outcome.out.find("\n::error "), resumed);
  const Outcome other = ci(checkout_request(7), github_pull_request(7, "topic"));
  EXPECT_EQ(other.out.find(word), std::string::npos);
}

TEST_F(GitHub, ACleanRequestIsCleanAndARequestedFileIsWrittenBesideTheLog) {
  branch("topic");
  add("more.txt", "text\n");
  pull_request(7, "topic");
  const std::string path = checkout_request(7);
  const std::string sarif = dir / "out.sarif", other = dir / "out.json";
  const Outcome outcome = ci(path, github_pull_request(7, "topic"),
                             "-f sarif -o '" + sarif + "' --also-write json='" + other + "'");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("No secrets found."), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(*read_file(sarif))["runs"][0]["results"].size(), 0u);
  EXPECT_EQ(nlohmann::json::parse(*read_file(other))["schema"], 1);
  EXPECT_EQ(ci(path, github_pull_request(7, "topic"), "--also-write sarif").code, 2);
  EXPECT_EQ(ci(path, github_pull_request(7, "topic"), "--also-write xyz=f").code, 2);
  EXPECT_EQ(ci(path, github_pull_request(7, "topic"), "--also-write json=/no/such/folder/f").code,
            2);
}

TEST_F(GitHub, TheStepSummaryIsAppended) {
  branch("topic");
  add("conf/app.env", env_line());
  add("::error::|x<b>.env", password_line("Kes"
                                          "tel"));
  pull_request(7, "topic");
  Variables variables = github_pull_request(7, "topic");
  const std::string file = dir.write("summary.md", "# Before\n");
  variables["GITHUB_STEP_SUMMARY"] = file;
  EXPECT_EQ(ci(checkout_request(7), variables).code, 1);
  const std::string summary = *read_file(file);
  EXPECT_TRUE(summary.starts_with("# Before\n## sluice: 2 secrets")) << summary;
  EXPECT_NE(summary.find("conf/app.env"), std::string::npos);
  const std::string prose = std::regex_replace(summary, std::regex("`[^`]*`"), "");
  EXPECT_EQ(prose.find("<b>"), std::string::npos);
  EXPECT_EQ(summary.find(made_up_password()), std::string::npos);
  // One that is full, or that nobody may write, fails nothing.
  dir.write("summary.md", std::string(1'048'000, 'x'));
  const Outcome full = ci(checkout_request(7), variables);
  EXPECT_EQ(full.code, 1);
  EXPECT_NE(full.err.find("the step summary could not be written"), std::string::npos);
  EXPECT_EQ(read_file(file)->size(), 1'048'000u);
  variables["GITHUB_STEP_SUMMARY"] = dir / "no/such/folder/file";
  EXPECT_EQ(ci(checkout_request(7), variables).code, 1);
}

TEST_F(GitHub, EveryFormatThatReportsHaveCanBeAskedFor) {
  propose_leak();
  const std::string path = checkout_request(7);
  for (const char* format :
       {"json", "jsonl", "sarif", "gitlab", "junit", "csv", "markdown", "html"}) {
    const std::string file = dir / (std::string("out.") + format);
    const Outcome outcome = ci(path, github_pull_request(7, "topic"),
                               std::string("-f ") + format + " -o '" + file + "'");
    EXPECT_EQ(outcome.code, 1) << format << outcome.err;
    EXPECT_NE(read_file(file)->find("app.env"), std::string::npos) << format;
    EXPECT_NE(outcome.out.find("\n::error file=conf/app.env,"), std::string::npos) << format;
  }
}

TEST_F(GitHub, SecretsInAFileAreNotInTheLogAndAFileThatFailsLosesNothing) {
  propose_leak();
  const std::string path = checkout_request(7), file = dir / "out.json";
  const Outcome shown =
      ci(path, github_pull_request(7, "topic"), "--show-secrets -f json -o '" + file + "'");
  EXPECT_EQ(shown.code, 1);
  EXPECT_NE(read_file(file)->find(made_up_password()), std::string::npos);
  EXPECT_EQ(shown.out.find(made_up_password()), std::string::npos);
  const Outcome lost = ci(path, github_pull_request(7, "topic"), "-f json -o /no/such/folder/f");
  EXPECT_EQ(lost.code, 2);
  EXPECT_NE(lost.out.find("conf/app.env:2:13"), std::string::npos);
}

TEST_F(GitHub, AShallowCheckoutIsIncompleteAndItsCommandMakesItWhole) {
  propose_leak();
  for (const char* depth : {"1", "2"}) {
    const std::string path = checkout_request(7, depth);
    const Outcome outcome = ci(path, github_pull_request(7, "topic"));
    // With two commits the head itself is there: what it shows is told, and the rest is not clean.
    EXPECT_EQ(outcome.code, depth[0] == '1' ? 3 : 1) << outcome.out << outcome.err;
    EXPECT_NE(outcome.err.find("fetch-depth: 0"), std::string::npos) << outcome.err;
    const size_t at = outcome.err.find("git fetch --unshallow origin");
    ASSERT_NE(at, std::string::npos) << outcome.err;
    const std::string command = outcome.err.substr(at, outcome.err.find('\n', at) - at);
    EXPECT_NE(command.find("+refs/pull/7/head:refs/remotes/pull/7/head"), std::string::npos);
    EXPECT_NE(command.find("+refs/heads/main:refs/remotes/origin/main"), std::string::npos);
    run("cd '" + path + "' && " + command + " 2>/dev/null");
    const auto report = json(path, github_pull_request(7, "topic"), 1);
    EXPECT_EQ(places(report), "conf/app.env:2");
    EXPECT_EQ(report["coverage"]["complete"], true);
  }
}

TEST_F(GitHub, AShallowCheckoutOfACleanRequestIsNotClean) {
  branch("topic");
  add("more.txt", "text\n");
  add("more.txt", "other\n");
  pull_request(7, "topic");
  for (const char* depth : {"1", "2", "3"}) {
    const std::string path = checkout_request(7, depth);
    EXPECT_EQ(ci(path, github_pull_request(7, "topic")).code, 3) << depth;
  }
  // Nothing that accepts gaps makes a range known that is not.
  EXPECT_EQ(
      ci(checkout_request(7, "1"), github_pull_request(7, "topic"), "--allow-incomplete").code, 3);
  EXPECT_EQ(ci(checkout_request(7, "4"), github_pull_request(7, "topic")).code, 0);
}

TEST_F(GitHub, AShallowCheckoutThatHoldsAllOfTheChangeWillDo) {
  for (int i = 0; i < 5; ++i) add("n" + std::to_string(i), "text\n");
  propose_leak();
  const std::string path = checkout_request(7, "4");
  const auto report = json(path, github_pull_request(7, "topic"), 1);
  EXPECT_EQ(places(report), "conf/app.env:2");
  EXPECT_EQ(report["coverage"]["complete"], true);
}

TEST_F(GitHub, AReportIsWrittenAlsoWhereTheRangeIsNotKnown) {
  propose_leak();
  const auto report = json(checkout_request(7, "1"), github_pull_request(7, "topic"), 3);
  EXPECT_EQ(report["coverage"]["complete"], false);
  EXPECT_EQ(report["coverage"]["errors"][0]["reason"], "shallow");
  EXPECT_EQ(report["findings"].size(), 0u);
}

TEST_F(GitHub, PushesStartAtTheFormerTip) {
  const std::string before = add("old.env", env_line());
  add("new.env", password_line("Kes"
                               "tel"));
  Variables push = github("push", "refs/heads/main", {{"before", before}, {"after", id("main")}});
  EXPECT_EQ(places(json(checkout("main"), push, 1)), "new.env:1");
  // A push of nothing that is new.
  push = github("push", "refs/heads/main", {{"before", id("main")}, {"after", id("main")}});
  EXPECT_EQ(places(json(checkout("main"), push, 0)), "");
}

TEST_F(GitHub, ANewBranchStartsAtTheDefaultBranch) {
  add("old.env", env_line());
  branch("topic");
  add("new.env", password_line("Kes"
                               "tel"));
  const Variables push =
      github("push", "refs/heads/topic",
             {{"before", std::string(40, '0')}, {"after", id("topic")}, {"created", true}});
  const auto report = json(checkout("topic"), push, 1);
  EXPECT_EQ(places(report), "new.env:1");
  EXPECT_EQ(report["target"]["selection"]["ranges"][0],
            "origin/main.." + id("topic").substr(0, 12));
}

TEST_F(GitHub, TheFirstPushOfAllIsAllNew) {
  add("first.env", env_line());
  const Variables push =
      github("push", "refs/heads/main",
             {{"before", std::string(40, '0')}, {"after", id("main")}, {"created", true}});
  const Outcome outcome = ci(checkout("main"), push);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("all of the history of"), std::string::npos) << outcome.err;
}

TEST_F(GitHub, AForcePushStartsAtTheDefaultBranchWhereTheFormerTipIsGone) {
  branch("topic");
  add("gone.txt", "x\n");
  const std::string before = id("topic");
  branch("topic");  // anew
  add("leak.env", env_line());
  server.git("reflog expire --expire=now --all");
  server.git("gc -q --prune=now");
  const Variables push = github("push", "refs/heads/topic",
                                {{"before", before}, {"after", id("topic")}, {"forced", true}});
  EXPECT_EQ(places(json(checkout("topic"), push, 1)), "leak.env:1");
  // Of the default branch nothing else is known: what is missing is named.
  server.git("checkout -q main");
  const Variables main = github("push", "refs/heads/main",
                                {{"before", before}, {"after", id("main")}, {"forced", true}});
  const Outcome outcome = ci(checkout("main"), main);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("git fetch origin " + before), std::string::npos) << outcome.err;
}

TEST_F(GitHub, MergeGroupsStartAtWhatTheQueueSays) {
  branch("topic");
  add("leak.env", env_line());
  server.git("checkout -q --detach main");
  server.git("merge -q --no-ff --no-edit topic");
  server.git("branch gh-readonly-queue/main/pr-7");
  const Variables queue = github(
      "merge_group", "refs/heads/gh-readonly-queue/main/pr-7",
      {{"merge_group",
        {{"head_sha", id("HEAD")}, {"base_sha", id("main")}, {"base_ref", "refs/heads/main"}}}});
  const auto report = json(checkout("HEAD"), queue, 1);
  EXPECT_EQ(places(report), "leak.env:1");
  EXPECT_EQ(report["target"]["selection"]["commits"], 2);
}

TEST_F(GitHub, TagsAreJudgedByWhatTheDefaultBranchLacksAndByTheirText) {
  server.git("tag v1 main");
  const auto push = [&](const std::string& name) {
    return github("push", "refs/tags/" + name,
                  {{"before", std::string(40, '0')}, {"after", id("refs/tags/" + name)}});
  };
  EXPECT_EQ(places(json(checkout("v1"), push("v1"), 0)), "");
  branch("release");
  add("leak.env", env_line());
  server.git("tag v2 release");
  EXPECT_EQ(places(json(checkout("v2"), push("v2"), 1)), "leak.env:1");
  const std::string message = dir.write("message", env_line());
  server.git("tag -a -F '" + message + "' v3 main");
  const auto report = json(checkout("v3^{commit}"), push("v3"), 1);
  EXPECT_EQ(report["findings"][0]["kind"], "tag");
}

TEST_F(GitHub, RunsByTheClockLookAtAllOfHead) {
  add("old.env", env_line());
  add("old.env", "clean\n");
  Variables nightly = github("schedule", "refs/heads/main", nlohmann::json::object());
  nightly["GITHUB_SHA"] = id("main");
  const auto report = json(checkout("main"), nightly, 1);
  EXPECT_EQ(places(report), "old.env:1");
}

TEST_F(GitHub, ADeletedRefIsClean) {
  const Variables push =
      github("push", "refs/heads/topic",
             {{"before", id("main")}, {"after", std::string(40, '0')}, {"deleted", true}});
  EXPECT_EQ(ci(checkout("main"), push).code, 0);
}

TEST_F(GitHub, AnEventThatCannotBeReadIsNoCleanRun) {
  Variables push = github("push", "refs/heads/main", {{"before", id("main")}});
  push["GITHUB_EVENT_PATH"] = dir / "nowhere.json";
  EXPECT_EQ(ci(checkout("main"), push).code, 3);
  push["GITHUB_EVENT_PATH"] = dir.write("broken.json", "{");
  EXPECT_EQ(ci(checkout("main"), push).code, 3);
  EXPECT_EQ(ci(checkout("main"), github("issues", "refs/heads/main", {{"issue", 1}})).code, 2);
}

}  // namespace
}  // namespace sluice::test

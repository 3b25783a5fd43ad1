// `sluice ci` with the variables and the clones of every other service, and with flags alone.
#include <gtest/gtest.h>

#include <string>

#include "e2e/ci_fixture.h"

namespace sluice::test {
namespace {

const std::string kZero(40, '0');

// main with old debt, and a topic branch of two commits whose first leaks.
class CiProviders : public CiFixture {
 protected:
  void SetUp() override {
    CiFixture::SetUp();
    add("old.env", password_line("Kes"
                                 "tel"));
    branch("topic");
    add("conf/app.env", env_line());
    add("more.txt", "text\n");
    server.git("checkout -q main");
    add("later.txt", "main went on\n");
  }
  std::string whole(const std::string& revision) { return clone("", "", id(revision)); }
  // Only the branch that is built.
  std::string single(const std::string& name, const std::string& more = "") {
    return clone("--single-branch --branch " + name + " " + more, "", id(name));
  }
  // The command that the message ends in, run in the clone.
  void run_advice(const std::string& path, const Outcome& outcome) {
    const size_t at = outcome.err.find("git fetch");
    ASSERT_NE(at, std::string::npos) << outcome.err;
    const std::string command = outcome.err.substr(at, outcome.err.find('\n', at) - at);
    run("cd '" + path + "' && " + command + " 2>/dev/null");
  }
};

class GitLab : public CiProviders {
 protected:
  Variables variables(const std::string& revision, const std::string& source) {
    return {{"GITLAB_CI", "true"},
            {"CI_PIPELINE_SOURCE", source},
            {"CI_COMMIT_SHA", id(revision)},
            {"CI_COMMIT_BEFORE_SHA", kZero},
            {"CI_DEFAULT_BRANCH", "main"}};
  }
  Variables request() {
    Variables all = variables("topic", "merge_request_event");
    all["CI_MERGE_REQUEST_IID"] = "7";
    all["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main";
    all["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = id("main~1");
    return all;
  }
};

TEST_F(GitLab, MergeRequestsNeedNoTargetBranchInTheClone) {
  // A runner fetches the request alone; its diff base is in that history.
  const std::string path = single("topic");
  const Outcome outcome = ci(path, request());
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE(outcome.err.find("GitLab CI merge_request_event #7: "), std::string::npos);
  EXPECT_EQ(outcome.out.find("::"), std::string::npos);  // no one's commands
  EXPECT_EQ(places(json(path, request(), 1)), "conf/app.env:1");
  EXPECT_EQ(places(json(whole("topic"), request(), 1)), "conf/app.env:1");
}

TEST_F(GitLab, MergedResultsAndTrainsAreJudgedByTheRequestsOwnHead) {
  server.git("checkout -q --detach main");
  server.git("merge -q --no-ff --no-edit topic");
  Variables train = request();
  train["CI_COMMIT_SHA"] = id("HEAD");
  train["CI_MERGE_REQUEST_EVENT_TYPE"] = "merge_train";
  train["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = id("topic");
  train["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"] = id("main");
  server.git("update-ref refs/merge-requests/7/train HEAD");
  const std::string path = fetched(
      "origin '+refs/heads/*:refs/remotes/origin/*' refs/merge-requests/7/train", id("HEAD"));
  const auto report = json(path, train, 1);
  EXPECT_EQ(places(report), "conf/app.env:1");
  EXPECT_EQ(report["target"]["selection"]["commits"], 2);
}

TEST_F(GitLab, BranchesStartAtTheirFormerTipOrAtTheDefaultBranch) {
  Variables push = variables("topic", "push");
  push["CI_COMMIT_BRANCH"] = "topic";
  push["CI_COMMIT_BEFORE_SHA"] = id("topic~1");
  EXPECT_EQ(places(json(whole("topic"), push, 0)), "");
  push["CI_COMMIT_BEFORE_SHA"] = kZero;  // a new branch
  EXPECT_EQ(places(json(whole("topic"), push, 1)), "conf/app.env:1");
  // Where a depth was set, the default branch is not fetched.
  const std::string path = single("topic", "--depth 20");
  const Outcome outcome = ci(path, push);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("GIT_DEPTH: 0"), std::string::npos) << outcome.err;
  run_advice(path, outcome);
  EXPECT_EQ(ci(path, push).code, 1);
}

TEST_F(GitLab, AShallowCloneIsIncompleteAndOneThatHoldsAllOfTheChangeIsNot) {
  const std::string path = single("topic", "--depth 1");
  const Outcome outcome = ci(path, request());
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_NE(outcome.err.find("GIT_DEPTH: 0"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("git fetch --unshallow origin"), std::string::npos);
  EXPECT_EQ(places(json(single("topic", "--depth 4"), request(), 1)), "conf/app.env:1");
}

TEST_F(CiProviders, ABaseThatAShallowCloneDoesNotNameIsFetched) {
  const std::string path = single("topic", "--depth 1");
  const Outcome outcome = ci(path, {}, "--base main");
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_NE(outcome.out.find("a change that is not known"), std::string::npos) << outcome.out;
  run_advice(path, outcome);
  const Outcome again = ci(path, {}, "--base main");
  EXPECT_EQ(again.code, 1) << again.err;
  // In a clone that is whole, the name is a mistake.
  EXPECT_EQ(ci(path, {}, "--base mian").code, 2);
}

TEST_F(GitLab, Tags) {
  server.git("tag v1 topic");
  Variables tag = variables("v1", "push");
  tag["CI_COMMIT_TAG"] = "v1";
  EXPECT_EQ(places(json(whole("v1"), tag, 1)), "conf/app.env:1");
}

TEST_F(CiProviders, JenkinsPullRequestsAndBranches) {
  Variables request = {{"JENKINS_URL", "https://ci.example/"},
                       {"GIT_COMMIT", id("topic")},
                       {"BRANCH_NAME", "PR-7"},
                       {"CHANGE_ID", "7"},
                       {"CHANGE_TARGET", "main"}};
  EXPECT_EQ(places(json(whole("topic"), request, 1)), "conf/app.env:1");
  // Its clone is of the branch alone, unless the target is asked for.
  const std::string path = single("topic");
  const Outcome outcome = ci(path, request);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("git fetch origin +refs/heads/main:refs/remotes/origin/main"),
            std::string::npos)
      << outcome.err;
  run_advice(path, outcome);
  EXPECT_EQ(ci(path, request).code, 1);
  Variables branch = {{"JENKINS_URL", "x"}, {"GIT_COMMIT", id("topic")}, {"BRANCH_NAME", "topic"}};
  branch["GIT_PREVIOUS_SUCCESSFUL_COMMIT"] = id("topic~1");
  EXPECT_EQ(ci(whole("topic"), branch).code, 0);
  branch["GIT_PREVIOUS_SUCCESSFUL_COMMIT"] = id("topic~2");
  EXPECT_EQ(ci(whole("topic"), branch).code, 1);
}

TEST_F(CiProviders, CircleCiStartsAtTheDefaultBranchAndAsksOnIt) {
  const Variables topic = {
      {"CIRCLECI", "true"}, {"CIRCLE_SHA1", id("topic")}, {"CIRCLE_BRANCH", "topic"}};
  EXPECT_EQ(places(json(whole("topic"), topic, 1)), "conf/app.env:1");
  const Variables main = {
      {"CIRCLECI", "true"}, {"CIRCLE_SHA1", id("main")}, {"CIRCLE_BRANCH", "main"}};
  const Outcome outcome = ci(whole("main"), main);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("give --base REV: HEAD~1 judges the last commit"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(ci(whole("main"), main, "--base HEAD~1").code, 0);
  EXPECT_EQ(ci(whole("main"), main, "--base HEAD~2").code, 1);  // old.env
}

TEST_F(CiProviders, BuildkitePullRequestsMergeQueuesAndBranches) {
  Variables request = {{"BUILDKITE", "true"},
                       {"BUILDKITE_COMMIT", id("topic")},
                       {"BUILDKITE_BRANCH", "topic"},
                       {"BUILDKITE_PULL_REQUEST", "7"},
                       {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"},
                       {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
  EXPECT_EQ(places(json(whole("topic"), request, 1)), "conf/app.env:1");
  request["BUILDKITE_MERGE_QUEUE_BASE_COMMIT"] = id("topic~1");
  EXPECT_EQ(ci(whole("topic"), request).code, 0);
  const Variables main = {{"BUILDKITE", "true"},
                          {"BUILDKITE_COMMIT", "HEAD"},
                          {"BUILDKITE_BRANCH", "main"},
                          {"BUILDKITE_PULL_REQUEST", "false"},
                          {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
  EXPECT_EQ(ci(whole("main"), main).code, 2);
  const std::string shallow = single("topic", "--depth 1");
  request.erase("BUILDKITE_MERGE_QUEUE_BASE_COMMIT");
  const Outcome outcome = ci(shallow, request);
  EXPECT_EQ(outcome.code, 3);
  run_advice(shallow, outcome);
}

TEST_F(CiProviders, AzureShowsItsOwnCommands) {
  server.git("checkout -q --detach main");
  server.git("merge -q --no-ff --no-edit topic");
  server.git("update-ref refs/pull/7/merge HEAD");
  const Variables request = {{"TF_BUILD", "True"},
                             {"BUILD_REASON", "PullRequest"},
                             {"BUILD_SOURCEVERSION", id("HEAD")},
                             {"BUILD_SOURCEBRANCH", "refs/pull/7/merge"},
                             {"SYSTEM_PULLREQUEST_SOURCECOMMITID", id("topic")},
                             {"SYSTEM_PULLREQUEST_PULLREQUESTID", "7"},
                             {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}};
  const std::string path =
      fetched("origin '+refs/heads/*:refs/remotes/origin/*' refs/pull/7/merge", id("HEAD"));
  const Outcome outcome = ci(path, request);
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE(
      outcome.out.find("\n##vso[task.logissue type=error;sourcepath=conf/app.env;linenumber=1;"),
      std::string::npos)
      << outcome.out;
  EXPECT_EQ(outcome.out.find("stop-commands"), std::string::npos);
  EXPECT_EQ(ci(path, request, "--annotations never").out.find("##vso"), std::string::npos);
  const Variables push = {{"TF_BUILD", "True"},
                          {"BUILD_REASON", "IndividualCI"},
                          {"BUILD_SOURCEVERSION", id("topic")},
                          {"BUILD_SOURCEBRANCH", "refs/heads/topic"}};
  EXPECT_EQ(places(json(whole("topic"), push, 1)), "conf/app.env:1");
}

TEST_F(CiProviders, BitbucketPullRequestsAndBranches) {
  Variables request = {{"BITBUCKET_BUILD_NUMBER", "1"},
                       {"BITBUCKET_COMMIT", id("topic").substr(0, 12)},
                       {"BITBUCKET_BRANCH", "topic"},
                       {"BITBUCKET_PR_ID", "7"},
                       {"BITBUCKET_PR_DESTINATION_BRANCH", "main"},
                       {"BITBUCKET_PR_DESTINATION_COMMIT", id("main").substr(0, 12)}};
  EXPECT_EQ(places(json(whole("topic"), request, 1)), "conf/app.env:1");
  const std::string shallow = single("topic", "--depth 1");
  const Outcome outcome = ci(shallow, request);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("clone: {depth: full}"), std::string::npos) << outcome.err;
  run_advice(shallow, outcome);
  EXPECT_EQ(ci(shallow, request).code, 1);
}

TEST_F(CiProviders, FlagsAloneSayWhatTheChangeIs) {
  const std::string path = whole("topic");
  EXPECT_EQ(ci(path, {}).code, 2);
  EXPECT_EQ(places(json(path, {}, 1, "--base main")), "conf/app.env:1");
  EXPECT_EQ(places(json(path, {}, 1, "--base origin/main --head " + id("topic"))),
            "conf/app.env:1");
  EXPECT_EQ(ci(path, {}, "--base HEAD~1").code, 0);
  // Wrong ones are mistakes, not clean runs.
  for (const char* wrong : {"--base topic", "--base HEAD", "--base nowhere", "--base HEAD~99",
                            "--base main --head nowhere", "--base HEAD^{tree}", "--base -x"}) {
    EXPECT_EQ(ci(path, {}, wrong).code, 2) << wrong;
  }
  const Outcome unseen = ci(path, {}, "--base " + std::string(40, 'e'));
  EXPECT_EQ(unseen.code, 3);
  EXPECT_NE(unseen.err.find("git fetch origin " + std::string(40, 'e')), std::string::npos)
      << unseen.err;
  EXPECT_EQ(ci(dir.path(), {}, "--base main").code, 2);  // no repository
}

TEST_F(CiProviders, ACountOfCommitsCanBeAskedFor) {
  const std::string path = whole("main");
  EXPECT_EQ(ci(path, {}, "--base HEAD~1 --require-commits 1").code, 0);
  const Outcome outcome = ci(path, {}, "--base HEAD~1 --require-commits 2");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("only 1 commits were scanned"), std::string::npos) << outcome.err;
  EXPECT_NE(ci(path, {}, "--base HEAD~1").out.find("1 commit"), std::string::npos);
}

TEST_F(CiProviders, OldDebtInChangedFilesIsToldWhenAsked) {
  branch("touch", "main");
  add("old.env", password_line("Kes"
                               "tel") +
                     "# touched\n");
  const std::string path = whole("touch");
  EXPECT_EQ(ci(path, {}, "--base main").code, 0);
  EXPECT_EQ(places(json(path, {}, 1, "--base main --all-in-changed-files")), "old.env:1");
}

}  // namespace
}  // namespace sluice::test

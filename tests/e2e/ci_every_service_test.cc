// What holds on each CI service alike, with its own variables and a clone as it makes it: all of a
// request is seen, also what its last commit does not show, and a clone that is cut off is told.
#include <gtest/gtest.h>

#include <string>

#include "e2e/ci_fixture.h"

namespace sluice::test {
namespace {

struct Service {
  const char* name;
  // The setting that its message names.
  const char* setting;
  // The words of the fetch that makes a clone of the request's branch whole.
  const char* refs;
};

void PrintTo(const Service& service, std::ostream* out) { *out << service.name; }

class EveryService : public CiFixture, public ::testing::WithParamInterface<Service> {
 protected:
  // A topic that leaks in a commit it takes back, and in the resolution of a merge of main.
  void SetUp() override {
    CiFixture::SetUp();
    branch("topic");
    add("conf/app.env", env_line());
    server.git("rm -q conf/app.env");
    add("more.txt", "text\n");
    server.git("checkout -q main");
    add("later.txt", "main went on\n");
    server.git("checkout -q topic");
    server.git("merge -q --no-ff --no-commit main 2>/dev/null");
    add("merged.env", password_line("Kes"
                                    "tel"));
    pull_request(7, "topic");
    server.git("update-ref refs/merge-requests/7/head topic");
  }

  Variables request() {
    const std::string topic = id("topic"), main = id("main");
    const std::string name = GetParam().name;
    if (name == "GitHub") return github_pull_request(7, "topic");
    if (name == "GitLab") {
      return {{"GITLAB_CI", "true"},
              {"CI_PIPELINE_SOURCE", "merge_request_event"},
              {"CI_COMMIT_SHA", topic},
              {"CI_DEFAULT_BRANCH", "main"},
              {"CI_MERGE_REQUEST_IID", "7"},
              {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"},
              {"CI_MERGE_REQUEST_DIFF_BASE_SHA", main}};
    }
    if (name == "Jenkins") {
      return {{"JENKINS_URL", "https://ci.example/"},
              {"GIT_COMMIT", topic},
              {"BRANCH_NAME", "PR-7"},
              {"CHANGE_ID", "7"},
              {"CHANGE_TARGET", "main"},
              {"CHANGE_BRANCH", "topic"}};
    }
    if (name == "CircleCI") {
      return {{"CIRCLECI", "true"}, {"CIRCLE_SHA1", topic}, {"CIRCLE_BRANCH", "topic"}};
    }
    if (name == "Buildkite") {
      return {{"BUILDKITE", "true"},
              {"BUILDKITE_COMMIT", topic},
              {"BUILDKITE_BRANCH", "topic"},
              {"BUILDKITE_PULL_REQUEST", "7"},
              {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"},
              {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
    }
    if (name == "Azure") {
      return {{"TF_BUILD", "True"},
              {"BUILD_REASON", "PullRequest"},
              {"BUILD_SOURCEVERSION", topic},
              {"BUILD_SOURCEBRANCH", "refs/heads/topic"},
              {"SYSTEM_PULLREQUEST_SOURCECOMMITID", topic},
              {"SYSTEM_PULLREQUEST_PULLREQUESTID", "7"},
              {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}};
    }
    return {{"BITBUCKET_BUILD_NUMBER", "1"},
            {"BITBUCKET_COMMIT", topic},
            {"BITBUCKET_BRANCH", "topic"},
            {"BITBUCKET_PR_ID", "7"},
            {"BITBUCKET_PR_DESTINATION_BRANCH", "main"},
            {"BITBUCKET_PR_DESTINATION_COMMIT", main.substr(0, 12)}};
  }
};

TEST_P(EveryService, SeesAllOfARequestAndTellsHowToMakeACutOffCloneWhole) {
  const std::string whole = clone("", "refs/pull/7/head", id("topic"));
  const auto report = json(whole, request(), 1);
  EXPECT_EQ(places(report), "conf/app.env:1 merged.env:1");
  EXPECT_EQ(report["coverage"]["complete"], true);
  EXPECT_EQ(report["target"]["selection"]["commits"], 3);

  const std::string cut = clone("--single-branch --branch topic --depth 1", "", id("topic"));
  const Outcome outcome = ci(cut, request());
  EXPECT_EQ(outcome.code, 3) << outcome.out << outcome.err;
  EXPECT_NE(outcome.err.find(GetParam().setting), std::string::npos) << outcome.err;
  const size_t at = outcome.err.find("git fetch ");
  ASSERT_NE(at, std::string::npos) << outcome.err;
  const std::string command = outcome.err.substr(at, outcome.err.find('\n', at) - at);
  EXPECT_EQ(command, std::string("git fetch --unshallow origin ") + GetParam().refs);
  run("cd '" + cut + "' && " + command + " 2>/dev/null");
  EXPECT_EQ(places(json(cut, request(), 1)), "conf/app.env:1 merged.env:1");
}

constexpr char kMain[] = "+refs/heads/main:refs/remotes/origin/main";

INSTANTIATE_TEST_SUITE_P(
    Ci, EveryService,
    ::testing::Values(Service{"GitHub", "fetch-depth: 0",
                              "+refs/pull/7/head:refs/remotes/pull/7/head "
                              "+refs/heads/main:refs/remotes/origin/main"},
                      Service{"GitLab", "GIT_DEPTH: 0",
                              "+refs/merge-requests/7/head:refs/remotes/merge-requests/7/head "
                              "+refs/heads/main:refs/remotes/origin/main"},
                      Service{"Jenkins", "Shallow clone", kMain},
                      Service{"CircleCI", "checkout: {method: full}",
                              "'+refs/heads/*:refs/remotes/origin/*'"},
                      Service{"Buildkite", "BUILDKITE_GIT_CLONE_FLAGS", kMain},
                      Service{"Azure", "fetchDepth: 0", kMain},
                      Service{"Bitbucket", "clone: {depth: full}", kMain}),
    [](const auto& service) { return service.param.name; });

}  // namespace
}  // namespace sluice::test

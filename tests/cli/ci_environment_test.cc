#include "cli/ci_environment.h"

#include <gtest/gtest.h>

#include <map>

namespace sluice::cli {
namespace {

using Variables = std::map<std::string, std::string>;

const std::string kHead(40, 'a'), kBase(40, 'b'), kMerge(40, 'c'), kZero(40, '0');

struct Given {
  Variables variables;
  std::string event = "{}";  // GitHub's, at /event.json
  CiFlags flags;

  Result<CiRun> read() const {
    CiInputs inputs;
    inputs.variable = [this](const char* name) {
      const auto at = variables.find(name);
      return at == variables.end() ? std::string() : at->second;
    };
    inputs.file = [this](const std::string& path) -> Result<std::string> {
      if (path != "/event.json") return Error{ErrorKind::kNotFound, path + ": not there"};
      return event;
    };
    return read_ci_run(inputs, flags);
  }
  // "head.. <- base.." : ids by their first digit, branches by name, ~ for the default branch.
  std::string range() const {
    const Result<CiRun> run = read();
    if (!run) return "error: " + run.error().message;
    const auto shown = [](const std::vector<CiCommit>& commits) {
      std::string text;
      for (const CiCommit& each : commits) {
        if (!text.empty()) text += " ";
        switch (each.kind) {
          case CiCommit::Kind::kId: text += each.name.substr(0, 1); break;
          case CiCommit::Kind::kBranch: text += "branch:" + each.name; break;
          case CiCommit::Kind::kDefault: text += "~"; break;
          case CiCommit::Kind::kRevision: text += "rev:" + each.name; break;
        }
      }
      return text;
    };
    std::string text = shown(run->change.heads) + " <- " + shown(run->change.bases);
    if (run->change.guessed) text += " guessed";
    if (run->change.whole_if_empty) text += " whole";
    if (!run->number.empty()) text += " #" + run->number;
    if (!run->change.new_ref.empty()) text += " new " + run->change.new_ref;
    if (run->nothing) text += " nothing";
    return text;
  }
};

Given github(const std::string& name, const std::string& event, Variables more = {}) {
  Given given;
  given.variables = {{"GITHUB_ACTIONS", "true"},
                     {"GITHUB_EVENT_NAME", name},
                     {"GITHUB_EVENT_PATH", "/event.json"},
                     {"GITHUB_SHA", kMerge}};
  given.variables.merge(more);
  given.event = event;
  return given;
}

std::string pull_request() {
  return R"({"action": "opened", "number": 12, "pull_request": {"number": 12, "head": {"sha": ")" +
         kHead + R"(", "ref": "topic"}, "base": {"sha": ")" + kBase + R"(", "ref": "main"}}, )" +
         R"("repository": {"default_branch": "main"}})";
}

std::string push_event(const std::string& before, const std::string& more = "") {
  return R"({"before": ")" + before + R"(", "after": ")" + kHead + R"(", )" + more +
         R"("repository": {"default_branch": "main"}})";
}

TEST(CiEnvironment, GitHubPullRequestsAreJudgedByTheirOwnHeadNotByTheMerge) {
  for (const char* name : {"pull_request", "pull_request_target", "pull_request_review"}) {
    const Given given = github(name, pull_request(), {{"GITHUB_BASE_REF", "main"}});
    EXPECT_EQ(given.range(), "a <- b branch:main #12") << name;
    EXPECT_EQ(given.read()->provider, CiProvider::kGitHub);
    EXPECT_EQ(given.read()->event, name);
  }
}

TEST(CiEnvironment, GitHubMergeGroups) {
  const std::string event = R"({"merge_group": {"head_sha": ")" + kHead + R"(", "base_sha": ")" +
                            kBase + R"(", "base_ref": "refs/heads/main"}})";
  EXPECT_EQ(github("merge_group", event).range(), "a c <- b branch:main");
}

TEST(CiEnvironment, GitHubPushes) {
  const Variables main = {{"GITHUB_REF", "refs/heads/main"}};
  const Variables topic = {{"GITHUB_REF", "refs/heads/topic"}};
  const Variables tag = {{"GITHUB_REF", "refs/tags/v1"}};
  EXPECT_EQ(github("push", push_event(kBase), main).range(), "a c <- b");
  // What the default branch lacks is no less, where `before` is not in the clone any more.
  EXPECT_EQ(github("push", push_event(kBase, R"("forced": true, )"), topic).range(),
            "a c <- b branch:main");
  EXPECT_EQ(github("push", push_event(kZero, R"("created": true, )"), topic).range(),
            "a c <- branch:main new refs/heads/topic");
  EXPECT_EQ(github("push", push_event(kZero), tag).range(), "a c <- branch:main new refs/tags/v1");
  // The first push of all.
  EXPECT_EQ(github("push", push_event(kZero), main).range(), "a c <-  new refs/heads/main");
  EXPECT_EQ(github("push", push_event(kBase, R"("deleted": true, )"), topic).range(),
            "a c <- b branch:main nothing");
}

TEST(CiEnvironment, GitHubRunsByHandAndByTheClock) {
  const std::string event = R"({"repository": {"default_branch": "main"}})";
  EXPECT_EQ(github("workflow_dispatch", event, {{"GITHUB_REF", "refs/heads/topic"}}).range(),
            "c <- branch:main whole");
  EXPECT_EQ(github("workflow_dispatch", event, {{"GITHUB_REF", "refs/heads/main"}}).range(),
            "c <- ");
  EXPECT_EQ(github("schedule", "{}", {{"GITHUB_REF", "refs/heads/main"}}).range(), "c <- ");
  EXPECT_EQ(github("release", event, {{"GITHUB_REF", "refs/tags/v1"}}).range(), "c <- branch:main");
}

TEST(CiEnvironment, GitHubEventsThatCannotBeReadAreErrorsNotEmptyChanges) {
  Given given = github("push", "no JSON", {});
  EXPECT_EQ(given.read().error().kind, ErrorKind::kCorrupt);
  given.event = "[1]";
  EXPECT_EQ(given.read().error().kind, ErrorKind::kCorrupt);
  given.variables["GITHUB_EVENT_PATH"] = "/elsewhere";
  EXPECT_EQ(given.read().error().kind, ErrorKind::kIo);
  given.variables.erase("GITHUB_EVENT_PATH");
  EXPECT_EQ(given.read().error().kind, ErrorKind::kUsage);
  EXPECT_EQ(github("issue_comment", R"({"issue": {}})").read().error().kind, ErrorKind::kUsage);
  // Where the base is typed, the event need not be known.
  given.flags.base = "main";
  EXPECT_EQ(given.range(), "rev:HEAD <- rev:main");
}

TEST(CiEnvironment, GitHubValuesOfAnotherTypeAreNone) {
  EXPECT_EQ(
      github("pull_request", R"({"pull_request": {"number": "x", "head": 3, "base": []}})").range(),
      "c <- ");
  EXPECT_EQ(github("pull_request", R"({"pull_request": []})").read().error().kind,
            ErrorKind::kUsage);
  EXPECT_EQ(github("push", R"({"before": 3, "after": null, "deleted": "yes"})",
                   {{"GITHUB_REF", "refs/heads/x"}})
                .range(),
            "c <- ~");
}

Given of(Variables variables) { return {std::move(variables), "{}", {}}; }

TEST(CiEnvironment, GitLabMergeRequests) {
  Variables detached = {{"GITLAB_CI", "true"},
                        {"CI_PIPELINE_SOURCE", "merge_request_event"},
                        {"CI_COMMIT_SHA", kHead},
                        {"CI_COMMIT_BEFORE_SHA", kZero},
                        {"CI_MERGE_REQUEST_IID", "7"},
                        {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"},
                        {"CI_MERGE_REQUEST_DIFF_BASE_SHA", kBase},
                        {"CI_DEFAULT_BRANCH", "main"}};
  EXPECT_EQ(of(detached).range(), "a <- branch:main b #7");
  Variables merged = detached;  // merged results, merge trains
  merged["CI_COMMIT_SHA"] = kMerge;
  merged["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = kHead;
  merged["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"] = std::string(40, 'd');
  EXPECT_EQ(of(merged).range(), "a c <- d branch:main b #7");
}

TEST(CiEnvironment, GitLabBranchesAndTags) {
  Variables branch = {{"GITLAB_CI", "true"},         {"CI_PIPELINE_SOURCE", "push"},
                      {"CI_COMMIT_SHA", kHead},      {"CI_COMMIT_BEFORE_SHA", kBase},
                      {"CI_COMMIT_BRANCH", "topic"}, {"CI_DEFAULT_BRANCH", "main"}};
  EXPECT_EQ(of(branch).range(), "a <- b branch:main");
  branch["CI_COMMIT_BEFORE_SHA"] = kZero;
  EXPECT_EQ(of(branch).range(), "a <- branch:main");
  branch["CI_COMMIT_BRANCH"] = "main";
  EXPECT_EQ(of(branch).range(), "a <- ");
  branch["CI_COMMIT_BEFORE_SHA"] = kBase;
  EXPECT_EQ(of(branch).range(), "a <- b");
  branch["CI_PIPELINE_SOURCE"] = "schedule";
  EXPECT_EQ(of(branch).range(), "a <- b whole");
  branch.erase("CI_COMMIT_BRANCH");
  branch["CI_COMMIT_TAG"] = "v1";
  branch["CI_PIPELINE_SOURCE"] = "push";
  EXPECT_EQ(of(branch).range(), "a <- branch:main new refs/tags/v1");
}

TEST(CiEnvironment, Jenkins) {
  Variables variables = {{"JENKINS_URL", "https://ci.example/"},
                         {"GIT_COMMIT", kHead},
                         {"BRANCH_NAME", "PR-3"},
                         {"CHANGE_ID", "3"},
                         {"CHANGE_TARGET", "main"}};
  EXPECT_EQ(of(variables).range(), "a rev:HEAD <- branch:main #3");
  variables.erase("CHANGE_TARGET");
  variables["BRANCH_NAME"] = "topic";
  EXPECT_EQ(of(variables).range(), "a rev:HEAD <- ~ guessed");
  variables["GIT_PREVIOUS_SUCCESSFUL_COMMIT"] = kBase;
  EXPECT_EQ(of(variables).range(), "a rev:HEAD <- b");
  variables["TAG_NAME"] = "v1";
  EXPECT_EQ(of(variables).range(), "a rev:HEAD <- ~ new refs/tags/v1");
  const Given first =
      of({{"JENKINS_URL", "x"}, {"BRANCH_NAME", "main"}, {"BRANCH_IS_PRIMARY", "true"}});
  EXPECT_EQ(first.range(), "rev:HEAD <- ");
  const Given plain = of({{"JENKINS_URL", "x"}, {"GIT_BRANCH", "origin/feature/x"}});
  EXPECT_EQ(plain.read()->change.branch, "feature/x");
}

TEST(CiEnvironment, CircleCiNamesNoBase) {
  Variables variables = {{"CIRCLECI", "true"}, {"CIRCLE_SHA1", kHead}, {"CIRCLE_BRANCH", "topic"}};
  EXPECT_EQ(of(variables).range(), "a <- ~ guessed");
  EXPECT_EQ(of(variables).read()->change.branch, "topic");
  variables["CIRCLE_PULL_REQUEST"] = "https://github.com/o/r/pull/12";
  EXPECT_EQ(of(variables).range(), "a <- ~ guessed #12");
  EXPECT_EQ(of({{"CIRCLECI", "true"}, {"CIRCLE_SHA1", kHead}, {"CIRCLE_TAG", "v1"}}).range(),
            "a <- ~ new refs/tags/v1");
}

TEST(CiEnvironment, Buildkite) {
  Variables variables = {{"BUILDKITE", "true"},
                         {"BUILDKITE_COMMIT", kHead},
                         {"BUILDKITE_BRANCH", "topic"},
                         {"BUILDKITE_SOURCE", "webhook"},
                         {"BUILDKITE_PULL_REQUEST", "false"},
                         {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
  EXPECT_EQ(of(variables).range(), "a <- branch:main guessed");
  variables["BUILDKITE_PULL_REQUEST"] = "5";
  variables["BUILDKITE_PULL_REQUEST_BASE_BRANCH"] = "release";
  EXPECT_EQ(of(variables).range(), "a <- branch:release #5");
  variables["BUILDKITE_MERGE_QUEUE_BASE_COMMIT"] = kBase;
  variables["BUILDKITE_MERGE_QUEUE_BASE_BRANCH"] = "main";
  EXPECT_EQ(of(variables).range(), "a <- b branch:main");
  EXPECT_EQ(of({{"BUILDKITE", "true"}, {"BUILDKITE_COMMIT", "HEAD"}}).range(),
            "rev:HEAD <- ~ guessed");
}

TEST(CiEnvironment, Azure) {
  Variables variables = {{"TF_BUILD", "True"},
                         {"BUILD_REASON", "PullRequest"},
                         {"BUILD_SOURCEVERSION", kMerge},
                         {"BUILD_SOURCEBRANCH", "refs/pull/9/merge"},
                         {"SYSTEM_PULLREQUEST_SOURCECOMMITID", kHead},
                         {"SYSTEM_PULLREQUEST_PULLREQUESTID", "99"},
                         {"SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "9"},
                         {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}};
  EXPECT_EQ(of(variables).range(), "a c <- branch:main #9");
  variables["SYSTEM_PULLREQUEST_TARGETBRANCH"] = "main";
  EXPECT_EQ(of(variables).range(), "a c <- branch:main #9");
  const Variables push = {{"TF_BUILD", "True"},
                          {"BUILD_REASON", "IndividualCI"},
                          {"BUILD_SOURCEVERSION", kHead},
                          {"BUILD_SOURCEBRANCH", "refs/heads/topic"}};
  EXPECT_EQ(of(push).range(), "a <- ~ guessed");
  EXPECT_EQ(of(push).read()->change.branch, "topic");
  Variables tag = push;
  tag["BUILD_SOURCEBRANCH"] = "refs/tags/v1";
  EXPECT_EQ(of(tag).range(), "a <- ~ new refs/tags/v1");
}

TEST(CiEnvironment, Bitbucket) {
  Variables variables = {
      {"BITBUCKET_BUILD_NUMBER", "1"}, {"BITBUCKET_COMMIT", kHead}, {"BITBUCKET_BRANCH", "topic"}};
  EXPECT_EQ(of(variables).range(), "a <- ~ guessed");
  variables["BITBUCKET_PR_ID"] = "4";
  variables["BITBUCKET_PR_DESTINATION_BRANCH"] = "main";
  variables["BITBUCKET_PR_DESTINATION_COMMIT"] = kBase.substr(0, 12);
  EXPECT_EQ(of(variables).range(), "a <- b branch:main #4");
  EXPECT_EQ(
      of({{"BITBUCKET_BUILD_NUMBER", "1"}, {"BITBUCKET_COMMIT", kHead}, {"BITBUCKET_TAG", "v1"}})
          .range(),
      "a <- ~ new refs/tags/v1");
}

TEST(CiEnvironment, WithoutAServiceTheFlagsSay) {
  Given given;
  EXPECT_EQ(given.range(),
            "error: no CI service that is known says what the change is; give --base REV (where "
            "the change starts: a commit or branch) and --head REV (default HEAD)");
  given.flags.head = "topic";
  EXPECT_TRUE(given.range().starts_with("error: "));
  given.flags.base = "origin/main";
  EXPECT_EQ(given.range(), "rev:topic <- rev:origin/main");
  given.flags.head.clear();
  EXPECT_EQ(given.range(), "rev:HEAD <- rev:origin/main");
  // "CI" alone, as Travis and others set it, is no service.
  given.variables = {{"CI", "true"}};
  given.flags = {};
  EXPECT_TRUE(given.range().starts_with("error: "));
}

TEST(CiEnvironment, FlagsStandForWhatTheServiceSays) {
  Given given = github("pull_request", pull_request());
  given.flags.base = "v1";
  EXPECT_EQ(given.range(), "a <- rev:v1 #12");
  EXPECT_TRUE(given.read()->change.typed);
  given.flags.head = "HEAD~1";
  EXPECT_EQ(given.range(), "rev:HEAD~1 <- rev:v1 #12");
  given.flags.base.clear();
  EXPECT_EQ(given.range(), "rev:HEAD~1 <- b branch:main #12");
}

TEST(CiEnvironment, NamesEachServiceAndItsDepthSetting) {
  for (int i = 1; i <= static_cast<int>(CiProvider::kBitbucket); ++i) {
    EXPECT_FALSE(provider_name(static_cast<CiProvider>(i)).empty());
    EXPECT_FALSE(depth_setting(static_cast<CiProvider>(i)).empty());
  }
}

}  // namespace
}  // namespace sluice::cli

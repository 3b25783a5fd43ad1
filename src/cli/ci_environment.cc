#include "cli/ci_environment.h"

#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "cli/ci_github.h"

namespace sluice::cli {
namespace {

using Kind = CiCommit::Kind;

constexpr std::string_view kTags = "refs/tags/";

// Reads variables; what is not set is empty.
class Environment {
 public:
  explicit Environment(const CiInputs& inputs) : inputs_(inputs) {}

  std::string operator()(const char* name) const { return inputs_.variable(name); }
  bool has(const char* name) const { return !inputs_.variable(name).empty(); }
  bool is_true(const char* name) const {
    const std::string value = inputs_.variable(name);
    return value == "true" || value == "True" || value == "1";
  }

 private:
  const CiInputs& inputs_;
};

// A build of something that no service calls a pull request: the default branch is all that is
// known to have been there before.
void start_from_default_branch(CiChange& change, const std::string& default_branch) {
  if (default_branch.empty()) {
    change.bases.push_back({Kind::kDefault, ""});
  } else {
    change.bases.push_back({Kind::kBranch, default_branch});
  }
}

CiRun gitlab(const Environment& env) {
  CiRun run;
  run.event = env("CI_PIPELINE_SOURCE");
  CiChange& change = run.change;
  if (env.has("CI_MERGE_REQUEST_IID")) {
    run.number = env("CI_MERGE_REQUEST_IID");
    // Of merged results and merge trains CI_COMMIT_SHA is a merge that GitLab made.
    add_named(change.heads, Kind::kId, env("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"));
    add_named(change.heads, Kind::kId, env("CI_COMMIT_SHA"));
    add_named(change.bases, Kind::kId, env("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"));
    // Before CI_MERGE_REQUEST_DIFF_BASE_SHA, which may be that of a former target
    // (gitlab.com/gitlab-org/gitlab/-/issues/442031).
    add_named(change.bases, Kind::kBranch, env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"));
    add_named(change.bases, Kind::kId, env("CI_MERGE_REQUEST_DIFF_BASE_SHA"));
    return run;
  }
  add_named(change.heads, Kind::kId, env("CI_COMMIT_SHA"));
  const std::string default_branch = env("CI_DEFAULT_BRANCH");
  change.branch = env("CI_COMMIT_BRANCH");
  if (env.has("CI_COMMIT_TAG")) {
    change.new_ref = std::string(kTags) + env("CI_COMMIT_TAG");
    start_from_default_branch(change, default_branch);
    return run;
  }
  const std::string before = env("CI_COMMIT_BEFORE_SHA");
  const bool is_default = !change.branch.empty() && change.branch == default_branch;
  // Zeros: a new branch, or a run by hand or by the clock. GitLab does not tell the first push
  // to the default branch from a run by hand; in both all of its history is looked at.
  add_named(change.bases, Kind::kId, before);
  if (!is_default) start_from_default_branch(change, default_branch);
  change.whole_if_empty = run.event == "schedule" || run.event == "web" || run.event == "api" ||
                          run.event == "trigger" || run.event == "pipeline";
  return run;
}

CiRun jenkins(const Environment& env) {
  CiRun run;
  CiChange& change = run.change;
  add_named(change.heads, Kind::kId, env("GIT_COMMIT"));
  add_named(change.heads, Kind::kRevision, "HEAD");  // scripted pipelines set no GIT_COMMIT
  if (env.has("CHANGE_TARGET")) {
    run.event = "pull request";
    run.number = env("CHANGE_ID");
    change.bases.push_back({Kind::kBranch, env("CHANGE_TARGET")});
    return run;
  }
  change.branch = env("BRANCH_NAME");
  if (env.has("TAG_NAME")) {
    change.branch.clear();
    change.new_ref = std::string(kTags) + env("TAG_NAME");
    start_from_default_branch(change, "");
    return run;
  }
  // Of a plain job "origin/main".
  if (change.branch.empty()) {
    const std::string remote = env("GIT_BRANCH");
    change.branch = remote.substr(remote.find('/') + 1);
  }
  // Not GIT_PREVIOUS_COMMIT: what a failed build found would be known to the next one.
  add_named(change.bases, Kind::kId, env("GIT_PREVIOUS_SUCCESSFUL_COMMIT"));
  if (!change.bases.empty()) return run;
  if (env.is_true("BRANCH_IS_PRIMARY")) return run;  // its first build: all is new
  start_from_default_branch(change, "");
  change.guessed = true;
  return run;
}

CiRun circle(const Environment& env) {
  CiRun run;
  CiChange& change = run.change;
  add_named(change.heads, Kind::kId, env("CIRCLE_SHA1"));
  const std::string url = env("CIRCLE_PULL_REQUEST");  // https://github.com/o/r/pull/12
  run.number = url.substr(url.rfind('/') + 1);
  change.branch = env("CIRCLE_BRANCH");
  if (env.has("CIRCLE_TAG")) change.new_ref = std::string(kTags) + env("CIRCLE_TAG");
  start_from_default_branch(change, "");
  change.guessed = change.new_ref.empty();
  return run;
}

CiRun buildkite(const Environment& env) {
  CiRun run;
  CiChange& change = run.change;
  run.event = env("BUILDKITE_SOURCE");
  // "HEAD" where the build was not started by a push.
  const std::string commit = env("BUILDKITE_COMMIT");
  add_named(change.heads, commit == "HEAD" ? Kind::kRevision : Kind::kId, commit);
  if (env.has("BUILDKITE_MERGE_QUEUE_BASE_COMMIT")) {
    run.event = "merge queue";
    add_named(change.bases, Kind::kId, env("BUILDKITE_MERGE_QUEUE_BASE_COMMIT"));
    add_named(change.bases, Kind::kBranch, env("BUILDKITE_MERGE_QUEUE_BASE_BRANCH"));
    return run;
  }
  const std::string number = env("BUILDKITE_PULL_REQUEST");
  if (!number.empty() && number != "false") {
    run.number = number;
    add_named(change.bases, Kind::kBranch, env("BUILDKITE_PULL_REQUEST_BASE_BRANCH"));
  }
  if (!change.bases.empty()) return run;
  change.branch = env("BUILDKITE_BRANCH");
  if (env.has("BUILDKITE_TAG")) change.new_ref = std::string(kTags) + env("BUILDKITE_TAG");
  start_from_default_branch(change, env("BUILDKITE_PIPELINE_DEFAULT_BRANCH"));
  change.guessed = change.new_ref.empty();
  change.whole_if_empty = run.event == "schedule";
  return run;
}

CiRun azure(const Environment& env) {
  CiRun run;
  CiChange& change = run.change;
  run.event = env("BUILD_REASON");
  // Of a pull request BUILD_SOURCEVERSION is a merge that the service made.
  add_named(change.heads, Kind::kId, env("SYSTEM_PULLREQUEST_SOURCECOMMITID"));
  add_named(change.heads, Kind::kId, env("BUILD_SOURCEVERSION"));
  const std::string target = env("SYSTEM_PULLREQUEST_TARGETBRANCH");
  if (!target.empty()) {
    run.number = env("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER");
    if (run.number.empty()) run.number = env("SYSTEM_PULLREQUEST_PULLREQUESTID");
    // With refs/heads/ or without, depending on where the repository is.
    add_named(change.bases, Kind::kBranch, without_prefix(target, kHeads));
    return run;
  }
  const std::string source = env("BUILD_SOURCEBRANCH");
  if (source.starts_with(kTags)) {
    change.new_ref = source;
  } else {
    change.branch = without_prefix(source, kHeads);
  }
  start_from_default_branch(change, "");
  change.guessed = change.new_ref.empty();
  change.whole_if_empty = run.event == "Schedule";
  return run;
}

CiRun bitbucket(const Environment& env) {
  CiRun run;
  CiChange& change = run.change;
  add_named(change.heads, Kind::kId, env("BITBUCKET_COMMIT"));
  if (env.has("BITBUCKET_PR_ID")) {
    run.number = env("BITBUCKET_PR_ID");
    // May be the first 12 digits only.
    add_named(change.bases, Kind::kId, env("BITBUCKET_PR_DESTINATION_COMMIT"));
    add_named(change.bases, Kind::kBranch, env("BITBUCKET_PR_DESTINATION_BRANCH"));
    return run;
  }
  change.branch = env("BITBUCKET_BRANCH");
  if (env.has("BITBUCKET_TAG")) change.new_ref = std::string(kTags) + env("BITBUCKET_TAG");
  start_from_default_branch(change, "");
  change.guessed = change.new_ref.empty();
  return run;
}

CiProvider provider_of(const Environment& env) {
  if (env.is_true("GITHUB_ACTIONS")) return CiProvider::kGitHub;  // Gitea and Forgejo set it, too
  if (env.is_true("GITLAB_CI")) return CiProvider::kGitLab;
  if (env.is_true("CIRCLECI")) return CiProvider::kCircle;
  if (env.is_true("BUILDKITE")) return CiProvider::kBuildkite;
  if (env.is_true("TF_BUILD")) return CiProvider::kAzure;
  if (env.has("BITBUCKET_BUILD_NUMBER")) return CiProvider::kBitbucket;
  if (env.has("JENKINS_URL") || env.has("JENKINS_HOME")) return CiProvider::kJenkins;
  return CiProvider::kNone;
}

Result<CiRun> run_of(CiProvider provider, const CiInputs& inputs) {
  const Environment env(inputs);
  switch (provider) {
    case CiProvider::kGitHub: return github_run(inputs);
    case CiProvider::kGitLab: return gitlab(env);
    case CiProvider::kJenkins: return jenkins(env);
    case CiProvider::kCircle: return circle(env);
    case CiProvider::kBuildkite: return buildkite(env);
    case CiProvider::kAzure: return azure(env);
    case CiProvider::kBitbucket: return bitbucket(env);
    case CiProvider::kNone: break;
  }
  return CiRun();
}

constexpr char kWhatToGive[] =
    "; give --base REV (where the change starts: a commit or branch) and --head REV (default HEAD)";

// What was typed stands for what the service says.
void apply(const CiFlags& flags, CiRun& run) {
  CiChange& change = run.change;
  if (!flags.head.empty()) {
    change.heads = {{Kind::kRevision, flags.head}};
    change.new_ref.clear();
  }
  if (change.heads.empty()) change.heads = {{Kind::kRevision, "HEAD"}};
  if (flags.base.empty()) return;
  change.bases = {{Kind::kRevision, flags.base}};
  change.guessed = change.whole_if_empty = run.nothing = false;
  change.typed = true;
}

}  // namespace

void add_named(std::vector<CiCommit>& commits, CiCommit::Kind kind, const std::string& name) {
  if (!name.empty() && !is_null_id(name)) commits.push_back({kind, name});
}

std::string_view provider_name(CiProvider provider) {
  switch (provider) {
    case CiProvider::kGitHub: return "GitHub Actions";
    case CiProvider::kGitLab: return "GitLab CI";
    case CiProvider::kJenkins: return "Jenkins";
    case CiProvider::kCircle: return "CircleCI";
    case CiProvider::kBuildkite: return "Buildkite";
    case CiProvider::kAzure: return "Azure Pipelines";
    case CiProvider::kBitbucket: return "Bitbucket Pipelines";
    case CiProvider::kNone: break;
  }
  return "";
}

std::string_view depth_setting(CiProvider provider) {
  switch (provider) {
    case CiProvider::kGitHub: return "with: {fetch-depth: 0} of actions/checkout";
    case CiProvider::kGitLab: return "variables: {GIT_DEPTH: 0} of the job";
    case CiProvider::kJenkins:
      return "the clone option 'Shallow clone' off, in the job's Git settings";
    case CiProvider::kCircle: return "checkout: {method: full} of the job's steps";
    case CiProvider::kBuildkite: return "BUILDKITE_GIT_CLONE_FLAGS without --depth";
    case CiProvider::kAzure: return "checkout: self with fetchDepth: 0";
    case CiProvider::kBitbucket: return "clone: {depth: full} of the step";
    case CiProvider::kNone: break;
  }
  return "";
}

bool is_null_id(std::string_view id) { return !id.empty() && id.find_first_not_of('0') == id.npos; }

std::string without_prefix(std::string_view name, std::string_view prefix) {
  return std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

Result<CiRun> read_ci_run(const CiInputs& inputs, const CiFlags& flags) {
  const CiProvider provider = provider_of(Environment(inputs));
  if (provider == CiProvider::kNone && flags.base.empty()) {
    return Error{ErrorKind::kUsage,
                 std::string("no CI service that is known says what the change is") + kWhatToGive};
  }
  Result<CiRun> run = run_of(provider, inputs);
  // Where the base was typed, the service need not know.
  if (!run && flags.base.empty()) {
    Error error = std::move(run).error();
    if (error.kind == ErrorKind::kUsage) error.message += kWhatToGive;
    return error;
  }
  CiRun known = run ? *std::move(run) : CiRun();
  known.provider = provider;
  apply(flags, known);
  return known;
}

}  // namespace sluice::cli

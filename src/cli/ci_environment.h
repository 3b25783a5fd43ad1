// CiRun: what a continuous integration service says of the change that it runs for. A pure
// function of the environment; the repository is looked at by pipeline/ci_range.h.
//
// The variables, and where each service documents them:
//   GitHub Actions     docs.github.com/en/actions/reference/workflows-and-actions/variables and
//                      …/events-that-trigger-workflows; the event itself is the webhook's payload
//                      in $GITHUB_EVENT_PATH,
//                      docs.github.com/en/webhooks/webhook-events-and-payloads
//   GitLab CI          docs.gitlab.com/ci/variables/predefined_variables
//   Jenkins            the server's own /env-vars.html; plugins.jenkins.io/git
//   CircleCI           circleci.com/docs/reference/variables
//   Buildkite          buildkite.com/docs/pipelines/configure/environment-variables and
//                      …/docs/tutorials/github-merge-queue
//   Azure Pipelines    learn.microsoft.com/azure/devops/pipelines/build/variables
//   Bitbucket          support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ci_range.h"
#include "sluice/result.h"

namespace sluice::cli {

enum class CiProvider : uint8_t {
  kNone,
  kGitHub,
  kGitLab,
  kJenkins,
  kCircle,
  kBuildkite,
  kAzure,
  kBitbucket,
};
std::string_view provider_name(CiProvider provider);  // "GitHub Actions"; "" for kNone

// An environment variable; empty: not set. A file's bytes; error: it cannot be read.
struct CiInputs {
  std::function<std::string(const char* name)> variable;
  std::function<Result<std::string>(const std::string& path)> file;
};

struct CiRun {
  CiProvider provider = CiProvider::kNone;
  std::string event;     // as the service calls it: "pull_request", "push"; may be empty
  std::string number;    // of the pull or merge request; empty where it is none
  bool nothing = false;  // the event takes something away and adds nothing
  CiChange change;       // what to look for in the repository
};

// What the person typed instead; empty: nothing.
struct CiFlags {
  std::string base, head;
};

// kUsage: no service that is known, or one that says nothing of a change, and the flags do not
// either; the message says what to give. kCorrupt, kIo: GitHub's event could not be read.
Result<CiRun> read_ci_run(const CiInputs& inputs, const CiFlags& flags);

inline constexpr std::string_view kHeads = "refs/heads/";

// Adds what is set: nothing where `name` is empty or a null id.
void add_named(std::vector<CiCommit>& commits, CiCommit::Kind kind, const std::string& name);
// Zeros only, as services write "no commit".
bool is_null_id(std::string_view id);
std::string without_prefix(std::string_view name, std::string_view prefix);

// The setting of the service that makes a clone whole, as its configuration file has it.
std::string_view depth_setting(CiProvider provider);

}  // namespace sluice::cli

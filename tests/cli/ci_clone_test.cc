#include "cli/ci_clone.h"

#include <gtest/gtest.h>

namespace sluice::cli {
namespace {

using Kind = CiCommit::Kind;

const std::string kId(40, 'a');

CiRun request(CiProvider provider, const std::string& number, const std::string& target) {
  CiRun run;
  run.provider = provider;
  run.number = number;
  run.change.heads = {{Kind::kId, kId}};
  run.change.bases = {{Kind::kId, kId}, {Kind::kBranch, target}};
  return run;
}

TEST(CiClone, FetchesARequestsOwnHeadAndItsTarget) {
  EXPECT_EQ(fetch_command(request(CiProvider::kGitHub, "7", "main"), nullptr, true),
            "git fetch --unshallow origin +refs/pull/7/head:refs/remotes/pull/7/head "
            "+refs/heads/main:refs/remotes/origin/main");
  EXPECT_EQ(fetch_command(request(CiProvider::kGitLab, "7", "main"), nullptr, false),
            "git fetch origin +refs/merge-requests/7/head:refs/remotes/merge-requests/7/head "
            "+refs/heads/main:refs/remotes/origin/main");
  EXPECT_EQ(fetch_command(request(CiProvider::kJenkins, "7", "main"), nullptr, false),
            "git fetch origin +refs/heads/main:refs/remotes/origin/main");
}

TEST(CiClone, FetchesAnIdOrTheBranchThatIsMissing) {
  CiRun run;
  run.change.branch = "topic";
  run.change.bases = {{Kind::kId, kId}};
  CiProblem problem;
  problem.kind = CiProblem::Kind::kBaseMissing;
  problem.revision = kId;
  EXPECT_EQ(fetch_command(run, &problem, false), "git fetch origin " + kId);
  problem.kind = CiProblem::Kind::kHeadMissing;
  EXPECT_EQ(fetch_command(run, &problem, true),
            "git fetch --unshallow origin +refs/heads/topic:refs/remotes/origin/topic " + kId);
  // The beginning of an id cannot be fetched.
  problem.kind = CiProblem::Kind::kBaseMissing;
  problem.revision = "aaaaaaaaaaaa";
  EXPECT_EQ(fetch_command(run, &problem, false), "");
  EXPECT_EQ(fetch_command(run, &problem, true), "git fetch --unshallow origin");
}

TEST(CiClone, FetchesAllBranchesWhereNobodyNamesTheDefaultOne) {
  CiRun run;
  run.provider = CiProvider::kCircle;
  run.change.bases = {{Kind::kDefault, ""}};
  CiProblem problem;
  problem.kind = CiProblem::Kind::kBaseMissing;
  EXPECT_EQ(clone_advice(run, &problem, true),
            "; set checkout: {method: full} of the job's steps, or run before it: "
            "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'");
}

TEST(CiClone, FetchesAllBranchesForANameThatAPersonTyped) {
  CiRun run;
  run.change.typed = true;
  run.change.bases = {{Kind::kRevision, "release/1.2~3"}};
  CiProblem problem;
  problem.kind = CiProblem::Kind::kBaseMissing;
  problem.revision = "release/1.2~3";
  EXPECT_EQ(fetch_command(run, &problem, true),
            "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'");
}

TEST(CiClone, WhatAPersonPastesRunsNothingOfTheRepository) {
  const std::string command = fetch_command(
      request(CiProvider::kJenkins, "7", "x;touch${IFS}/tmp/y`id`'&\n"), nullptr, false);
  EXPECT_EQ(command,
            "git fetch origin '+refs/heads/x;touch${IFS}/tmp/y`id`'\\''&\\x0a:refs/remotes/origin/"
            "x;touch${IFS}/tmp/y`id`'\\''&\\x0a'");
  // A number that is none is left out.
  EXPECT_EQ(fetch_command(request(CiProvider::kGitHub, "7;id", "main"), nullptr, false),
            "git fetch origin +refs/heads/main:refs/remotes/origin/main");
}

TEST(CiClone, AdviceNamesTheServicesSetting) {
  EXPECT_EQ(clone_advice(request(CiProvider::kGitLab, "", "main"), nullptr, true),
            "; set variables: {GIT_DEPTH: 0} of the job, or run before it: git fetch --unshallow "
            "origin +refs/heads/main:refs/remotes/origin/main");
  EXPECT_EQ(clone_advice(CiRun(), nullptr, true), "; run: git fetch --unshallow origin");
  EXPECT_EQ(clone_advice(CiRun(), nullptr, false), "");
}

}  // namespace
}  // namespace sluice::cli

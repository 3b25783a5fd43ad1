// The hook of whoever pushes.
#include <gtest/gtest.h>

#include <string>

#include "e2e/hook_fixture.h"

namespace sluice::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct PushHook : ::testing::Test, PushFixture {
  PushHook() {
    write_script(repo.git_dir() + "/hooks/pre-push",
                 "exec '" SLUICE_PROGRAM "' hook pre-push \"$@\"\n");
  }
};

TEST_F(PushHook, RefusesWhatTheRemoteHasNot) {
  add("app.env", env_line());
  const Outcome refused = push("origin main");
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(holds(refused.out + refused.err, "app.env:1:13")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "refs/heads/main: refused, it brings a secret")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "git rebase -i")) << refused.err;
  EXPECT_FALSE(holds(refused.out + refused.err, made_up_password()));
  // What a later commit removes is in the history all the same.
  add("app.env", "HOST=db1\n");
  EXPECT_NE(push("origin main").code, 0);
  EXPECT_EQ(push("--no-verify origin main").code, 0);
  // Now the remote has it.
  add("note", "x\n");
  EXPECT_EQ(push("origin main").code, 0);
}

TEST_F(PushHook, NewBranchesTagsDeletionsAndForce) {
  run_git(repo.path(), "checkout -q -b topic");
  add("clean.txt", "x\n");
  EXPECT_EQ(push("origin topic").code, 0);
  EXPECT_EQ(push("origin :topic").code, 0);
  add("app.env", env_line());
  EXPECT_NE(push("origin topic").code, 0);
  run_git(repo.path(), "tag light");
  EXPECT_NE(push("origin light").code, 0);
  run_git(repo.path(), "checkout -q main");
  run_git(repo.path(), "tag -a v1 -m '" + env_line() + "'");
  EXPECT_NE(push("origin v1").code, 0);
  run_git(repo.path(), "tag -f -a v1 -m first");
  EXPECT_EQ(push("origin v1").code, 0);
  run_git(repo.path(), "commit --amend -m again");
  EXPECT_EQ(push("-f origin main").code, 0);
  // One bad ref among several; a commit that is pushed by its id.
  const Outcome several = push("origin main:refs/heads/fine topic");
  EXPECT_NE(several.code, 0);
  EXPECT_TRUE(holds(several.err, "refs/heads/fine: nothing to report")) << several.err;
  EXPECT_NE(push("origin topic^{commit}:refs/heads/by-id").code, 0);
}

TEST_F(PushHook, ARemoteWithoutANameHasWhatItsRefsSay) {
  add("app.env", env_line());
  push("--no-verify origin main");
  add("note", "x\n");
  // By its URL it is the same remote; another one has nothing of it.
  EXPECT_EQ(push("'" + server.path() + "' main").code, 0);
  const TempDir other;
  run("git init -q --bare '" + other.path() + "'");
  EXPECT_NE(push("'" + other.path() + "' main").code, 0);
}

TEST_F(PushHook, TheConfigurationOfWhatIsPushedHolds) {
  run_git(repo.path(), "checkout -q -b topic");
  repo.write(".sluiceignore", "path:app.env\n");
  add("app.env", env_line());
  run_git(repo.path(), "checkout -q main");
  EXPECT_EQ(push("origin topic").code, 0);
  add("other.env", env_line());
  EXPECT_NE(push("origin main").code, 0);
}

TEST_F(PushHook, FromALinkedWorktree) {
  const TempDir linked;
  run_git(repo.path(), "worktree add -q -b side '" + linked.path() + "/tree'");
  linked.write("tree/app.env", env_line());
  run_git(linked / "tree", "add -A");
  run_git(linked / "tree", "commit -m x");
  EXPECT_NE(run_git(linked / "tree", "push origin side").code, 0);
}

TEST_F(PushHook, ToldByTheFrameworkOfThatName) {
  add("app.env", env_line());
  const std::string framework =
      "cd '" + repo.path() +
      "' && env PRE_COMMIT=1 PRE_COMMIT_REMOTE_NAME=origin "
      "PRE_COMMIT_REMOTE_BRANCH=refs/heads/main PRE_COMMIT_LOCAL_BRANCH=refs/heads/main ";
  const std::string range = "PRE_COMMIT_FROM_REF=" + repo.rev_parse("HEAD~1") +
                            " PRE_COMMIT_TO_REF=" + repo.rev_parse("HEAD") + " ";
  EXPECT_EQ(sluice("hook pre-push", framework + range).code, 1);
  EXPECT_EQ(sluice("hook pre-push", framework).code, 1);
  push("--no-verify origin main");
  EXPECT_EQ(sluice("hook pre-push", framework).code, 0);
  EXPECT_EQ(sluice("hook pre-push", framework + "PRE_COMMIT_TO_REF=nowhere ").code, 2);
}

}  // namespace
}  // namespace sluice::test

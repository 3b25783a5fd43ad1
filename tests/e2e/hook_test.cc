// The hook as a developer meets it: real git commits through the installed script.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

// `git ARGUMENTS` in the repository with the hook at work; its exit status.
int git_status(GitFixture& repo, const std::string& arguments) {
  const std::string command = "cd '" + repo.path() +
                              "' && env -u GIT_DIR -u GIT_INDEX_FILE GIT_CONFIG_GLOBAL=/dev/null "
                              "GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x "
                              "GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@x git " +
                              arguments + " >/dev/null 2>&1";
  return std::system(command.c_str());
}

class Hook : public ::testing::Test {
 protected:
  void SetUp() override {
    repo.write("README", "hello\n");
    repo.commit("base");
    const Outcome installed = in_repo("hook install");
    ASSERT_EQ(installed.code, 0) << installed.err;
  }

  Outcome in_repo(const std::string& arguments, const std::string& folder = "") {
    return sluice(arguments, "cd '" + repo.path() + folder + "' && ");
  }

  GitFixture repo;
};

TEST_F(Hook, RefusesACommitThatAddsASecretAndLetsTheFixThrough) {
  repo.write("app.env", env_line());
  EXPECT_NE(git_status(repo, "add -A"), 1);
  EXPECT_NE(git_status(repo, "commit -m leak"), 0);
  repo.write("app.env", "DB_PASSWORD=${FROM_VAULT}\n");
  git_status(repo, "add -A");
  EXPECT_EQ(git_status(repo, "commit -m fixed"), 0);
}

TEST_F(Hook, ScansWhatIsStagedNotWhatLiesOnDisk) {
  repo.write("app.env", env_line());
  git_status(repo, "add -A");
  repo.write("app.env", "clean\n");
  EXPECT_EQ(in_repo("hook pre-commit").code, 1);
  git_status(repo, "add -A");
  repo.write("app.env", env_line());
  EXPECT_EQ(in_repo("hook pre-commit").code, 0);
  // `commit -a` and `commit -o` stage into an index of their own.
  EXPECT_NE(git_status(repo, "commit -a -m leak"), 0);
  EXPECT_NE(git_status(repo, "commit -o app.env -m leak"), 0);
}

TEST_F(Hook, OldDebtIsNotReportedAgainUnlessAsked) {
  repo.write("app.env", env_line());
  git_status(repo, "add -A");
  ASSERT_EQ(git_status(repo, "commit --no-verify -m debt"), 0);
  repo.write("app.env", "HOST=db1\n" + env_line());
  git_status(repo, "add -A");
  EXPECT_EQ(in_repo("hook pre-commit").code, 0);
  EXPECT_EQ(in_repo("hook pre-commit --all-in-changed-files").code, 1);
  repo.write("copy.env", "HOST=db1\n" + env_line());
  git_status(repo, "add -A");
  EXPECT_EQ(in_repo("hook pre-commit").code, 1);
}

TEST_F(Hook, WorksFromASubfolderAndOnTheFirstCommit) {
  repo.write("sub/x", "1\n");
  repo.write("app.env", env_line());
  git_status(repo, "add -A");
  EXPECT_EQ(in_repo("hook pre-commit", "/sub").code, 1);
  GitFixture fresh;
  fresh.write("app.env", env_line());
  git_status(fresh, "add -A");
  EXPECT_EQ(sluice("hook pre-commit", "cd '" + fresh.path() + "' && ").code, 1);
}

TEST_F(Hook, NoNewsIsNoOutput) {
  repo.write("app.txt", "hello\n");
  git_status(repo, "add -A");
  const Outcome silent = in_repo("hook pre-commit");
  EXPECT_EQ(silent.code, 0);
  EXPECT_EQ(silent.out + silent.err, "");
  EXPECT_NE(in_repo("hook pre-commit -v").out, "");
  EXPECT_NE(in_repo("hook pre-commit -f json").out, "");
  // What an entry keeps quiet is said.
  repo.write(".sluiceignore", "path:app.env\n");
  repo.write("app.env", env_line());
  git_status(repo, "add -A");
  const Outcome ignored = in_repo("hook pre-commit");
  EXPECT_EQ(ignored.code, 0);
  EXPECT_NE(ignored.out, "");
}

TEST_F(Hook, NothingStagedIsClean) {
  EXPECT_EQ(in_repo("hook pre-commit").code, 0);
  git_status(repo, "rm -q README");
  EXPECT_EQ(in_repo("hook pre-commit").code, 0);
}

TEST_F(Hook, InstallKeepsWhatIsThere) {
  EXPECT_EQ(in_repo("hook install").code, 0);
  EXPECT_EQ(in_repo("hook uninstall").code, 0);
  repo.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
  const Outcome refused = in_repo("hook install");
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("--chain"), std::string::npos) << refused.err;
  EXPECT_EQ(in_repo("hook install --chain").code, 0);
  EXPECT_EQ(in_repo("hook status").code, 0);
}

TEST_F(Hook, SeveralHooksAtOnce) {
  EXPECT_EQ(in_repo("hook install --hook pre-push --hook commit-msg").code, 0);
  const Outcome status = in_repo("hook status");
  for (const std::string name : {"pre-commit", "commit-msg", "pre-push"}) {
    EXPECT_NE(status.out.find("hooks/" + name + " runs"), std::string::npos) << status.out;
  }
  EXPECT_EQ(in_repo("hook install --hook nonsense,pre-push").code, 2);
  EXPECT_EQ(in_repo("hook uninstall").code, 0);
  EXPECT_EQ(in_repo("hook status").out.find("runs"), std::string::npos);
}

// The script itself, put where a hook belongs.
TEST_F(Hook, TheScriptIsCalledLikeTheHookThatItIs) {
  const TempDir server;
  run("git init -q --bare -b main '" + server.path() + "'");
  run("cp '" SLUICE_ROOT "/hooks/hook' '" + (server / "hooks/pre-receive") + "'");
  repo.write("app.env", env_line());
  git_status(repo, "add -A");
  ASSERT_EQ(git_status(repo, "commit --no-verify -m leak"), 0);
  const std::string push = "push -q '" + server.path() + "' HEAD:refs/heads/main";
  const std::string bin = "PATH=\"$(dirname '" SLUICE_PROGRAM "'):$PATH\"";
  EXPECT_NE(shell("cd '" + repo.path() + "' && env " + bin + " git " + push).code, 0);
  EXPECT_EQ(shell("cd '" + repo.path() + "' && env " + bin + " git push -q '" + server.path() +
                  "' HEAD~1:refs/heads/main")
                .code,
            0);
}

}  // namespace
}  // namespace sluice::test

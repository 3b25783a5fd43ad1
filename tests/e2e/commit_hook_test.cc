// The hooks of whoever commits, in all the ways that git commits.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "e2e/hook_fixture.h"

namespace sluice::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct CommitHook : ::testing::Test {
  CommitHook() {
    for (const std::string hook : {"pre-commit", "commit-msg"}) {
      write_script(repo.git_dir() + "/hooks/" + hook,
                   "exec '" SLUICE_PROGRAM "' hook " + hook + " \"$@\"\n");
    }
    repo.write("README", "hello\n");
    add();
    commit();
  }

  Outcome git(const std::string& arguments, const std::string& variables = "") {
    return run_git(repo.path(), arguments, variables);
  }
  void add() { git("add -A"); }
  int commit(const std::string& arguments = "") { return git("commit -m x " + arguments).code; }
  // `git commit` with an editor that writes `message` before what git put there.
  Outcome edit(const std::string& message, const std::string& arguments = "") {
    tools.write("message", message);
    write_script(tools / "editor",
                 "cat '" + (tools / "message") + "' \"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"\n");
    return git("commit --allow-empty " + arguments, "GIT_EDITOR='" + (tools / "editor") + "'");
  }

  GitFixture repo;
  TempDir tools;
};

TEST_F(CommitHook, ARenameCarriesItsDebtAndACopyDoesNot) {
  std::string text = env_line();
  for (int line = 0; line < 20; ++line) text += "HOST" + std::to_string(line) + "=db\n";
  repo.write("app.env", text);
  add();
  ASSERT_EQ(commit("--no-verify"), 0);
  git("mv app.env moved.env");
  repo.write("moved.env", text + "MORE=1\n");
  add();
  EXPECT_EQ(commit(), 0);
  repo.write("copy.env", text);
  add();
  EXPECT_NE(commit(), 0);
}

TEST_F(CommitHook, ChangesOfModeAndType) {
  repo.write("app.env", env_line());
  add();
  ASSERT_EQ(commit("--no-verify"), 0);
  git("update-index --chmod=+x app.env");
  EXPECT_EQ(commit(), 0);
  // A file becomes a symlink, whose target is content; a symlink becomes a file.
  std::filesystem::remove(repo.path() + "/README");
  std::filesystem::create_symlink(env_line().substr(0, env_line().size() - 1),
                                  repo.path() + "/README");
  add();
  EXPECT_NE(commit(), 0);
  git("reset --hard");
  std::filesystem::create_symlink("README", repo.path() + "/link");
  add();
  ASSERT_EQ(commit(), 0);
  std::filesystem::remove(repo.path() + "/link");
  repo.write("link", "A=1\n" + env_line());
  add();
  EXPECT_NE(commit(), 0);
}

TEST_F(CommitHook, IntentToAddHasNoContentYet) {
  repo.write("app.env", env_line());
  git("add -N app.env");
  repo.write("README", "more\n");
  git("add README");
  EXPECT_EQ(commit(), 0);
  EXPECT_NE(commit("-a"), 0);
}

TEST_F(CommitHook, IndexesThatGitMakesForOneCommit) {
  repo.write("README", "hello\n" + env_line());
  EXPECT_NE(commit("-a"), 0);
  EXPECT_NE(commit("-o README"), 0);
  EXPECT_NE(shell("cd '" + repo.path() +
                  "' && printf 'y\\n' | git -c user.name=A -c user.email=a@x "
                  "commit -p -m x")
                .code,
            0);
  // Of two hunks the clean one alone.
  std::string text = "hello\n";
  for (int line = 0; line < 30; ++line) text += std::to_string(line) + "\n";
  repo.write("README", text);
  ASSERT_EQ(commit("-a"), 0);
  repo.write("README", "clean\n" + text + env_line());
  EXPECT_EQ(shell("cd '" + repo.path() +
                  "' && printf 'y\\nn\\n' | git -c user.name=A -c user.email=a@x "
                  "commit -p -m x")
                .code,
            0);
  EXPECT_NE(commit("-a"), 0);
}

TEST_F(CommitHook, SubfoldersSubmodulesAndTheFirstCommit) {
  repo.write("sub/deep/app.env", env_line());
  add();
  EXPECT_NE(run_git(repo.path() + "/sub/deep", "commit -m x").code, 0);
  git("reset --hard");
  GitFixture other;
  other.write("app.env", env_line());
  other.commit("leak");
  // A submodule's commit is another repository's; its own hooks guard that.
  EXPECT_EQ(git("-c protocol.file.allow=always submodule add '" + other.path() + "' module").code,
            0);
  EXPECT_EQ(commit(), 0);
  GitFixture fresh;
  write_script(fresh.git_dir() + "/hooks/pre-commit",
               "exec '" SLUICE_PROGRAM "' hook pre-commit\n");
  fresh.write("app.env", env_line());
  run_git(fresh.path(), "add -A");
  EXPECT_NE(run_git(fresh.path(), "commit -m first").code, 0);
}

TEST_F(CommitHook, ASecretInAMessageRefusesTheCommit) {
  repo.write("README", "more\n");
  add();
  const Outcome refused = git("commit -m 'use " + env_line() + "'");
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(holds(refused.out + refused.err, "the message:1:17")) << refused.out << refused.err;
  EXPECT_TRUE(holds(refused.err, "git commit -e -F .git/COMMIT_EDITMSG")) << refused.err;
  EXPECT_FALSE(holds(refused.out + refused.err, made_up_password()));
  EXPECT_EQ(git("commit -m 'use the vault'").code, 0);
}

TEST_F(CommitHook, WhatGitDropsFromAMessageIsNotScanned) {
  EXPECT_EQ(edit("fine\n# " + env_line()).code, 0);
  EXPECT_NE(edit("fine\n" + env_line()).code, 0);
  // Without an editor, comments are text.
  EXPECT_NE(git("commit --allow-empty -F '" + (tools / "message") + "'").code, 0);
  tools.write("message", "fine\n# " + env_line());
  EXPECT_NE(git("commit --allow-empty -F '" + (tools / "message") + "'").code, 0);
  EXPECT_EQ(git("commit --allow-empty --cleanup=strip -m fine").code, 0);
  // The diff below the scissors, here of a secret that is taken out.
  repo.write("app.env", env_line());
  add();
  ASSERT_EQ(commit("--no-verify"), 0);
  repo.write("app.env", "HOST=db1\n");
  add();
  const Outcome verbose = edit("fine\n", "-v");
  EXPECT_EQ(verbose.code, 0) << verbose.out << verbose.err;
}

TEST_F(CommitHook, AnIgnoreEntryCoversTheMessageAndTheCommit) {
  const Outcome refused = git("commit --allow-empty -m '" + env_line() + "'");
  const size_t at = refused.out.find("To ignore "), other = refused.err.find("To ignore ");
  const std::string& said = at == std::string::npos ? refused.err : refused.out;
  const size_t begin = (at == std::string::npos ? other : at) + 10;
  ASSERT_LT(begin, said.size()) << refused.out << refused.err;
  repo.write(".sluiceignore", said.substr(begin, said.find(' ', begin) - begin) + "\n");
  add();
  EXPECT_EQ(git("commit -m '" + env_line() + "'").code, 0);
  EXPECT_EQ(sluice("scan '" + repo.path() + "'").code, 0);
}

}  // namespace
}  // namespace sluice::test

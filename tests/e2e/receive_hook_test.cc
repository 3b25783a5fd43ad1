// The hooks of a server, as whoever pushes meets them.
#include <gtest/gtest.h>

#include <string>

#include "e2e/hook_fixture.h"

namespace sluice::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct ReceiveHook : ::testing::Test, PushFixture {
  // Two branches in one push, one of them with a secret.
  Outcome push_good_and_bad() {
    run_git(repo.path(), "checkout -q -b bad");
    add("app.env", env_line());
    run_git(repo.path(), "checkout -q -b good main");
    add("note.txt", "nothing\n");
    return push("origin good bad");
  }
};

TEST_F(ReceiveHook, RefusesAPushThatBringsASecretAndSaysWhatToDo) {
  serve("pre-receive");
  add("app.env", env_line());
  const Outcome refused = push("origin main");
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(holds(refused.err, "app.env:1:13")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "refs/heads/main: refused, it brings a secret")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "git commit --amend")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "has to be allowed in refs/heads/main first")) << refused.err;
  EXPECT_FALSE(holds(refused.err, made_up_password())) << refused.err;
  // Taken out by a later commit, the history still has it.
  add("app.env", "HOST=db1\n");
  EXPECT_NE(push("origin main").code, 0);
  run_git(repo.path(), "reset --soft HEAD~2");
  run_git(repo.path(), "commit --no-verify -m fixed");
  const Outcome accepted = push("origin main");
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_FALSE(holds(accepted.err, "remote:")) << accepted.err;
}

TEST_F(ReceiveHook, TellsWhichOfSeveralRefsIsBad) {
  serve("pre-receive");
  const Outcome refused = push_good_and_bad();
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(holds(refused.err, "refs/heads/bad: refused")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "refs/heads/good: nothing to report")) << refused.err;
  EXPECT_FALSE(has("refs/heads/good"));  // pre-receive refuses all or nothing
}

TEST_F(ReceiveHook, UpdateRefusesOnlyTheRefThatIsBad) {
  serve("update");
  const Outcome refused = push_good_and_bad();
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(has("refs/heads/good")) << refused.err;
  EXPECT_FALSE(has("refs/heads/bad")) << refused.err;
  // What was refused lies in the store now and is as new as before.
  EXPECT_NE(push("origin bad").code, 0);
  EXPECT_EQ(push("origin :good").code, 0);
}

TEST_F(ReceiveHook, LooksAtTheQuarantineAloneAndNotAtOldDebt) {
  add("old.env", env_line());
  ASSERT_EQ(push("origin main").code, 0);
  serve("pre-receive");
  add("old.env", "HOST=db1\n" + env_line());
  EXPECT_EQ(push("origin main").code, 0);
  // A new branch at a commit that the server has, a deletion, a forced step back: nothing new.
  EXPECT_EQ(push("origin main:refs/heads/copy").code, 0);
  EXPECT_EQ(push("origin :copy").code, 0);
  EXPECT_EQ(push("-f origin main~1:main").code, 0);
  add("other.env", "HOST=db2\n" + env_line());
  EXPECT_NE(push("origin main").code, 0);
}

TEST_F(ReceiveHook, SeesAnnotatedTagsMessagesAndNamesOfRefs) {
  serve("pre-receive");
  run_git(repo.path(), "tag -a v1 -m '" + env_line() + "'");
  const Outcome tag = push("origin v1");
  EXPECT_NE(tag.code, 0);
  EXPECT_TRUE(holds(tag.err, "refs/tags/v1: refused")) << tag.err;
  run_git(repo.path(), "commit --allow-empty -m '" + env_line() + "'");
  EXPECT_NE(push("origin main").code, 0);
}

TEST_F(ReceiveHook, WhatThePushAllowsItselfDoesNotHold) {
  serve("pre-receive");
  add("app.env", env_line().substr(0, env_line().size() - 1) + "  # sluice:allow\n");
  const Outcome inlined = push("origin main");
  EXPECT_NE(inlined.code, 0) << inlined.err;
  run_git(repo.path(), "reset --hard HEAD~1");
  add(".sluiceignore", "path:*.env\n");
  add("app.env", env_line());
  const Outcome listed = push("origin main");
  EXPECT_NE(listed.code, 0) << listed.err;
  EXPECT_TRUE(holds(listed.err, ".sluiceignore")) << listed.err;
  // Nor does that of a branch that has it already.
  EXPECT_EQ(push("origin main~1:refs/heads/side").code, 0);
  EXPECT_NE(push("origin main:refs/heads/side").code, 0);
  // In the default branch it does.
  EXPECT_EQ(push("origin main~1:main").code, 0);
  const Outcome allowed = push("origin main");
  EXPECT_EQ(allowed.code, 0) << allowed.err;
}

TEST_F(ReceiveHook, PolicyOfAnotherRef) {
  run_git(repo.path(), "checkout -q -b policy");
  add(".sluiceignore", "path:*.env\n");
  push("origin policy");
  run_git(repo.path(), "checkout -q main");
  add("app.env", env_line());
  serve("pre-receive");
  EXPECT_NE(push("origin main").code, 0);
  serve("pre-receive", "--policy-ref nowhere");
  EXPECT_NE(push("origin main").code, 0);
  serve("pre-receive", "--policy-ref policy");
  EXPECT_EQ(push("origin main").code, 0);
}

TEST_F(ReceiveHook, TheFirstPushToAnEmptyRepository) {
  const TempDir empty;
  run("git init -q --bare -b main '" + empty.path() + "'");
  write_script(empty / "hooks/pre-receive", "exec '" SLUICE_PROGRAM "' hook pre-receive\n");
  EXPECT_EQ(push("'" + empty.path() + "' main").code, 0);
  add("app.env", env_line());
  run_git(empty.path(), "update-ref -d refs/heads/main");
  EXPECT_NE(push("'" + empty.path() + "' main").code, 0);
}

TEST_F(ReceiveHook, ATimeThatIsUsedUpRefuses) {
  serve("pre-receive", "--time-limit 60");
  EXPECT_EQ(push("origin main:refs/heads/quick").code, 0);
  serve("pre-receive", "--time-limit 0.000001");
  for (int i = 0; i < 100; ++i) repo.write("file" + std::to_string(i), std::to_string(i));
  add("last", "x\n");
  const Outcome late = push("origin main");
  EXPECT_NE(late.code, 0);
  EXPECT_TRUE(holds(late.err, "within the time that the hook's --time-limit gives")) << late.err;
  serve("pre-receive", "--time-limit 0.000001 --accept timeout");
  const Outcome accepted = push("origin main");
  EXPECT_EQ(accepted.code, 0) << accepted.err;
}

TEST_F(ReceiveHook, ToldWrongItSaysSo) {
  const std::string in_server = "cd '" + server.path() + "' &&";
  const Outcome garbage = sluice("hook pre-receive", in_server, "garbage\n");
  EXPECT_EQ(garbage.code, 2);
  EXPECT_TRUE(holds(garbage.err, "line 1 of standard input is not 'OLD-ID NEW-ID REF'"));
  EXPECT_EQ(sluice("hook pre-receive", in_server, "").code, 0);
  EXPECT_EQ(sluice("hook update refs/heads/main x y", in_server).code, 2);
  const std::string absent = std::string(40, '0') + " " + std::string(40, 'e') + " refs/heads/x\n";
  EXPECT_EQ(sluice("hook pre-receive", in_server, absent).code, 3);
}

}  // namespace
}  // namespace sluice::test

// A repository that wants to run something, to be followed elsewhere, or to
// speak to the terminal.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

std::string quoted(const std::string& path) { return "'" + path + "'"; }

// Every key of a repository's own configuration that makes some git command
// start a program, each pointing at a canary.
void plant_canaries(GitFixture& repo, const std::string& canary) {
  const std::string script = repo.path() + "/../canary-" + std::to_string(::getpid()) + ".sh";
  ASSERT_TRUE(write_file_atomically(script, "#!/bin/sh\ntouch '" + canary + "'\n", 0755));
  for (const char* key :
       {"core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass",
        "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge",
        "filter.x.process", "credential.helper", "uploadpack.packObjectsHook", "alias.log",
        "gpg.program", "merge.x.driver", "sequence.editor"}) {
    repo.git(std::string("config ") + key + " '" + script + "'");
  }
  repo.git("config core.hooksPath '" + repo.path() + "/hooks'");
  repo.write("hooks/pre-commit", "#!/bin/sh\ntouch '" + canary + "'\n");
  ::chmod((repo.path() + "/hooks/pre-commit").c_str(), 0755);
  repo.write(".gitattributes", "* filter=x diff=x merge=x\n");
}

TEST(Hostile, NothingInARepositoryRunsAndNoProcessIsStarted) {
  GitFixture repo;
  repo.write("app.env", env_line());
  repo.commit("one");
  const TempDir dir;
  plant_canaries(repo, dir / "canary");
  const Outcome outcome =
      sluice("scan -j 4 " + quoted(repo.path()),
             "strace -f -qq -e trace=execve,fork,vfork,socket,connect -o " + quoted(dir / "trace"));
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE(::access((dir / "canary").c_str(), F_OK), 0);
  const std::string trace = *read_file(dir / "trace");
  size_t lines = 0;
  for (size_t at = trace.find('\n'); at != std::string::npos; at = trace.find('\n', at + 1))
    ++lines;
  // The program's own execve, and nothing else.
  EXPECT_EQ(lines, 1u) << trace;
}

TEST(Hostile, NamesAndTextNeverReachTheTerminalRaw) {
  GitFixture repo;
  const std::string evil = std::string("a\x1b]0;own\x07\n::error::b\xe2\x80\xae.env");
  repo.write(evil, env_line());
  repo.git("-c user.name=x add -A");
  repo.git(
      "-c i18n.commitEncoding=binary commit -q -m one --author=\"$(printf 'E\\033[2Jvil') <e@x>\"");
  for (const char* format : {"text", "json", "jsonl", "sarif"}) {
    const Outcome outcome = sluice(std::string("scan -f ") + format + " " + quoted(repo.path()));
    EXPECT_EQ(outcome.code, 1) << format << outcome.err;
    for (const std::string& text : {outcome.out, outcome.err}) {
      EXPECT_EQ(text.find('\x1b'), std::string::npos) << format;
      EXPECT_EQ(text.find('\x07'), std::string::npos) << format;
      EXPECT_EQ(text.find("\n::error"), std::string::npos) << format;
      if (std::string(format) == "text") {
        EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
      }
    }
  }
}

TEST(Hostile, LinksAreNotFollowed) {
  const TempDir outside;
  outside.write("secret.env", env_line());
  GitFixture repo;
  repo.write("a", "x\n");
  ASSERT_EQ(::symlink((outside / "secret.env").c_str(), (repo.path() + "/link.env").c_str()), 0);
  ASSERT_EQ(::symlink(outside.path().c_str(), (repo.path() + "/folder").c_str()), 0);
  ASSERT_EQ(::mkfifo((repo.path() + "/pipe").c_str(), 0600), 0);
  repo.commit("one");
  EXPECT_EQ(sluice("scan " + quoted(repo.path()), "timeout 20").code, 0);
}

TEST(Hostile, AGitFileThatPointsElsewhereIsRefused) {
  GitFixture victim;
  victim.write("app.env", env_line());
  victim.commit("one");
  const TempDir dir;
  dir.write(".git", "gitdir: " + victim.git_dir() + "\n");
  const Outcome refused = sluice("scan " + quoted(dir.path()));
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("--follow-gitdir"), std::string::npos);
  EXPECT_EQ(sluice("scan --follow-gitdir " + quoted(dir.path())).code, 1);
}

TEST(Hostile, ASymlinkedConfigurationIsNotFollowed) {
  const TempDir outside;
  outside.write("all-off.toml", "builtin_rules = false\n");
  GitFixture repo;
  repo.write("app.env", env_line());
  ASSERT_EQ(::symlink((outside / "all-off.toml").c_str(), (repo.path() + "/.sluice.toml").c_str()),
            0);
  repo.commit("one");
  const Outcome outcome = sluice("scan " + quoted(repo.path()));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("not read: "), std::string::npos) << outcome.err;
}

TEST(Hostile, AConfigurationThatNarrowsTheScanIsTold) {
  GitFixture repo;
  repo.write("app.env", env_line());
  repo.write(".sluice.toml", "[[allowlists]]\npaths = ['''\\.env$''']\n");
  repo.commit("one");
  const Outcome outcome = sluice("scan " + quoted(repo.path()));
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_NE(outcome.err.find("narrow"), std::string::npos) << outcome.err;
  EXPECT_EQ(sluice("scan --no-repo-config " + quoted(repo.path())).code, 1);
}

TEST(Hostile, AlternatesOutsideAreNotReadAndTheScanSaysSo) {
  GitFixture victim;
  victim.write("app.env", env_line());
  victim.commit("one");
  GitFixture repo;
  repo.write("a", "x\n");
  repo.commit("one");
  ASSERT_TRUE(write_file_atomically(repo.git_dir() + "/objects/info/alternates",
                                    victim.git_dir() + "/objects\n"));
  const Outcome outcome = sluice("scan " + quoted(repo.path()));
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_NE((outcome.out + outcome.err).find("alternate"), std::string::npos) << outcome.out;
  EXPECT_EQ(sluice("scan --require-complete " + quoted(repo.path())).code, 3);
}

}  // namespace
}  // namespace sluice::test

#include "pipeline/hook_install.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/git_fixture.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;
using test::GitFixture;
using test::run;
using test::TempDir;

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

unsigned mode(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

// A repository and, in place of sluice, a script that notes its arguments and
// exits as told.
class HookInstall : public ::testing::Test {
 protected:
  HookInstall() {
    program_ =
        tools_.write("bin dir/it's sluice", "#!/bin/sh\necho \"$*\" >> '" + (tools_ / "ran") +
                                                "'\nexit $(cat '" + (tools_ / "code") + "')\n");
    fs::permissions(program_, fs::perms::owner_all);
    tools_.write("code", "0");
    fs::remove_all(hooks());
    repository_.write("a.txt", "a\n");
    repository_.git("add -A");
    options_.folder = repository_.path();
    options_.program = program_;
  }

  std::string hooks() const { return repository_.git_dir() + "/hooks"; }
  std::string hook() const { return hooks() + "/pre-commit"; }
  std::string before() const { return hooks() + "/pre-commit.before-sluice"; }
  std::string ran() const { return read(tools_ / "ran"); }

  void write_hook(const std::string& text) const {
    fs::create_directories(hooks());
    std::ofstream(hook(), std::ios::binary) << text;
    fs::permissions(hook(), fs::perms::owner_all);
  }

  std::string install(bool chain = false) {
    options_.chain = chain;
    const Result<std::string> done = install_hook(options_);
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return done ? *done : "";
  }
  std::string refused(bool chain = false) {
    options_.chain = chain;
    const Result<std::string> done = install_hook(options_);
    EXPECT_FALSE(done.has_value());
    if (done) return "";
    EXPECT_EQ(done.error().kind, ErrorKind::kUsage);
    return done.error().message;
  }
  std::string status() const { return *hook_status(options_); }
  bool commit() {
    const std::string out = repository_.git("commit -q --allow-empty -m try >/dev/null 2>" +
                                            (tools_ / "said") + " && echo yes || true");
    return out == "yes\n";
  }

  TempDir tools_;
  GitFixture repository_;
  std::string program_;
  HookInstallOptions options_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(HookInstall, InstallsWhatGitRuns) {
  EXPECT_TRUE(holds(status(), "not installed"));
  EXPECT_TRUE(holds(install(), "installed: " + hook()));
  EXPECT_EQ(mode(hook()), 0755u);
  EXPECT_EQ(status(), "installed: " + hook() + " runs " + program_);
  EXPECT_TRUE(commit());
  EXPECT_EQ(ran(), "hook pre-commit\n");
  tools_.write("code", "1");
  EXPECT_FALSE(commit());
}

TEST_F(HookInstall, InstallingAgainChangesNothing) {
  install();
  const std::string text = read(hook());
  EXPECT_TRUE(holds(install(), "already installed"));
  EXPECT_EQ(read(hook()), text);
}

TEST_F(HookInstall, RenewsItsOwnOlderHook) {
  write_hook("#!/bin/sh\n# sluice-hook 0: older\nexit 0\n");
  EXPECT_TRUE(holds(status(), "renew"));
  EXPECT_TRUE(holds(install(), "renewed"));
  EXPECT_TRUE(holds(read(hook()), std::string(hook_script()).substr(0, 200)));
}

TEST_F(HookInstall, RestoresTheRightToRun) {
  install();
  fs::permissions(hook(), fs::perms::owner_read);
  EXPECT_TRUE(holds(status(), "not active"));
  EXPECT_TRUE(holds(install(), "renewed"));
  EXPECT_EQ(mode(hook()), 0755u);
}

TEST_F(HookInstall, KeepsAHookThatIsThere) {
  write_hook("#!/bin/sh\necho mine\n");
  const std::string message = refused();
  EXPECT_TRUE(holds(message, hook()));
  EXPECT_TRUE(holds(message, "sluice hook pre-commit || exit $?"));
  EXPECT_TRUE(holds(message, "--chain"));
  EXPECT_EQ(read(hook()), "#!/bin/sh\necho mine\n");
  EXPECT_TRUE(holds(status(), "not installed"));
}

TEST_F(HookInstall, HookThatAlreadyRunsSluiceIsLeftAlone) {
  write_hook("#!/bin/sh\nsluice hook pre-commit || exit $?\n");
  EXPECT_TRUE(holds(install(), "nothing to do"));
  EXPECT_TRUE(holds(status(), "installed by hand"));
}

TEST_F(HookInstall, ChainsTheHookThatWasThere) {
  const std::string mine = "#!/bin/sh\necho mine >> '" + (tools_ / "ran") + "'\nexit $(cat '" +
                           (tools_ / "mine") + "')\n";
  tools_.write("mine", "0");
  write_hook(mine);
  EXPECT_TRUE(holds(install(true), "run first"));
  EXPECT_EQ(read(before()), mine);
  EXPECT_TRUE(holds(status(), before()));
  EXPECT_TRUE(commit());
  EXPECT_EQ(ran(), "mine\nhook pre-commit\n");
  // The first to fail refuses the commit.
  tools_.write("mine", "7");
  EXPECT_FALSE(commit());
  EXPECT_EQ(ran(), "mine\nhook pre-commit\nmine\n");
  tools_.write("mine", "0");
  tools_.write("code", "1");
  EXPECT_FALSE(commit());
  // Installing again keeps the chain.
  EXPECT_TRUE(holds(install(), "already installed"));
  EXPECT_EQ(read(before()), mine);
  // Taken out, all is as it was.
  EXPECT_TRUE(uninstall_hook(options_).has_value());
  EXPECT_EQ(read(hook()), mine);
  EXPECT_EQ(mode(hook()), 0700u);
  EXPECT_FALSE(fs::exists(before()));
}

TEST_F(HookInstall, ChainedHookThatIsGoneIsTold) {
  write_hook("#!/bin/sh\n");
  install(true);
  fs::remove(before());
  EXPECT_FALSE(commit());
  EXPECT_TRUE(holds(read(tools_ / "said"), "is gone"));
  EXPECT_TRUE(holds(install(), "renewed"));
  EXPECT_TRUE(commit());
}

TEST_F(HookInstall, NeverOverwritesAnEarlierChain) {
  write_hook("#!/bin/sh\necho second\n");
  std::ofstream(before()) << "#!/bin/sh\necho first\n";
  EXPECT_TRUE(holds(refused(true), "is there already"));
  EXPECT_EQ(read(hook()), "#!/bin/sh\necho second\n");
  EXPECT_EQ(read(before()), "#!/bin/sh\necho first\n");
}

TEST_F(HookInstall, NeverWritesThroughASymlink) {
  const std::string outside = tools_.write("outside", "kept\n");
  fs::create_directories(hooks());
  fs::create_symlink(outside, hook());
  refused();
  install(true);
  EXPECT_EQ(read(outside), "kept\n");
  EXPECT_TRUE(fs::is_symlink(before()));
  EXPECT_FALSE(fs::is_symlink(hook()));
}

TEST_F(HookInstall, ProgramThatIsGoneIsLookedForOnPath) {
  install();
  const std::string moved = tools_ / "moved/sluice";
  fs::create_directories(tools_ / "moved");
  fs::rename(program_, moved);
  EXPECT_TRUE(holds(status(), "PATH"));
  EXPECT_FALSE(commit());
  EXPECT_TRUE(holds(read(tools_ / "said"), "sluice: not found"));
  const std::string command = "cd '" + repository_.path() + "' && PATH='" + (tools_ / "moved") +
                              "':$PATH sh .git/hooks/pre-commit";
  run(command);
  EXPECT_EQ(ran(), "hook pre-commit\n");
}

TEST_F(HookInstall, UninstallTakesOutOnlyItsOwn) {
  EXPECT_TRUE(holds(*uninstall_hook(options_), "not installed"));
  write_hook("#!/bin/sh\necho mine\n");
  EXPECT_FALSE(uninstall_hook(options_).has_value());
  EXPECT_EQ(read(hook()), "#!/bin/sh\necho mine\n");
  fs::remove(hook());
  install();
  EXPECT_TRUE(uninstall_hook(options_).has_value());
  EXPECT_FALSE(fs::exists(hook()));
}

TEST_F(HookInstall, FollowsHooksPathWithinTheRepository) {
  repository_.git("config core.hooksPath tools/hooks");
  repository_.write("sub/x", "");
  options_.folder = repository_.path() + "/sub";
  const std::string place = fs::canonical(repository_.path()).string() + "/tools/hooks/pre-commit";
  EXPECT_TRUE(holds(install(), place));
  EXPECT_TRUE(commit());
  EXPECT_EQ(ran(), "hook pre-commit\n");
}

TEST_F(HookInstall, RefusesAHooksPathOutsideTheRepository) {
  const TempDir shared;
  repository_.git("config core.hooksPath '" + shared.path() + "'");
  EXPECT_TRUE(holds(refused(), shared.path()));
  repository_.git("config core.hooksPath ../up");
  EXPECT_TRUE(holds(refused(true), "outside"));
  repository_.git("config core.hooksPath ''");
  EXPECT_TRUE(holds(refused(), "core.hooksPath is empty"));
  EXPECT_TRUE(fs::is_empty(shared.path()));
  // A symlink that leads out is outside, too.
  repository_.git("config core.hooksPath link");
  fs::create_symlink(shared.path(), repository_.path() + "/link");
  EXPECT_TRUE(holds(refused(), "outside"));
}

TEST_F(HookInstall, ReadsTheUsersOwnHooksPath) {
  const std::string file = tools_.write("gitconfig", "[core]\n\thooksPath = ~/all-hooks\n");
  const std::string link = tools_ / "link";
  fs::create_symlink(file, link);
  options_.user_configs = {tools_ / "absent", link};
  EXPECT_TRUE(holds(refused(), "/all-hooks"));
  repository_.git("config core.hooksPath .git/hooks");
  EXPECT_TRUE(holds(install(), "installed: "));
}

TEST_F(HookInstall, TellsOfAHookThatGitDoesNotRun) {
  install();
  repository_.git("config core.hooksPath other");
  EXPECT_TRUE(holds(status(), "git does not run it"));
}

TEST_F(HookInstall, LinkedWorktreesShareTheHook) {
  repository_.git("commit -q -m base");
  const TempDir elsewhere;
  const std::string linked = elsewhere / "linked";
  repository_.git("worktree add -q -b side '" + linked + "'");
  options_.folder = linked;
  EXPECT_TRUE(holds(install(), hook()));
  run("cd '" + linked + "' && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x");
  EXPECT_EQ(ran(), "hook pre-commit\n");
}

TEST_F(HookInstall, SaysWhatToAddWhereAnotherToolManagesTheHooks) {
  for (const auto& [file, line] : {std::pair{"lefthook.yml", "run: sluice hook pre-commit"},
                                   {".pre-commit-config.yaml", "entry: sluice hook pre-commit"}}) {
    repository_.write(file, "# nothing of ours\n");
    const std::string message = refused();
    EXPECT_TRUE(holds(message, file));
    EXPECT_TRUE(holds(message, line));
    EXPECT_FALSE(fs::exists(hook()));
    repository_.write(file, "entry: sluice hook pre-commit\n");
    EXPECT_TRUE(holds(install(), "nothing to do"));
    EXPECT_TRUE(holds(status(), file));
    fs::remove(repository_.path() + "/" + file);
  }
  repository_.write("lefthook.yml", "");
  EXPECT_TRUE(holds(install(true), "installed: "));
}

TEST_F(HookInstall, NeverWritesIntoHuskysOwnFolder) {
  repository_.write(".husky/_/h", "");
  repository_.git("config core.hooksPath .husky/_");
  EXPECT_TRUE(holds(refused(), ".husky/pre-commit"));
  EXPECT_FALSE(holds(refused(true), "--chain"));
  EXPECT_FALSE(fs::exists(repository_.path() + "/.husky/_/pre-commit"));
  repository_.write(".husky/pre-commit", "npm test\nsluice hook pre-commit\n");
  EXPECT_TRUE(holds(install(), "nothing to do"));
}

TEST_F(HookInstall, NeedsARepositoryThatRunsTheHook) {
  const TempDir plain;
  options_.folder = plain.path();
  EXPECT_TRUE(holds(refused(), "no git repository"));
  run("git init -q --bare '" + (plain / "bare.git") + "'");
  options_.folder = plain / "bare.git";
  options_.hook = "pre-push";
  EXPECT_TRUE(holds(refused(), "bare"));
  options_.hook = "post-commit";
  EXPECT_TRUE(holds(refused(), "it has pre-commit, commit-msg, pre-push, pre-receive, update"));
  options_.hook = "";
  EXPECT_TRUE(holds(install(), "bare.git/hooks/pre-receive"));
  EXPECT_TRUE(is_hook_installed(options_));
}

TEST_F(HookInstall, EveryHookGetsWhatGitGivesIt) {
  for (const std::string name : {"commit-msg", "pre-push"}) {
    options_.hook = name;
    EXPECT_FALSE(is_hook_installed(options_));
    EXPECT_TRUE(holds(install(), hooks() + "/" + name));
    EXPECT_TRUE(is_hook_installed(options_));
  }
  EXPECT_TRUE(commit());
  EXPECT_EQ(ran(), "hook commit-msg .git/COMMIT_EDITMSG\n");
}

TEST_F(HookInstall, AChainedHookAndSluiceBothReadWhatGitWrites) {
  options_.hook = "pre-push";
  for (const auto& [path, name] :
       {std::pair{program_, "sluice"}, {hooks() + "/pre-push", "mine"}}) {
    fs::create_directories(hooks());
    std::ofstream(path, std::ios::binary)
        << "#!/bin/sh\necho " << name << " \"$*\" >> '" << (tools_ / "ran") << "'\ncat >> '"
        << (tools_ / "ran") << "'\nexit $(cat '" << (tools_ / "code") << "')\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  install(true);
  const std::string hook =
      "cd '" + repository_.path() + "' && printf 'a b\\nc d\\n' | .git/hooks/pre-push r u";
  run(hook);
  EXPECT_EQ(ran(), "mine r u\na b\nc d\nsluice hook pre-push r u\na b\nc d\n");
  tools_.write("code", "7");
  EXPECT_EQ(run(hook + " || echo $?"), "7\n");
  // One that reads nothing is no trouble.
  std::ofstream(hooks() + "/pre-push.before-sluice") << "#!/bin/sh\nexit 0\n";
  EXPECT_EQ(run(hook + " 2>&1 || echo $?"), "7\n");
}

TEST_F(HookInstall, JoinsTheHooksThatARunnerRuns) {
  options_.hook = "pre-receive";
  fs::create_directories(hooks() + "/pre-receive.d");
  const std::string runner = "for each in \"$0.d\"/*; do \"$each\" || exit 1; done\n";
  std::ofstream(hooks() + "/pre-receive") << "#!/bin/sh\n" << runner;
  fs::permissions(hooks() + "/pre-receive", fs::perms::owner_all);
  EXPECT_TRUE(holds(install(), "/pre-receive.d/sluice"));
  EXPECT_TRUE(holds(read(hooks() + "/pre-receive"), runner));
  run("cd '" + repository_.path() + "' && .git/hooks/pre-receive </dev/null");
  EXPECT_EQ(ran(), "hook pre-receive\n");
  EXPECT_TRUE(uninstall_hook(options_).has_value());
  EXPECT_TRUE(fs::is_empty(hooks() + "/pre-receive.d"));
}

TEST_F(HookInstall, ManagersAreToldTheHookThatIsMeant) {
  options_.hook = "pre-push";
  repository_.write("lefthook.yml", "pre-commit: sluice hook pre-commit\n");
  EXPECT_TRUE(holds(refused(), "run: sluice hook pre-push {0}\n        use_stdin: true"));
  repository_.write("lefthook.yml", "run: sluice hook pre-push {0}\n");
  EXPECT_TRUE(holds(install(), "nothing to do"));
  fs::remove(repository_.path() + "/lefthook.yml");
  repository_.write(".pre-commit-config.yaml", "- id: sluice\n");
  options_.hook = "commit-msg";
  EXPECT_TRUE(holds(refused(), "stages: [commit-msg]"));
  fs::remove(repository_.path() + "/.pre-commit-config.yaml");
  repository_.write(".husky/pre-commit", "sluice hook pre-commit\n");
  EXPECT_TRUE(holds(refused(), ".husky/commit-msg\n  sluice hook commit-msg \"$@\""));
  // A push that comes in is none of theirs.
  options_.hook = "update";
  EXPECT_TRUE(holds(install(), "/update"));
}

TEST(HookScript, IsAShellScript) {
  const TempDir folder;
  const std::string path = folder.write("hook", hook_script());
  EXPECT_EQ(run("sh -n '" + path + "' 2>&1"), "");
  EXPECT_EQ(hook_script().substr(0, 10), "#!/bin/sh\n");
}

}  // namespace
}  // namespace sluice

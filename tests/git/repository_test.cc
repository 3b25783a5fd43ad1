#include "git/repository.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/git_fixture.h"

namespace sluice::git {
namespace {

namespace fs = std::filesystem;

Repository opened(const std::string& path, bool follow = false) {
  Result<Repository> repository = open_repository(path, follow);
  EXPECT_TRUE(repository.has_value()) << (repository ? "" : repository.error().message);
  return repository ? *repository : Repository{};
}

Error refused(const std::string& path, bool follow = false) {
  const Result<Repository> repository = open_repository(path, follow);
  EXPECT_FALSE(repository.has_value()) << path;
  return repository ? Error{} : repository.error();
}

TEST(Repository, OpensAWorktreeRoot) {
  const test::GitFixture fixture;
  const Repository repository = opened(fixture.path());
  EXPECT_EQ(repository.git_dir, fixture.git_dir());
  EXPECT_EQ(repository.common_dir, fixture.git_dir());
  EXPECT_EQ(repository.work_tree, fixture.path());
  EXPECT_EQ(repository.id_bytes, 20);
  EXPECT_FALSE(repository.shallow);
  EXPECT_FALSE(repository.partial);
}

TEST(Repository, OpensAGitFolderAndABareRepository) {
  const test::GitFixture fixture;
  const Repository inner = opened(fixture.git_dir());
  EXPECT_EQ(inner.git_dir, fixture.git_dir());
  EXPECT_EQ(inner.work_tree, "");
  const test::GitFixture bare("--bare");
  EXPECT_EQ(opened(bare.path()).git_dir, bare.path());
  EXPECT_EQ(opened(bare.path()).work_tree, "");
}

TEST(Repository, OpensAGitFolderThatLostItsEmptyRefs) {
  const test::GitFixture fixture;
  fs::remove_all(fixture.git_dir() + "/refs");
  EXPECT_EQ(opened(fixture.path()).git_dir, fixture.git_dir());
}

TEST(Repository, RefusesWhatIsNone) {
  const test::TempDir dir;
  EXPECT_EQ(refused(dir.path()).kind, ErrorKind::kNotFound);
  EXPECT_EQ(refused(dir / "absent").kind, ErrorKind::kNotFound);
  dir.write(".git/config", "");
  EXPECT_EQ(refused(dir.path()).kind, ErrorKind::kNotFound);
  EXPECT_EQ(refused(dir.write("file", "")).kind, ErrorKind::kNotFound);
}

TEST(Repository, ReadsObjectFormat) {
  const test::GitFixture fixture("--object-format=sha256");
  EXPECT_EQ(opened(fixture.path()).id_bytes, 32);
  EXPECT_EQ(opened(fixture.path()).object_format(), "sha256");
}

TEST(Repository, ReadsExtensions) {
  test::GitFixture fixture;
  fixture.git("config core.repositoryformatversion 1");
  for (const char* harmless : {"preciousObjects", "noop", "worktreeConfig"}) {
    fixture.git("config extensions." + std::string(harmless) + " true");
  }
  EXPECT_FALSE(opened(fixture.path()).partial);
  fixture.write(".git/config.worktree", "[core]\n\thooksPath = elsewhere\n");
  const Result<Config> config = read_config(opened(fixture.path()));
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->find("core", "", "hookspath")->value, "elsewhere");
  fixture.write(".git/config", "[core]\nrepositoryformatversion=1\n[extensions]\nfuture = 1\n");
  EXPECT_EQ(refused(fixture.path()).kind, ErrorKind::kUnsupported);
  EXPECT_NE(refused(fixture.path()).message.find("future"), std::string::npos);
  fixture.write(".git/config", "[core]\nrepositoryformatversion=0\n[extensions]\nfuture = 1\n");
  EXPECT_EQ(opened(fixture.path()).git_dir, fixture.git_dir());
  fixture.write(".git/config", "[core]\nrepositoryformatversion=2\n");
  EXPECT_EQ(refused(fixture.path()).kind, ErrorKind::kUnsupported);
  fixture.write(".git/config",
                "[core]\nrepositoryformatversion=1\n[extensions]\nobjectformat = sha3\n");
  EXPECT_NE(refused(fixture.path()).message.find("sha3"), std::string::npos);
  fixture.write(".git/config", "[core]\nrepositoryformatversion = one\n");
  EXPECT_EQ(refused(fixture.path()).kind, ErrorKind::kCorrupt);
  fixture.write(".git/config", "[core\n");
  EXPECT_EQ(refused(fixture.path()).kind, ErrorKind::kCorrupt);
}

TEST(Repository, FollowsNoInclude) {
  test::GitFixture fixture;
  const test::TempDir outside;
  const std::string other =
      outside.write("other", "[core]\nrepositoryformatversion=1\n[extensions]\nfuture=1\n");
  fixture.git("config include.path '" + other + "'");
  EXPECT_EQ(opened(fixture.path()).git_dir, fixture.git_dir());
}

TEST(Repository, IgnoresCoreWorktree) {
  test::GitFixture fixture;
  fixture.git("config core.worktree /");
  EXPECT_EQ(opened(fixture.path()).work_tree, fixture.path());
}

TEST(Repository, SeesShallowAndPartialClones) {
  test::GitFixture fixture;
  fixture.commit("one");
  fixture.write(".git/shallow", "");
  EXPECT_FALSE(opened(fixture.path()).shallow);
  fixture.write(".git/shallow", fixture.rev_parse("HEAD") + "\n");
  EXPECT_TRUE(opened(fixture.path()).shallow);
  fixture.git("config remote.origin.promisor false");
  EXPECT_FALSE(opened(fixture.path()).partial);
  fixture.git("config remote.origin.promisor true");
  EXPECT_TRUE(opened(fixture.path()).partial);
  fixture.git("config --unset remote.origin.promisor");
  fixture.write(".git/objects/pack/pack-1.promisor", "");
  EXPECT_TRUE(opened(fixture.path()).partial);
}

class Linked : public testing::Test {
 protected:
  Linked() {
    main_.commit("one");
    main_.git("worktree add -q '" + (dir_ / "linked") + "'");
  }
  test::GitFixture main_;
  test::TempDir dir_;
};

TEST_F(Linked, AsksBeforeLeavingTheTarget) {
  const Error error = refused(dir_ / "linked");
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  EXPECT_NE(error.message.find(main_.git_dir() + "/worktrees/linked"), std::string::npos);
  EXPECT_NE(error.message.find("--follow-gitdir"), std::string::npos);
}

TEST_F(Linked, FollowsWhenAllowed) {
  const Repository repository = opened(dir_ / "linked", true);
  EXPECT_EQ(repository.git_dir, main_.git_dir() + "/worktrees/linked");
  EXPECT_EQ(repository.common_dir, main_.git_dir());
  EXPECT_EQ(repository.work_tree, dir_ / "linked");
  EXPECT_EQ(opened(main_.git_dir() + "/worktrees/linked", true).common_dir, main_.git_dir());
  EXPECT_EQ(refused(main_.git_dir() + "/worktrees/linked").kind, ErrorKind::kUsage);
}

TEST_F(Linked, NeedsNoFlagWithinTheTarget) {
  const test::TempDir dir;
  fs::create_directory(dir / "inside");
  test::run("git init -q --bare '" + (dir / "inside/.bare") + "'");
  dir.write("inside/.git", "gitdir: ./.bare\n");
  EXPECT_EQ(opened(dir / "inside").git_dir, dir / "inside/.bare");
  EXPECT_EQ(opened(dir / "inside").work_tree, dir / "inside");
}

// T-12: pointers that lead out of the target.
TEST(RepositoryEscape, IsRefusedByDefault) {
  const test::GitFixture victim;
  const test::TempDir dir;
  dir.write("absolute/.git", "gitdir: " + victim.git_dir() + "\n");
  EXPECT_EQ(refused(dir / "absolute").kind, ErrorKind::kUsage);
  EXPECT_EQ(opened(dir / "absolute", true).git_dir, victim.git_dir());
  dir.write("etc/.git", "gitdir: /etc\n");
  EXPECT_EQ(refused(dir / "etc").kind, ErrorKind::kUsage);
  EXPECT_EQ(refused(dir / "etc", true).kind, ErrorKind::kNotFound);
  dir.write("dots/.git", "gitdir: x/../../" + std::string("absolute\n"));
  EXPECT_EQ(refused(dir / "dots").kind, ErrorKind::kUsage);
  // Whether what lies outside exists is not told either.
  dir.write("absent/.git", "gitdir: /no/such/folder\n");
  EXPECT_EQ(refused(dir / "absent").kind, ErrorKind::kUsage);

  dir.write("common/.git/HEAD", "ref: refs/heads/main\n");
  dir.write("common/.git/commondir", victim.git_dir() + "\n");
  EXPECT_EQ(refused(dir / "common").kind, ErrorKind::kUsage);
  EXPECT_EQ(opened(dir / "common", true).common_dir, victim.git_dir());

  fs::create_directory(dir / "link");
  fs::create_symlink(victim.git_dir(), dir / "link/.git");
  EXPECT_EQ(refused(dir / "link").kind, ErrorKind::kUsage);
  EXPECT_EQ(opened(dir / "link", true).git_dir, victim.git_dir());

  // A link on the way: by its text the pointer stays inside.
  fs::create_directory(dir / "way");
  fs::create_symlink(victim.path(), dir / "way/sub");
  dir.write("way/.git", "gitdir: sub/.git\n");
  EXPECT_EQ(refused(dir / "way").kind, ErrorKind::kUsage);

  dir.write("objects/.git/HEAD", "ref: refs/heads/main\n");
  fs::create_symlink(victim.git_dir() + "/objects", dir / "objects/.git/objects");
  EXPECT_EQ(refused(dir / "objects").kind, ErrorKind::kUsage);
}

TEST(RepositoryEscape, OddPointersAreRefused) {
  const test::TempDir dir;
  for (const std::string& text : {std::string(), std::string("gitdir: \n"), std::string("gitdir:"),
                                  std::string("x\n"), "gitdir: a" + std::string(1, '\0') + "b",
                                  "gitdir: " + std::string(5000, 'a'), std::string(70000, 'a')}) {
    dir.write(".git", text);
    EXPECT_NE(refused(dir.path()).message, "");
  }
}

TEST(Repository, IsFoundFromBelow) {
  const test::GitFixture fixture;
  const test::TempDir plain;
  fixture.git_dir();
  fs::create_directories(fixture.path() + "/a/b");
  EXPECT_EQ(find_repository(fixture.path() + "/a/b"), fixture.path());
  EXPECT_EQ(find_repository(fixture.path()), fixture.path());
  EXPECT_EQ(find_repository(fixture.git_dir() + "/hooks"), fixture.git_dir());
  EXPECT_EQ(find_repository(plain.path()), std::nullopt);
  EXPECT_EQ(find_repository(plain / "absent"), std::nullopt);
}

}  // namespace
}  // namespace sluice::git

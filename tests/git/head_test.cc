#include "git/head.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "git/refs.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

Repository opened(const std::string& path) { return *open_repository(path, true); }

std::string head_of(const std::string& path) {
  const Result<std::optional<ObjectId>> head = read_head(opened(path));
  EXPECT_TRUE(head.has_value()) << head.error().message;
  return *head ? (*head)->hex() : "unborn";
}

std::optional<ErrorKind> error_of(const std::string& path) {
  const Result<std::optional<ObjectId>> head = read_head(opened(path));
  return head ? std::nullopt : std::optional(head.error().kind);
}

TEST(Head, FollowsBranchesLooseAndPacked) {
  test::GitFixture repository;
  EXPECT_EQ(head_of(repository.path()), "unborn");
  repository.write("a", "a");
  const std::string first = repository.commit("first");
  EXPECT_EQ(head_of(repository.path()), first);
  // Names that start or end alike must not be taken for it.
  for (const char* name : {"main2", "mai", "x/refs/heads/main", "main-old"}) {
    repository.write("a", name);
    repository.commit(name);
    repository.git("branch '" + std::string(name) + "'");
    repository.git("reset -q --hard " + first);
  }
  repository.git("pack-refs --all");
  EXPECT_FALSE(std::filesystem::exists(repository.git_dir() + "/refs/heads/main"));
  EXPECT_EQ(head_of(repository.path()), first);
  repository.write("a", "later");
  const std::string later = repository.commit("later");  // loose wins over packed
  EXPECT_EQ(head_of(repository.path()), later);
  repository.git("checkout -q --detach main2");
  EXPECT_EQ(head_of(repository.path()), repository.rev_parse("main2"));
}

TEST(Head, AgreesWithReadRefs) {
  for (const char* format : {"sha1", "sha256"}) {
    test::GitFixture repository(std::string("--object-format=") + format);
    repository.write("a", "a");
    repository.commit("first");
    repository.git("symbolic-ref refs/heads/alias refs/heads/main");
    repository.git("symbolic-ref HEAD refs/heads/alias");
    const RefSet refs = read_refs(opened(repository.path()), [](const Unread&) {});
    ASSERT_TRUE(refs.head.has_value());
    EXPECT_EQ(head_of(repository.path()), refs.head->hex());
  }
}

TEST(Head, LinkedWorktreesHaveTheirOwn) {
  test::GitFixture repository;
  repository.write("a", "a");
  const std::string first = repository.commit("first");
  const test::TempDir elsewhere;
  repository.git("worktree add -q -b side '" + (elsewhere / "linked") + "'");
  repository.write("a", "b");
  const std::string second = repository.commit("second");
  EXPECT_EQ(head_of(elsewhere / "linked"), first);
  EXPECT_EQ(head_of(repository.path()), second);
}

TEST(Head, DamagedOrHostileOnesAreErrors) {
  test::GitFixture repository;
  repository.write("a", "a");
  repository.commit("first");
  const auto write_head = [&](const std::string& text) {
    std::ofstream(repository.git_dir() + "/HEAD", std::ios::binary) << text;
  };
  for (const std::string& text :
       {std::string("ref: refs/heads/../../../secret"), std::string("ref: ../config"),
        std::string("ref: "), std::string("nothing"), std::string(""), std::string(41, 'a'),
        std::string("ref: refs/heads/a\0b", 19)}) {
    write_head(text);
    EXPECT_EQ(error_of(repository.path()), ErrorKind::kCorrupt) << text;
  }
  write_head("ref: refs/heads/.invalid\n");
  EXPECT_EQ(error_of(repository.path()), ErrorKind::kUnsupported);
  write_head("ref: refs/heads/loop\n");
  std::ofstream(repository.git_dir() + "/refs/heads/loop") << "ref: refs/heads/loop\n";
  EXPECT_EQ(error_of(repository.path()), ErrorKind::kCorrupt);
  std::filesystem::remove(repository.git_dir() + "/refs/heads/loop");
  std::filesystem::create_directories(repository.git_dir() + "/refs/heads/loop");
  EXPECT_EQ(head_of(repository.path()), "unborn");
}

}  // namespace
}  // namespace sluice::git

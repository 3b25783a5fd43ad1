#include "git/file_at_commit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "git/repository.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

struct FileAtCommit : ::testing::Test {
  ObjectStore open() {
    Result<ObjectStore> store =
        ObjectStore::open(repo.git_dir() + "/objects", 20, {}, [](const Unread&) {});
    EXPECT_TRUE(store.has_value());
    return *std::move(store);
  }
  std::string read(const std::string& commit, std::string_view path) {
    const ObjectStore store = open();
    const auto text = file_at_commit(store, *ObjectId::from_hex(commit), path);
    if (!text) return "error: " + text.error().message;
    return *text ? **text : "none";
  }

  test::GitFixture repo;
};

TEST_F(FileAtCommit, ReadsEachCommitsOwnVersionAtAnyDepth) {
  repo.write("a.txt", "one\n");
  repo.write("dir/sub/b.txt", "deep\n");
  const std::string first = repo.commit("first");
  repo.write("a.txt", "two\n");
  const std::string second = repo.commit("second");
  EXPECT_EQ(read(first, "a.txt"), "one\n");
  EXPECT_EQ(read(second, "a.txt"), "two\n");
  EXPECT_EQ(read(second, "dir/sub/b.txt"), "deep\n");
  repo.git("gc -q");
  EXPECT_EQ(read(first, "a.txt"), "one\n");
}

TEST_F(FileAtCommit, FoldersLinksAndWhatIsNotThereAreNoFiles) {
  repo.write("dir/b.txt", "deep\n");
  ASSERT_EQ(::symlink("/etc/hostname", (repo.path() + "/link").c_str()), 0);
  const std::string commit = repo.commit("first");
  EXPECT_EQ(read(commit, "dir"), "none");
  EXPECT_EQ(read(commit, "link"), "none");
  EXPECT_EQ(read(commit, "link/b.txt"), "none");
  EXPECT_EQ(read(commit, "dir/b.txt/c"), "none");
  EXPECT_EQ(read(commit, "other"), "none");
  EXPECT_EQ(read(commit, ""), "none");
  EXPECT_EQ(read(commit, "dir//b.txt"), "none");
}

TEST_F(FileAtCommit, TellsWhatCannotBeRead) {
  repo.write("a.txt", "one\n");
  const std::string commit = repo.commit("first");
  const std::string tree = repo.rev_parse("HEAD^{tree}");
  const std::string blob = repo.rev_parse("HEAD:a.txt");
  EXPECT_TRUE(read(tree, "a.txt").starts_with("error: "));  // no commit
  EXPECT_TRUE(read(std::string(40, 'a'), "a.txt").starts_with("error: "));
  test::run("rm -f '" + repo.git_dir() + "/objects/" + blob.substr(0, 2) + "/" + blob.substr(2) +
            "'");
  EXPECT_TRUE(read(commit, "a.txt").starts_with("error: "));
  EXPECT_EQ(read(commit, "b.txt"), "none");
  test::run("rm -f '" + repo.git_dir() + "/objects/" + tree.substr(0, 2) + "/" + tree.substr(2) +
            "'");
  EXPECT_TRUE(read(commit, "b.txt").starts_with("error: "));
}

}  // namespace
}  // namespace sluice::git

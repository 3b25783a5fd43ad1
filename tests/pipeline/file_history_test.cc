#include "pipeline/file_history.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/git_fixture.h"

namespace sluice {
namespace {

std::set<std::string> lines_of(const std::string& bytes) {
  std::set<std::string> lines;
  std::istringstream in(bytes);
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

struct History : ::testing::Test {
  // The commit that added the line `entry` to the file, in hex; "" where that is not told.
  std::string who(const std::string& entry, const std::string& head = "HEAD") {
    Result<git::ObjectStore> store =
        git::ObjectStore::open(repo.git_dir() + "/objects", 20, {}, [](const Unread&) {});
    EXPECT_TRUE(store.has_value());
    FileHistory history(*store, *ObjectId::from_hex(repo.rev_parse(head)), "list", lines_of);
    const std::optional<CommitFacts> facts = history.who_added(entry);
    EXPECT_TRUE(!facts || !facts->author.email.empty());
    return facts ? facts->id.hex() : "";
  }
  std::string commit_list(const std::string& text) {
    repo.write("list", text);
    return repo.commit("list");
  }

  test::GitFixture repo;
};

TEST_F(History, FindsTheCommitThatAddedEachLine) {
  const std::string first = commit_list("a\n");
  const std::string second = commit_list("b\na\n");
  repo.write("other", "x\n");
  repo.commit("unrelated");
  EXPECT_EQ(who("a"), first);
  EXPECT_EQ(who("b"), second);
  EXPECT_EQ(who("c"), "");
}

TEST_F(History, ALineThatWasTakenOutAndCameBackIsThatOfTheLastTime) {
  commit_list("a\n");
  commit_list("\n");
  const std::string back = commit_list("a\n");
  EXPECT_EQ(who("a"), back);
}

TEST_F(History, FollowsWhicheverParentOfAMergeHasIt) {
  commit_list("a\n");
  repo.git("checkout -q -b side");
  const std::string side = commit_list("a\nside\n");
  repo.git("checkout -q -");
  repo.write("main", "x\n");
  repo.commit("main");
  repo.git("merge -q --no-ff --no-edit side");
  EXPECT_EQ(who("side"), side);
  // What the merge itself brought is the merge's.
  repo.write("list", "a\nside\nin the merge\n");
  repo.git("add -A");
  repo.git("commit -q --amend --no-edit");
  EXPECT_EQ(who("in the merge"), repo.rev_parse("HEAD"));
}

TEST_F(History, LooksNoFurtherThanItIsTo) {
  const std::string first = commit_list("a\n");
  const std::string second = commit_list("a\nb\n");
  const std::string third = commit_list("a\nb\nc\n");
  Result<git::ObjectStore> store =
      git::ObjectStore::open(repo.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  FileHistory history(*store, *ObjectId::from_hex(third), "list", lines_of);
  const auto within = [&](const ObjectId& id) { return id.hex() == third; };
  EXPECT_EQ(history.who_added("c", within)->id.hex(), third);
  EXPECT_EQ(history.who_added("a", within)->id.hex(), second);
  EXPECT_EQ(history.who_added("a")->id.hex(), first);
}

TEST_F(History, EndsWithoutAnAnswerWhereHistoryIsCutOff) {
  commit_list("a\n");
  const std::string second = commit_list("a\nb\n");
  commit_list("a\nb\nc\n");
  const std::string third = repo.rev_parse("HEAD");
  repo.git("gc -q --prune=now");
  const std::string clone = repo.path() + "/../clone-" + third.substr(0, 8);
  test::run("git clone -q --depth 2 'file://" + repo.path() + "' '" + clone + "'");
  Result<git::ObjectStore> store =
      git::ObjectStore::open(clone + "/.git/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store.has_value());
  FileHistory history(*store, *ObjectId::from_hex(third), "list", lines_of);
  EXPECT_EQ(history.who_added("c")->id.hex(), third);
  EXPECT_FALSE(history.who_added("b").has_value());
  test::run("rm -rf '" + clone + "'");
}

}  // namespace
}  // namespace sluice

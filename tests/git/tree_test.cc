#include "git/tree.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "sluice/oid.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

std::string entry(const std::string& mode, const std::string& name, char id, size_t id_bytes = 20) {
  return mode + " " + name + std::string(1, '\0') + std::string(id_bytes, id);
}

struct Read {
  std::vector<TreeEntry> entries;
  bool corrupt = false;
};

Read read(const std::string& bytes, uint8_t id_bytes = 20) {
  Read result;
  TreeIterator iterator(bytes, id_bytes);
  for (TreeEntry each; iterator.next(each);) result.entries.push_back(each);
  result.corrupt = iterator.corrupt();
  return result;
}

TEST(Tree, ReadsEveryKindOfEntry) {
  const std::string bytes = entry("100644", "file", 'a') + entry("100755", "run", 'b') +
                            entry("120000", "link", 'c') + entry("160000", "module", 'd') +
                            entry("40000", "folder", 'e') + entry("040000", "old", 'f');
  const Read result = read(bytes);
  ASSERT_EQ(result.entries.size(), 6u);
  EXPECT_FALSE(result.corrupt);
  EXPECT_EQ(result.entries[0].mode, 0100644u);
  EXPECT_EQ(result.entries[0].name, "file");
  EXPECT_EQ(result.entries[0].id, std::string(20, 'a'));
  EXPECT_TRUE(result.entries[0].is_blob());
  EXPECT_TRUE(result.entries[1].is_blob());
  EXPECT_TRUE(result.entries[2].is_blob() && result.entries[2].is_symlink());
  EXPECT_TRUE(result.entries[3].is_gitlink() && !result.entries[3].is_blob());
  EXPECT_TRUE(result.entries[4].is_tree() && !result.entries[4].is_blob());
  EXPECT_TRUE(result.entries[5].is_tree());
}

TEST(Tree, ReadsLongIds) {
  const std::string bytes = entry("100644", "x", 'a', 32) + entry("40000", "y", 'b', 32);
  const Read result = read(bytes, 32);
  ASSERT_EQ(result.entries.size(), 2u);
  EXPECT_EQ(result.entries[1].id, std::string(32, 'b'));
}

TEST(Tree, TheEmptyTreeIsWhole) {
  EXPECT_TRUE(read("").entries.empty());
  EXPECT_FALSE(read("").corrupt);
}

TEST(Tree, StopsAtTheFirstMalformedEntry) {
  const std::string good = entry("100644", "good", 'a');
  for (const std::string& bad :
       {entry("", "name", 'b'), entry("10064x", "name", 'b'), entry("100648", "name", 'b'),
        entry("10000000", "name", 'b'), std::string("100644"), std::string("100644 name"),
        entry("100644", "cut", 'b', 19)}) {
    const std::string bytes = good + bad;
    const Read result = read(bytes);
    ASSERT_EQ(result.entries.size(), 1u) << bad;
    EXPECT_TRUE(result.corrupt) << bad;
  }
}

// Names are the reader's to judge: a crafted tree may hold any.
TEST(Tree, GivesNamesAsTheyAre) {
  const std::string bytes =
      entry("100644", "", 'a') + entry("100644", "..", 'b') + entry("100644", "a/b\n", 'c');
  const Read result = read(bytes);
  ASSERT_EQ(result.entries.size(), 3u);
  EXPECT_EQ(result.entries[0].name, "");
  EXPECT_EQ(result.entries[2].name, "a/b\n");
}

TEST(Tree, EqualsGit) {
  test::GitFixture fixture;
  fixture.write("a", "1");
  fixture.write("dir/b", "2");
  fixture.write("dir.c", "3");
  test::run("ln -s a '" + fixture.path() + "/link'");
  fixture.commit("files");
  const std::string bytes = fixture.git("cat-file tree HEAD");
  std::string told;
  for (const TreeEntry& each : read(bytes).entries) {
    char line[64];
    std::snprintf(line, sizeof line, "%06o %s ", each.mode, each.is_tree() ? "tree" : "blob");
    told += line + ObjectId::from_raw(each.id).hex() + "\t" + std::string(each.name) + "\n";
  }
  EXPECT_EQ(told, fixture.git("ls-tree HEAD"));
}

TEST(Tree, SurvivesEveryTruncationAndFlip) {
  const std::string bytes = entry("100644", "file", 'a') + entry("40000", "folder", 'b');
  const size_t first = entry("100644", "file", 'a').size();
  for (size_t at = 0; at <= bytes.size(); ++at) {
    const std::string part(bytes, 0, at);
    const Read result = read(part);
    EXPECT_EQ(result.entries.size(), at < first ? 0u : at < bytes.size() ? 1u : 2u);
    EXPECT_EQ(result.corrupt, at != 0 && at != first && at != bytes.size());
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      EXPECT_LE(read(damaged).entries.size(), 3u);
    }
  }
}

}  // namespace
}  // namespace sluice::git

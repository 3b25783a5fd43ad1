#include "git/cache_tree.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "sluice/oid.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

std::string node(const std::string& name, int entries, int subtrees, char id = 'i') {
  std::string bytes = name + '\0' + std::to_string(entries) + " " + std::to_string(subtrees) + "\n";
  return entries < 0 ? bytes : bytes + std::string(20, id);
}

TEST(CacheTree, ReadsNodesInPreOrder) {
  const std::string data =
      node("", -1, 2) + node("a", 3, 1, 'a') + node("deep", 1, 0, 'd') + node("b", 0, 0, 'b');
  const Result<CacheTree> tree = CacheTree::parse(data, 20);
  ASSERT_TRUE(tree.has_value());
  const auto& nodes = tree->nodes();
  ASSERT_EQ(nodes.size(), 4u);
  EXPECT_EQ(nodes[0].id, "");
  EXPECT_EQ(nodes[0].end, 4u);
  EXPECT_EQ(nodes[1].name, "a");
  EXPECT_EQ(nodes[1].id, std::string(20, 'a'));
  EXPECT_EQ(nodes[1].end, 3u);
  EXPECT_EQ(nodes[2].name, "deep");
  EXPECT_EQ(nodes[3].name, "b");
  EXPECT_EQ(nodes[3].end, 4u);
}

TEST(CacheTree, EmptyDataHasNoNodes) {
  const Result<CacheTree> tree = CacheTree::parse("", 20);
  ASSERT_TRUE(tree.has_value());
  EXPECT_TRUE(tree->nodes().empty());
}

TEST(CacheTree, RefusesWhatGitDoesNotWrite) {
  const std::string id(20, 'i');
  const std::string nul(1, '\0');
  for (const std::string& data :
       {node("", 1, 0) + "x", node("", 1, 0) + node("", 1, 0), node("named", 1, 0), node("", 1, 1),
        node("", 1, 1) + node("", 1, 0), nul + "-2 0\n", nul + "01 0\n" + id, nul + "1 -1\n" + id,
        nul + "+1 0\n" + id, nul + " 1 0\n" + id, nul + "1 0 \n" + id, nul + "4294967295 0\n",
        nul + "1 0\n" + std::string(19, 'i'), nul + "1\n0\n" + id, std::string("no end")}) {
    EXPECT_FALSE(CacheTree::parse(data, 20).has_value()) << data;
  }
}

TEST(CacheTree, DeepTreesNeedNoStack) {
  std::string data = node("", -1, 1);
  for (int i = 0; i < 300'000; ++i) data += node("d", -1, 1);
  data += node("d", -1, 0);
  const Result<CacheTree> tree = CacheTree::parse(data, 20);
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->nodes().size(), 300'002u);
}

TEST(CacheTree, EveryTruncationIsRefused) {
  const std::string data = node("", -1, 2) + node("a", 3, 1) + node("deep", 1, 0) + node("b", 0, 0);
  for (size_t size = 1; size < data.size(); ++size) {
    EXPECT_FALSE(CacheTree::parse(data.substr(0, size), 20).has_value()) << size;
  }
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// git's own trees, for each version of the index and both hashes.
TEST(CacheTree, HoldsTheTreesThatGitWrote) {
  for (const std::string format : {"sha1", "sha256"}) {
    for (const char* version : {"2", "3", "4"}) {
      test::GitFixture repository("--object-format=" + format);
      for (const char* path : {"a/x/one", "a/two", "lib/three", "four", "lib-x/y/z/five"}) {
        repository.write(path, path);
      }
      repository.git("add -A");
      if (version[0] == '3') {
        repository.write("later", "");
        repository.git("add -N later");
      }
      repository.git("update-index --index-version " + std::string(version));
      if (version[0] != '3') repository.git("write-tree");
      repository.write("lib/six", "6");
      repository.git("add lib/six");
      const std::string index = read(repository.git_dir() + "/index");
      const auto id_bytes = static_cast<uint8_t>(format == "sha1" ? 20 : 32);
      const std::string_view data = find_index_extension(index, id_bytes, "TREE");
      const Result<CacheTree> tree = CacheTree::parse(data, id_bytes);
      ASSERT_TRUE(tree.has_value()) << format << version;
      if (version[0] == '3') continue;  // an intent to add leaves no valid tree
      const std::string root = repository.git("write-tree").substr(0, size_t{2} * id_bytes);
      size_t valid = 0;
      for (const CacheTree::Node& one : tree->nodes()) {
        if (one.name != "a" && one.name != "lib-x") continue;
        ++valid;
        EXPECT_EQ(ObjectId::from_raw(one.id).hex(),
                  repository.rev_parse(root + ":" + std::string(one.name)));
      }
      EXPECT_EQ(valid, 2u) << format << version;
    }
  }
}

TEST(CacheTree, ExtensionOfADamagedIndexIsNotFound) {
  test::GitFixture repository;
  repository.write("a/b", "b");
  repository.git("add -A");
  repository.git("write-tree");
  const std::string index = read(repository.git_dir() + "/index");
  ASSERT_FALSE(find_index_extension(index, 20, "TREE").empty());
  EXPECT_TRUE(find_index_extension(index, 20, "LINK").empty());
  const size_t whole = find_index_extension(index, 20, "TREE").size();
  for (size_t size = 0; size + 1 < index.size(); ++size) {
    EXPECT_LE(find_index_extension(std::string_view(index).substr(0, size), 20, "TREE").size(),
              whole);
  }
}

}  // namespace
}  // namespace sluice::git

#include "source/staged_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "git/cache_tree.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

using test::GitFixture;
using test::run;

// "+path" for each staged blob, "~path" where HEAD has another, "-path" for each
// removed file; sorted.
std::vector<std::string> listed(const StagedIndex& index, std::vector<Unread>* unread = nullptr) {
  std::vector<Unread> found;
  const StagedChanges changes = index.changes([&](const Unread& one) { found.push_back(one); });
  std::vector<std::string> lines;
  for (const StagedBlob& blob : changes.blobs) {
    lines.push_back((blob.base.empty() ? "+" : "~") + blob.path);
  }
  for (const HeadFile& file : index.removed_files(changes, 100'000))
    lines.push_back("-" + file.path);
  std::sort(lines.begin(), lines.end());
  if (unread != nullptr) *unread = found;
  return lines;
}

GitEnvironment in(const GitFixture& repository) { return {.folder = repository.path()}; }

StagedIndex open(const GitEnvironment& environment) {
  Result<StagedIndex> index = StagedIndex::open(environment, {});
  EXPECT_TRUE(index.has_value()) << index.error().message;
  return *std::move(index);
}

std::vector<std::string> listed(const GitFixture& repository) {
  std::vector<Unread> unread;
  const std::vector<std::string> lines = listed(open(in(repository)), &unread);
  EXPECT_TRUE(unread.empty());
  return lines;
}

// The slow oracle: git's own comparison of the index with HEAD.
std::vector<std::string> listed_by_git(GitFixture& repository) {
  const std::string output =
      repository.git("diff-index --cached --raw --no-renames --ita-invisible-in-index HEAD");
  std::vector<std::string> lines;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string old_mode, new_mode, old_id, new_id, status, path;
    fields >> old_mode >> new_mode >> old_id >> new_id >> status;
    std::getline(fields >> std::ws, path);
    const bool was_blob = old_mode != ":000000" && old_mode != ":160000";
    const bool is_blob = new_mode != "000000" && new_mode != "160000";
    if (is_blob && old_id != new_id) lines.push_back((was_blob ? "~" : "+") + path);
    if (was_blob && !is_blob) lines.push_back("-" + path);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(StagedIndex, ListsWhatIsNewChangedAndRemoved) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.write("src/b.txt", "b\n");
  repository.write("src/deep/c.txt", "c\n");
  repository.write("other/d.txt", "d\n");
  repository.commit("base");
  repository.write("src/deep/c.txt", "changed\n");
  repository.write("src/new.txt", "new\n");
  repository.git("add -A");
  repository.git("rm -q a.txt");
  repository.git("rm -q -r other");
  EXPECT_EQ(listed(repository),
            (Lines{"+src/new.txt", "-a.txt", "-other/d.txt", "~src/deep/c.txt"}));
}

TEST(StagedIndex, ReadsTheIndexAndNotTheWorkingTree) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  repository.write("a.txt", "staged\n");
  repository.git("add a.txt");
  repository.write("a.txt", "unstaged\n");
  repository.write("untracked.txt", "untracked\n");
  const StagedIndex index = open(in(repository));
  EXPECT_EQ(listed(index), (Lines{"~a.txt"}));
  EXPECT_EQ(**index.file("a.txt"), "staged\n");
  EXPECT_FALSE(index.file("untracked.txt")->has_value());
}

TEST(StagedIndex, FirstCommitHasNoHead) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.write("b/c.txt", "c\n");
  repository.git("add -A");
  EXPECT_EQ(listed(repository), (Lines{"+a.txt", "+b/c.txt"}));
  EXPECT_FALSE(open(in(repository)).head().has_value());
}

TEST(StagedIndex, RepositoryWithoutIndexHasNothingStaged) {
  GitFixture repository;
  EXPECT_EQ(listed(repository), Lines{});
}

TEST(StagedIndex, ModeAloneIsNoContent) {
  GitFixture repository;
  repository.write("run.sh", "echo\n");
  repository.commit("base");
  repository.git("update-index --chmod=+x run.sh");
  EXPECT_EQ(listed(repository), Lines{});
}

TEST(StagedIndex, TypeChangesAreListed) {
  GitFixture repository;
  repository.write("a", "text\n");
  repository.write("b/c", "text\n");
  repository.write("d", "text\n");
  repository.commit("base");
  run("cd '" + repository.path() + "' && rm a && ln -s target a && rm -r b && echo x > b && " +
      "rm d && mkdir d && echo y > d/e");
  repository.git("add -A");
  EXPECT_EQ(listed(repository), listed_by_git(repository));
  EXPECT_EQ(listed(repository), (Lines{"+b", "+d/e", "-b/c", "-d", "~a"}));
}

TEST(StagedIndex, IntentToAddHoldsNothing) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  repository.write("later.txt", "later\n");
  repository.git("add -N later.txt");
  const StagedIndex index = open(in(repository));
  EXPECT_EQ(listed(index), Lines{});
  EXPECT_EQ(index.changes([](const Unread&) {}).intent_to_add, 1u);
  EXPECT_FALSE(index.file("later.txt")->has_value());
}

TEST(StagedIndex, GitlinksAndConflictsAreCounted) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  const std::string base = repository.commit("base");
  repository.git("update-index --add --cacheinfo 160000," + base + ",module");
  const std::string blob = repository.rev_parse("HEAD:a.txt");
  run("cd '" + repository.path() + "' && printf '100644 " + blob + " 1\\tx\\n100644 " + blob +
      " 2\\tx\\n' | git update-index --index-info");
  const StagedIndex index = open(in(repository));
  EXPECT_EQ(listed(index), Lines{});
  const StagedChanges changes = index.changes([](const Unread&) {});
  EXPECT_EQ(changes.gitlinks, 1u);
  EXPECT_EQ(changes.unmerged, 2u);
}

TEST(StagedIndex, IndexFileIsRelativeToTheWorkTree) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  repository.write("sub/x", "x\n");
  run("cd '" + repository.path() + "' && GIT_INDEX_FILE=.git/other git read-tree HEAD && " +
      "echo other > a.txt && GIT_INDEX_FILE=.git/other git update-index a.txt");
  GitEnvironment environment{.folder = repository.path() + "/sub"};
  EXPECT_EQ(listed(open(environment)), Lines{});
  environment.index_file = ".git/other";
  EXPECT_EQ(listed(open(environment)), (Lines{"~a.txt"}));
  environment.index_file = repository.git_dir() + "/other";
  EXPECT_EQ(listed(open(environment)), (Lines{"~a.txt"}));
}

TEST(StagedIndex, AbsentIndexFileIsAnErrorWhereItWasNamed) {
  GitFixture repository;
  GitEnvironment environment = in(repository);
  environment.index_file = ".git/next-index-1.lock";
  const Result<StagedIndex> index = StagedIndex::open(environment, {});
  ASSERT_FALSE(index.has_value());
  EXPECT_EQ(index.error().kind, ErrorKind::kNotFound);
  environment.index_file = ".git/index";  // what git names in an empty repository
  EXPECT_EQ(listed(open(environment)), Lines{});
}

TEST(StagedIndex, HonoursGitDirAndWorkTree) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.git("add -A");
  const GitEnvironment outside{.folder = "/",
                               .git_dir = repository.git_dir(),
                               .work_tree = repository.path(),
                               .index_file = ".git/index"};
  EXPECT_EQ(listed(open(outside)), (Lines{"+a.txt"}));
  const GitEnvironment relative{
      .folder = repository.path(), .git_dir = ".git", .index_file = ".git/index"};
  EXPECT_EQ(listed(open(relative)), (Lines{"+a.txt"}));
}

TEST(StagedIndex, LinkedWorktreeHasItsOwnIndexAndHead) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  const test::TempDir elsewhere;
  const std::string linked = elsewhere / "linked";
  repository.git("worktree add -q -b side '" + linked + "'");
  run("cd '" + linked + "' && echo b > b.txt && git add b.txt");
  EXPECT_EQ(listed(open({.folder = linked})), (Lines{"+b.txt"}));
  EXPECT_EQ(listed(repository), Lines{});
  // What git sets for a hook in a linked worktree.
  const GitEnvironment hook{.folder = linked,
                            .git_dir = repository.git_dir() + "/worktrees/linked",
                            .index_file = repository.git_dir() + "/worktrees/linked/index"};
  EXPECT_EQ(listed(open(hook)), (Lines{"+b.txt"}));
}

TEST(StagedIndex, ReadsPackedRefsAndPackedObjects) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.write("b/c.txt", "c\n");
  repository.commit("base");
  repository.git("gc -q");
  repository.git("pack-refs --all");
  repository.write("b/c.txt", "changed\n");
  repository.git("add -A");
  EXPECT_EQ(listed(repository), (Lines{"~b/c.txt"}));
}

TEST(StagedIndex, FollowsAlternates) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  const test::TempDir elsewhere;
  const std::string clone = elsewhere / "clone";
  run("git clone -q --shared '" + repository.path() + "' '" + clone + "'");
  run("cd '" + clone + "' && echo b > b.txt && git add b.txt");
  std::vector<Unread> unread;
  EXPECT_EQ(listed(open({.folder = clone}), &unread), (Lines{"+b.txt"}));
  EXPECT_TRUE(unread.empty());
}

TEST(StagedIndex, ReadsSha256Repositories) {
  GitFixture repository("--object-format=sha256");
  repository.write("a/b.txt", "a\n");
  repository.write("c.txt", "c\n");
  repository.commit("base");
  repository.write("c.txt", "changed\n");
  repository.git("add -A");
  EXPECT_EQ(listed(repository), (Lines{"~c.txt"}));
}

TEST(StagedIndex, UnreadableTreeOfHeadHidesNothing) {
  GitFixture repository;
  repository.write("a/b.txt", "b\n");
  repository.write("c.txt", "c\n");
  repository.commit("base");
  repository.write("a/new.txt", "new\n");
  repository.git("add -A");
  const std::string tree = repository.rev_parse("HEAD:a");
  run("rm -f '" + repository.git_dir() + "/objects/" + tree.substr(0, 2) + "/" + tree.substr(2) +
      "'");
  std::vector<Unread> unread;
  EXPECT_EQ(listed(open(in(repository)), &unread), (Lines{"+a/b.txt", "+a/new.txt"}));
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(unread[0].reason, Reason::kMissing);
  EXPECT_EQ(unread[0].where, tree);
}

TEST(StagedIndex, DamagedIndexIsAnError) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.git("add -A");
  std::fstream file(repository.git_dir() + "/index",
                    std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(60);
  file.put('\x55');
  file.close();
  const Result<StagedIndex> index = StagedIndex::open(in(repository), {});
  ASSERT_FALSE(index.has_value());
  EXPECT_EQ(index.error().kind, ErrorKind::kCorrupt);
}

// Many small random changes, each compared with git's own listing; the cache
// tree is there, partly invalidated, or dropped.
TEST(StagedIndex, AgreesWithGitOnRandomChanges) {
  GitFixture repository;
  unsigned state = 12345;
  const auto random = [&](unsigned below) {
    state = state * 1103515245 + 12345;
    return (state >> 16) % below;
  };
  const auto path = [&] {
    static const char* const kNames[] = {"a", "b", "a-b", "a.b", "lib", "lib-x", "z"};
    std::string made;
    for (unsigned depth = random(4); depth > 0; --depth)
      made += std::string(kNames[random(7)]) + "/";
    return made + kNames[random(7)] + ".txt";
  };
  for (int i = 0; i < 60; ++i) repository.write(path(), "line " + std::to_string(random(9)) + "\n");
  repository.commit("base");
  size_t changes = 0;
  for (int round = 0; round < 12; ++round) {
    std::string commands = "cd '" + repository.path() + "' && ";
    for (int i = 0; i < 5; ++i) {
      const std::string name = path();
      if (random(3) == 0) {
        commands += "git rm -q -f --cached --ignore-unmatch " + name + " && rm -f " + name + " && ";
      } else {
        repository.write(name, "line " + std::to_string(random(9)) + "\n");
        commands += "git add " + name + " && ";
      }
    }
    switch (random(3)) {
      case 0: commands += "git write-tree >/dev/null"; break;
      case 1:
        commands +=
            "git ls-files -s | GIT_INDEX_FILE=.git/i git update-index --index-info && mv .git/i "
            ".git/index";
        break;
      default: commands += "true"; break;
    }
    run(commands);
    EXPECT_EQ(listed(repository), listed_by_git(repository)) << "round " << round;
    changes += listed(repository).size();
    if (random(4) == 0) repository.git("commit -q -m round");
  }
  EXPECT_GT(changes, 20u);
}

// Rewrites the index file: `edit` gets all but the checksum, which is recomputed.
template <class Edit>
void edit_index(const GitFixture& repository, Edit edit) {
  const std::string path = repository.git_dir() + "/index";
  std::ifstream in_file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in_file), {}};
  bytes.resize(bytes.size() - 20);
  edit(bytes);
  bytes.append(20, '\0');  // index.skipHash
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string raw(const std::string& hex) { return std::string(ObjectId::from_hex(hex)->raw()); }

TEST(StagedIndex, CacheTreeWithATreeThatNoEntryMakesIsTold) {
  GitFixture repository;
  repository.write("dir/a.txt", "a\n");
  repository.commit("base");
  const std::string before = repository.rev_parse("HEAD:dir");
  repository.write("dir/hidden.txt", "hidden\n");
  repository.git("add -A");
  const std::string root = repository.git("write-tree").substr(0, 40);
  const std::string hiding = repository.rev_parse(root + ":dir");
  repository.git("reset -q --hard");
  repository.write("b.txt", "b\n");
  repository.git("add b.txt");
  EXPECT_EQ(listed(repository), (Lines{"+b.txt"}));
  // The entries of dir are HEAD's, but git would commit the tree with hidden.txt.
  edit_index(repository, [&](std::string& bytes) {
    const size_t at = bytes.rfind(raw(before));
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 20, raw(hiding));
  });
  EXPECT_EQ(repository.rev_parse(repository.git("write-tree").substr(0, 40) + ":dir"), hiding);
  std::vector<Unread> unread;
  listed(open(in(repository)), &unread);
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(unread[0].reason, Reason::kCorrupt);
  EXPECT_EQ(unread[0].where, "dir/");
}

TEST(StagedIndex, CacheTreeThatClaimsHeadIsWhatGitCommits) {
  GitFixture repository;
  repository.write("dir/a.txt", "a\n");
  repository.commit("base");
  const std::string before = repository.rev_parse("HEAD:dir");
  repository.write("dir/a.txt", "staged\n");
  repository.git("add -A");
  repository.git("write-tree");
  const std::string after =
      repository.rev_parse(repository.git("write-tree").substr(0, 40) + ":dir");
  edit_index(repository, [&](std::string& bytes) {
    const size_t at = bytes.rfind(raw(after));
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 20, raw(before));
  });
  // The root is valid and does not have these folders: told, not passed over.
  std::vector<Unread> unread;
  EXPECT_EQ(listed(open(in(repository)), &unread), Lines{});
  EXPECT_EQ(unread.size(), 1u);
  // Once the root is invalidated git commits HEAD's tree there: nothing is added.
  repository.write("b.txt", "b\n");
  repository.git("add b.txt");
  EXPECT_EQ(repository.rev_parse(repository.git("write-tree").substr(0, 40) + ":dir"), before);
  EXPECT_EQ(listed(open(in(repository))), (Lines{"+b.txt"}));
  // And once the folder is, its entries count again.
  repository.write("dir/c.txt", "c\n");
  repository.git("add dir/c.txt");
  EXPECT_EQ(listed(repository), (Lines{"+b.txt", "+dir/c.txt", "~dir/a.txt"}));
}

// git uses the last of several: an earlier one must not hide anything.
TEST(StagedIndex, OnlyTheCacheTreeThatGitUsesCounts) {
  GitFixture repository;
  repository.write("dir/a.txt", "a\n");
  repository.commit("base");
  std::ifstream in_file(repository.git_dir() + "/index", std::ios::binary);
  const std::string clean{std::istreambuf_iterator<char>(in_file), {}};
  const std::string head_tree(git::find_index_extension(clean, 20, "TREE"));
  ASSERT_FALSE(head_tree.empty());
  repository.write("dir/a.txt", "staged\n");
  repository.git("add -A");
  edit_index(repository, [&](std::string& bytes) {
    const std::string own(git::find_index_extension(bytes + std::string(20, 'x'), 20, "TREE"));
    const size_t at = bytes.find("TREE" + std::string("\0\0\0", 3));
    ASSERT_NE(at, std::string::npos);
    bytes.insert(
        at, "TREE" + std::string("\0\0\0", 3) + static_cast<char>(head_tree.size()) + head_tree);
    ASSERT_EQ(git::find_index_extension(bytes + std::string(20, 'x'), 20, "TREE"), own);
  });
  EXPECT_EQ(listed(repository), Lines{"~dir/a.txt"});
  EXPECT_EQ(listed(repository), listed_by_git(repository));
}

TEST(StagedIndex, SymlinkInPlaceOfAFileIsTold) {
  GitFixture repository;
  run("cd '" + repository.path() + "' && ln -s /etc/passwd .sluice.toml");
  repository.git("add -A");
  const auto text = open(in(repository)).file(".sluice.toml");
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().kind, ErrorKind::kUsage);
}

TEST(StagedIndex, EveryTruncationAndFlippedByteEnds) {
  GitFixture repository;
  repository.write("dir/a.txt", "a\n");
  repository.write("dir/b/c.txt", "c\n");
  repository.commit("base");
  repository.write("dir/d.txt", "d\n");
  repository.git("add -A");
  const std::string path = repository.git_dir() + "/index";
  std::ifstream in_file(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in_file), {}};
  const std::string body = whole.substr(0, whole.size() - 20);
  size_t opened = 0, refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes << std::string(20, '\0');
    const Result<StagedIndex> index = StagedIndex::open(in(repository), {});
    if (index) {
      ++opened;
      listed(*index);
    } else {
      ++refused;
    }
  };
  for (size_t at = 0; at < body.size(); ++at) attempt(body.substr(0, at));
  for (size_t at = 0; at < body.size(); ++at) {
    std::string damaged = body;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x21);
    attempt(damaged);
  }
  EXPECT_GT(opened, 0u);
  EXPECT_GT(refused, 0u);
}

TEST(StagedIndex, DeepPathsOfAHostileIndexEnd) {
  GitFixture repository;
  repository.write("a.txt", "a\n");
  repository.commit("base");
  std::string path;
  for (int i = 0; i < 200'000; ++i) path += "d/";
  path += "f";
  const std::string blob = repository.rev_parse("HEAD:a.txt");
  std::string entry(40, '\0');
  entry.replace(24, 4, std::string("\0\0\x81\xa4", 4));
  entry += raw(blob) + "\x0f\xff" + path;
  entry.append(8 - entry.size() % 8, '\0');
  std::ofstream(repository.git_dir() + "/index", std::ios::binary)
      << std::string("DIRC\0\0\0\2\0\0\0\1", 12) << entry << std::string(20, '\0');
  EXPECT_EQ(listed(open(in(repository))), (Lines{"+" + path, "-a.txt"}));
}

}  // namespace
}  // namespace sluice

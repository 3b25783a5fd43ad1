#include "git/refs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "git/repository.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

namespace fs = std::filesystem;

struct Read {
  RefSet set;
  std::vector<Unread> unread;
};

Read read(const std::string& path, bool follow = false) {
  Read result;
  const Result<Repository> repository = open_repository(path, follow);
  EXPECT_TRUE(repository.has_value()) << (repository ? "" : repository.error().message);
  if (!repository) return result;
  result.set = read_refs(*repository, [&](const Unread& it) { result.unread.push_back(it); });
  return result;
}

// "ID NAME" lines, as for-each-ref writes them.
std::string listing(const std::vector<Ref>& refs) {
  std::string text;
  for (const Ref& ref : refs) text += ref.target.hex() + " " + ref.name + "\n";
  return text;
}

constexpr char kForEachRef[] = "for-each-ref --format='%(objectname) %(refname)'";

std::map<std::string, std::string> by_name(const std::vector<Ref>& refs) {
  std::map<std::string, std::string> map;
  for (const Ref& ref : refs) map[ref.name] += ref.target.hex() + ";";
  return map;
}

std::set<std::string> lines(const std::string& text) {
  std::set<std::string> set;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) set.insert(line);
  return set;
}

std::set<std::string> hexes(const std::vector<ObjectId>& ids) {
  std::set<std::string> set;
  for (const ObjectId& id : ids) set.insert(id.hex());
  EXPECT_EQ(set.size(), ids.size());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  return set;
}

TEST(Refs, EqualsGitLooseAndPacked) {
  test::GitFixture fixture;
  fixture.commit("one");
  fixture.git("tag light");
  fixture.git("tag -a -m note heavy");
  fixture.git("branch old");
  fixture.git("branch deep/er/name");
  fixture.git("pack-refs --all");
  const std::string two = fixture.commit("two");
  fixture.git("branch late");
  fixture.git("symbolic-ref refs/heads/alias refs/heads/late");
  fixture.git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/none");
  fixture.git("update-ref refs/replace/" + two + " HEAD~1");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.unread.empty());
  EXPECT_EQ(listing(result.set.refs), fixture.git(kForEachRef));
  EXPECT_EQ(result.set.head->hex(), two);
  EXPECT_EQ(result.set.head_name, "refs/heads/main");
}

TEST(Refs, ReadsSha256) {
  test::GitFixture fixture("--object-format=sha256");
  const std::string one = fixture.commit("one");
  fixture.git("tag -a -m note heavy");
  fixture.git("pack-refs --all");
  fixture.git("branch loose");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.unread.empty());
  EXPECT_EQ(listing(result.set.refs), fixture.git(kForEachRef));
  EXPECT_EQ(result.set.head->hex(), one);
  EXPECT_EQ(hexes(result.set.reflog).count(one), 1u);
}

TEST(Refs, HeadMayBeUnbornOrDetached) {
  test::GitFixture fixture;
  Read result = read(fixture.path());
  EXPECT_FALSE(result.set.head.has_value());
  EXPECT_EQ(result.set.head_name, "refs/heads/main");
  EXPECT_TRUE(result.unread.empty());
  const std::string one = fixture.commit("one");
  fixture.git("checkout -q --detach");
  result = read(fixture.path());
  EXPECT_EQ(result.set.head->hex(), one);
  EXPECT_EQ(result.set.head_name, "");
}

TEST(Refs, OldSymlinkHeadIsASymbolicRef) {
  test::GitFixture fixture;
  const std::string one = fixture.commit("one");
  fs::remove(fixture.git_dir() + "/HEAD");
  fs::create_symlink("refs/heads/main", fixture.git_dir() + "/HEAD");
  const Read result = read(fixture.path());
  EXPECT_EQ(result.set.head->hex(), one);
  EXPECT_EQ(result.set.head_name, "refs/heads/main");
}

TEST(Refs, SymbolicLoopsEnd) {
  test::GitFixture fixture;
  fixture.commit("one");
  fixture.write(".git/refs/heads/a", "ref: refs/heads/b\n");
  fixture.write(".git/refs/heads/b", "ref: refs/heads/a\n");
  fixture.write(".git/refs/heads/self", "ref: refs/heads/self\n");
  for (int i = 0; i < 5; ++i) {
    fixture.write(
        ".git/refs/chain/" + std::to_string(i),
        i == 4 ? "ref: refs/heads/main\n" : "ref: refs/chain/" + std::to_string(i + 1) + "\n");
  }
  const Read result = read(fixture.path());
  EXPECT_EQ(by_name(result.set.refs).size(), 6u);
  ASSERT_EQ(result.unread.size(), 3u);
  for (const Unread& it : result.unread) EXPECT_EQ(it.reason, Reason::kCorrupt);
}

TEST(Refs, DamageIsNamedAndReadingGoesOn) {
  test::GitFixture fixture;
  const std::string one = fixture.commit("one");
  fixture.git("branch good");
  fixture.write(".git/refs/heads/empty", "");
  fixture.write(".git/refs/heads/short", one.substr(1) + "\n");
  fixture.write(".git/refs/heads/long", one + "00\n");
  fixture.write(".git/refs/heads/half.lock", "junk");
  fixture.write(".git/packed-refs", "# pack-refs with: peeled\n" + one + " refs/tags/t\n^" + one +
                                        "\nnonsense\n^zz\n" + one + " refs/tags/u\n");
  fixture.write(".git/logs/refs/heads/good", "nonsense\n");
  fixture.write(".git/shallow", one + "\nx\n");
  fixture.write(".git/ORIG_HEAD", "?\n");
  fs::create_symlink("/etc/passwd", fixture.git_dir() + "/refs/heads/link");
  fs::create_symlink("/etc", fixture.git_dir() + "/refs/folder");
  const Read result = read(fixture.path());
  std::map<std::string, Reason> told;
  for (const Unread& it : result.unread) told[it.where] = it.reason;
  const std::map<std::string, Reason> expected = {
      {"refs/heads/empty", Reason::kCorrupt},
      {"refs/heads/short", Reason::kCorrupt},
      {"refs/heads/long", Reason::kCorrupt},
      {"packed-refs", Reason::kCorrupt},
      {"logs/refs/heads/good", Reason::kCorrupt},
      {"shallow", Reason::kCorrupt},
      {"ORIG_HEAD", Reason::kCorrupt},
      {"refs/heads/link", Reason::kSymlinkOutside},
      {"refs/folder", Reason::kSymlinkOutside},
  };
  EXPECT_EQ(told, expected);
  const auto refs = by_name(result.set.refs);
  EXPECT_EQ(refs.size(), 4u);
  EXPECT_EQ(refs.count("refs/heads/good"), 1u);
  EXPECT_EQ(refs.count("refs/tags/u"), 1u);
  EXPECT_EQ(hexes(result.set.shallow), std::set<std::string>{one});
}

TEST(Refs, ReadsPackedRefsInAnyOrder) {
  test::GitFixture fixture;
  const std::string one = fixture.commit("one"), two = fixture.commit("two");
  fixture.write(".git/packed-refs", one + " refs/tags/z\n" + one + " refs/tags/a\n" + two +
                                        " refs/tags/m\n" + two + " refs/tags/z\n");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.unread.empty());
  EXPECT_EQ(listing(result.set.refs), two + " refs/heads/main\n" + one + " refs/tags/a\n" + two +
                                          " refs/tags/m\n" + two + " refs/tags/z\n");
}

TEST(Refs, ReadsPseudoRefs) {
  test::GitFixture fixture;
  const std::string one = fixture.commit("one"), two = fixture.commit("two");
  fixture.git("reset -q --hard HEAD~1");
  fixture.write(".git/FETCH_HEAD",
                one + "\t\tbranch 'main' of x\n" + two + "\tnot-for-merge\tbranch 'b' of x\n");
  fixture.write(".git/MERGE_HEAD", one + "\n" + two + "\n");
  for (const char* name : {"CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "BISECT_HEAD",
                           "BISECT_EXPECTED_REV", "rebase-merge/onto"}) {
    fixture.write(".git/" + std::string(name), two + "\n");
  }
  fixture.write(".git/BISECT_START", "main\n");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.unread.empty());
  const auto pseudo = by_name(result.set.pseudo);
  EXPECT_EQ(pseudo.at("ORIG_HEAD"), two + ";");
  EXPECT_EQ(pseudo.at("REBASE_HEAD"), two + ";");
  EXPECT_EQ(pseudo.at("rebase-merge/onto"), two + ";");
  const std::string both = std::min(one, two) + ";" + std::max(one, two) + ";";
  EXPECT_EQ(pseudo.at("FETCH_HEAD"), both);
  EXPECT_EQ(pseudo.at("MERGE_HEAD"), both);
  EXPECT_EQ(pseudo.size(), 9u);
}

TEST(Refs, ReflogsHoldWhatRefsNoLongerDo) {
  test::GitFixture fixture;
  const std::string one = fixture.commit("one"), two = fixture.commit("two");
  fixture.git("reset -q --hard HEAD~1");
  fixture.write("f", "1\n");
  fixture.git("add f");
  fixture.git("stash -q");
  const std::string stash = fixture.rev_parse("stash@{0}");
  fixture.write("f", "2\n");
  fixture.git("add f");
  fixture.git("stash -q");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.unread.empty());
  EXPECT_EQ(hexes(result.set.reflog), (std::set<std::string>{one, two}));
  EXPECT_EQ(hexes(result.set.stash_log), lines(fixture.git("reflog --format=%H refs/stash")));
  EXPECT_EQ(hexes(result.set.stash_log).count(stash), 1u);
  EXPECT_EQ(by_name(result.set.refs).count("refs/stash"), 1u);
}

TEST(Refs, OtherWorktreesAreRead) {
  test::GitFixture fixture;
  const test::TempDir dir;
  const std::string one = fixture.commit("one"), two = fixture.commit("two");
  fixture.git("worktree add -q --detach '" + (dir / "wt") + "' HEAD~1");
  fixture.git("update-ref refs/bisect/main-only " + two);
  test::run("git -C '" + (dir / "wt") + "' update-ref refs/bisect/bad " + one);
  test::run("git -C '" + (dir / "wt") + "' update-ref ORIG_HEAD " + two);

  const Read main = read(fixture.path());
  const auto others = by_name(main.set.worktrees);
  EXPECT_EQ(others.at("worktrees/wt/HEAD"), one + ";");
  EXPECT_EQ(others.at("worktrees/wt/refs/bisect/bad"), one + ";");
  EXPECT_EQ(others.at("worktrees/wt/ORIG_HEAD"), two + ";");
  EXPECT_EQ(others.size(), 3u);
  EXPECT_EQ(listing(main.set.refs), fixture.git(kForEachRef));

  const Read linked = read(dir / "wt", true);
  EXPECT_TRUE(linked.unread.empty());
  EXPECT_EQ(linked.set.head->hex(), one);
  EXPECT_EQ(listing(linked.set.refs),
            test::run("git -C '" + (dir / "wt") + "' " + std::string(kForEachRef)));
  const auto back = by_name(linked.set.worktrees);
  EXPECT_EQ(back.at("main-worktree/HEAD"), two + ";");
  EXPECT_EQ(back.at("main-worktree/refs/bisect/main-only"), two + ";");
  EXPECT_EQ(hexes(linked.set.reflog), hexes(main.set.reflog));
}

TEST(Refs, LinkedFoldersAreNotEntered) {
  test::GitFixture fixture;
  const test::TempDir outside;
  const std::string one = fixture.commit("one");
  outside.write("wt/HEAD", one + "\n");
  outside.write("refs/heads/x", one + "\n");
  fs::create_symlink(outside.path(), fixture.git_dir() + "/worktrees");
  fs::remove_all(fixture.git_dir() + "/logs");
  fs::create_symlink(outside.path(), fixture.git_dir() + "/logs");
  const Read result = read(fixture.path());
  EXPECT_TRUE(result.set.worktrees.empty());
  EXPECT_TRUE(result.set.reflog.empty());
  EXPECT_EQ(result.unread.size(), 2u);
}

TEST(Refs, ReftableIsTold) {
  test::GitFixture fixture;
  fixture.commit("one");
  fixture.git("config core.repositoryformatversion 1");
  fixture.git("config extensions.refStorage reftable");
  const Read result = read(fixture.path());
  ASSERT_EQ(result.unread.size(), 1u);
  EXPECT_EQ(result.unread[0].reason, Reason::kUnsupported);
  EXPECT_TRUE(result.set.refs.empty());
  EXPECT_FALSE(result.set.head.has_value());
}

TEST(PackedRefs, SurvivesDamage) {
  const std::string id(40, 'a');
  const std::string text = "# pack-refs with: peeled fully-peeled sorted \n" + id +
                           " refs/heads/main\n" + id + " refs/tags/v\n^" + id + "\n";
  std::vector<Ref> refs;
  EXPECT_EQ(parse_packed_refs(text, 20, refs).count, 0u);
  EXPECT_EQ(listing(refs), id + " refs/heads/main\n" + id + " refs/tags/v\n");
  for (size_t at = 0; at < text.size(); ++at) {
    refs.clear();
    EXPECT_LE(parse_packed_refs(std::string_view(text).substr(0, at), 20, refs).count, 1u);
    EXPECT_LE(refs.size(), 2u);
    std::string damaged = text;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x80);
    refs.clear();
    EXPECT_LE(parse_packed_refs(damaged, 20, refs).count, 2u);
    EXPECT_LE(refs.size(), 2u);
  }
}

}  // namespace
}  // namespace sluice::git

#include "pipeline/ci_range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "git/repository.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

using Kind = CiCommit::Kind;
using test::run;

// main: a - b - c, topic: from b, t1 - t2. Clones are made of it.
struct Ranges : ::testing::Test {
  void SetUp() override {
    repo.git("checkout -q -b main");
    a = add("a");
    b = add("b");
    repo.git("checkout -q -b topic");
    t1 = add("t1");
    t2 = add("t2");
    repo.git("checkout -q main");
    c = add("c");
  }
  std::string add(const std::string& name) {
    repo.write(name, name + "\n");
    return repo.commit(name);
  }
  // A clone in which nothing but remote refs and a detached HEAD is left.
  std::string clone(const std::string& arguments, const std::string& revision = "HEAD") {
    const std::string path = dir / ("clone" + std::to_string(++clones));
    run("git clone -q " + arguments + " 'file://" + repo.path() + "' '" + path + "'");
    run("cd '" + path + "' && git checkout -q --detach " + revision +
        " && git for-each-ref --format='%(refname)' refs/heads | xargs -r -n1 git update-ref -d");
    return path;
  }

  CiRangeResult find(const std::string& path, const CiChange& change) {
    Result<git::Repository> repository = git::open_repository(path, false);
    EXPECT_TRUE(repository.has_value());
    const OnUnread ignore = [](const Unread&) {};
    const git::RefSet refs = git::read_tips(*repository, ignore);
    Result<git::ObjectStore> store =
        git::ObjectStore::open(repository->objects_dir(), 20, {}, ignore);
    EXPECT_TRUE(store.has_value());
    return find_ci_range(*store, refs, change);
  }
  // "shown: commits, forks" or "KIND: what [fetch]".
  std::string told(const std::string& path, const CiChange& change) {
    const CiRangeResult result = find(path, change);
    if (result.range) {
      std::string text = result.range->shown + ": " + std::to_string(result.range->commits.size());
      for (const ObjectId& fork : result.range->forks) text += " " + short_of(fork.hex());
      return text;
    }
    constexpr const char* kKinds[] = {"head missing", "base missing", "wrong base", "own branch",
                                      "unreadable"};
    const CiProblem& problem = result.problem;
    return kKinds[static_cast<int>(problem.kind)] + std::string(": ") + problem.what +
           (problem.revision.empty() ? "" : " [" + problem.revision + "]");
  }
  static std::string short_of(const std::string& hex) { return hex.substr(0, 12); }

  static CiChange change(const std::string& head, std::vector<CiCommit> bases) {
    CiChange made;
    made.heads = {{Kind::kId, head}};
    made.bases = std::move(bases);
    return made;
  }

  test::GitFixture repo;
  test::TempDir dir;
  int clones = 0;
  std::string a, b, c, t1, t2;
};

TEST_F(Ranges, AProposalStartsAtTheMergeBaseOfItsTarget) {
  const std::string path = clone("--no-single-branch", t2);
  EXPECT_EQ(told(path, change(t2, {{Kind::kId, c}})),
            short_of(c) + ".." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(path, change(t2, {{Kind::kBranch, "main"}})),
            "origin/main.." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(path, change(t2.substr(0, 12), {{Kind::kId, c.substr(0, 12)}})),
            short_of(c) + ".." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(path, change(t2, {{Kind::kDefault, ""}})),
            "origin/HEAD.." + short_of(t2) + ": 2 " + short_of(b));
}

TEST_F(Ranges, TheFirstBaseToWhichTheHeadAddsSomethingIsTaken) {
  const std::string path = clone("--no-single-branch", t2);
  // Merged in the meantime, or not fetched: the next one.
  EXPECT_EQ(told(path, change(t2, {{Kind::kBranch, "topic"}, {Kind::kId, b}})),
            short_of(b) + ".." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(path, change(t2, {{Kind::kId, std::string(40, 'e')}, {Kind::kBranch, "main"}})),
            "origin/main.." + short_of(t2) + ": 2 " + short_of(b));
}

TEST_F(Ranges, WithoutABaseTheChangeIsAllOfTheHeadsHistory) {
  const std::string path = clone("--no-single-branch", t2);
  const CiRangeResult result = find(path, change(t2, {}));
  ASSERT_TRUE(result.range.has_value());
  EXPECT_FALSE(result.range->base.has_value());
  EXPECT_TRUE(result.range->forks.empty());
  CiChange nightly = change(c, {{Kind::kBranch, "main"}});
  nightly.whole_if_empty = true;
  EXPECT_FALSE(find(path, nightly).range->base.has_value());
}

TEST_F(Ranges, ANewBranchAtAnOldCommitAddsNothing) {
  const std::string path = clone("--no-single-branch", t2);
  EXPECT_EQ(told(path, change(b, {{Kind::kBranch, "main"}})),
            "origin/main.." + short_of(b) + ": 0 " + short_of(b));
}

TEST_F(Ranges, AGuessedBaseThatMayBeTheBranchItselfIsNoBase) {
  const std::string path = clone("--no-single-branch", c);
  CiChange guess = change(c, {{Kind::kDefault, ""}});
  guess.guessed = true;
  guess.branch = "main";
  const std::string own = "own branch: it is not known where this change starts: " + short_of(c) +
                          " adds no commit to origin/HEAD";
  EXPECT_EQ(told(path, guess), own);
  guess.branch = "renamed";  // points where origin/HEAD does
  run("git -C '" + path + "' update-ref refs/remotes/origin/renamed " + c);
  EXPECT_EQ(told(path, guess), own);
  guess.branch.clear();
  EXPECT_EQ(told(path, guess), own);
  guess.branch = "topic";
  EXPECT_EQ(told(path, guess), "origin/HEAD.." + short_of(c) + ": 0 " + short_of(c));
  guess.bases = {{Kind::kBranch, "main"}};
  guess.branch = "main";
  EXPECT_TRUE(told(path, guess).starts_with("own branch: "));
}

TEST_F(Ranges, WhatTheCloneLacksIsToldWithWhatToFetch) {
  const std::string single = clone("--single-branch --branch topic", t2);
  EXPECT_EQ(told(single, change(t2, {{Kind::kId, c}, {Kind::kBranch, "main"}})),
            "base missing: what the change starts from, main, is not in this clone [main]");
  EXPECT_EQ(
      told(single, change(t2, {{Kind::kId, c}})),
      "base missing: what the change starts from, " + c + ", is not in this clone [" + c + "]");
  EXPECT_EQ(told(single, change(c, {{Kind::kBranch, "topic"}})),
            "head missing: what is to be judged, " + c + ", is not in this clone [" + c + "]");
  run("git -C '" + single + "' symbolic-ref --delete refs/remotes/origin/HEAD || true");
  EXPECT_EQ(told(single, change(t2, {{Kind::kDefault, ""}})),
            "base missing: what the change starts from, the default branch, is not in this clone");
}

TEST_F(Ranges, ATypedBaseIsARevisionOrABranch) {
  const std::string path = clone("--no-single-branch", t2);
  CiChange typed = change(t2, {{Kind::kRevision, "main"}});
  typed.typed = true;
  EXPECT_EQ(told(path, typed), "origin/main.." + short_of(t2) + ": 2 " + short_of(b));
  typed.bases[0].name = "HEAD~1";
  EXPECT_EQ(told(path, typed), "HEAD~1.." + short_of(t2) + ": 1 " + short_of(t1));
  typed.heads = {{Kind::kRevision, "HEAD"}};
  EXPECT_EQ(told(path, typed), "HEAD~1.." + short_of(t2) + ": 1 " + short_of(t1));
  typed.bases[0].name = "topic";
  EXPECT_EQ(told(path, typed), "wrong base: --base topic: " + short_of(t2) +
                                   " adds no commit to it; is it the right one?");
  typed.bases[0].name = "nowhere";
  EXPECT_TRUE(told(path, typed).starts_with("wrong base: --base 'nowhere' names no commit"));
  typed.bases[0].name = "a..b";
  EXPECT_TRUE(told(path, typed).starts_with("wrong base: --base "));
  // An id may be right, and is then only not fetched.
  typed.bases[0].name = std::string(40, 'e');
  EXPECT_TRUE(told(path, typed).starts_with("base missing: --base "));
}

TEST_F(Ranges, ABranchThatIsCalledLikeAnIdIsNotTakenForIt) {
  const std::string prefix = c.substr(0, 12);
  repo.git("branch " + prefix + " " + a);
  repo.git("tag " + prefix + " " + a);
  const std::string path = clone("--no-single-branch", t2);
  EXPECT_EQ(told(path, change(t2, {{Kind::kId, prefix}})),
            short_of(c) + ".." + short_of(t2) + ": 2 " + short_of(b));
  // One that leads to no object is missing, whatever refs are called.
  EXPECT_TRUE(told(path, change(t2, {{Kind::kId, "0123456789ab"}})).starts_with("base missing"));
}

TEST_F(Ranges, AnAnnotatedTagIsJudgedAsItself) {
  repo.git("tag -a -m text v1 topic");
  const std::string tag = repo.rev_parse("v1");
  const std::string path = clone("--no-single-branch", t2);
  const CiRangeResult result = find(path, change(tag, {{Kind::kBranch, "main"}}));
  ASSERT_TRUE(result.range.has_value());
  EXPECT_EQ(result.range->head.hex(), tag);
  EXPECT_EQ(result.range->head_commit.hex(), t2);
}

TEST_F(Ranges, AMergeOfTheTargetIntoTheChangeLeavesTheTargetsCommitsOut) {
  repo.git("checkout -q topic");
  repo.git("merge -q --no-edit main");
  const std::string merge = repo.rev_parse("HEAD");
  const std::string path = clone("--no-single-branch", merge);
  const CiRangeResult result = find(path, change(merge, {{Kind::kBranch, "main"}}));
  ASSERT_TRUE(result.range.has_value());
  EXPECT_EQ(result.range->commits.size(), 3u);  // t1, t2 and the merge
  EXPECT_EQ(result.range->forks.size(), 2u);
}

TEST_F(Ranges, TheOneOtherRemoteAndALocalBranchAreFoundToo) {
  const std::string path = clone("--no-single-branch -o upstream", t2);
  EXPECT_EQ(told(path, change(t2, {{Kind::kBranch, "main"}})),
            "upstream/main.." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(repo.path(), change(t2, {{Kind::kBranch, "main"}})),
            "main.." + short_of(t2) + ": 2 " + short_of(b));
  EXPECT_EQ(told(repo.path(), change(t2, {{Kind::kDefault, ""}})),
            "main.." + short_of(t2) + ": 2 " + short_of(b));
}

TEST_F(Ranges, ShallowClonesNeverLookEmpty) {
  // The base is there, the fork is not: the range reaches the boundary, which its scan tells.
  const std::string path = clone("--depth 1 --no-single-branch", t2);
  const CiRangeResult result = find(path, change(t2, {{Kind::kBranch, "main"}}));
  ASSERT_TRUE(result.range.has_value());
  EXPECT_EQ(result.range->commits.size(), 1u);
  EXPECT_TRUE(result.range->forks.empty());
  const std::string single = clone("--depth 1 --branch topic", t2);
  EXPECT_TRUE(told(single, change(t2, {{Kind::kBranch, "main"}})).starts_with("base missing"));
}

std::vector<std::string> sorted_lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

// git's own answers, on histories of random shape.
TEST_F(Ranges, AreWhatGitSaysOnRandomHistories) {
  uint32_t state = 7;
  const auto below = [&](uint32_t count) {
    state = state * 1664525u + 1013904223u;
    return (state >> 16) % count;
  };
  const std::string tree = repo.rev_parse("HEAD^{tree}");
  std::vector<std::string> ids = {a, b, c, t1, t2};
  for (int i = 0; i < 60; ++i) {
    std::string parents = " -p " + ids[ids.size() - 1 - below(6 < ids.size() ? 6u : 1u)];
    const std::string& other = ids[below(static_cast<uint32_t>(ids.size()))];
    if (below(3) == 0 && parents.find(other) == parents.npos) parents += " -p " + other;
    const std::string id =
        repo.git("commit-tree" + parents + " -m c" + std::to_string(i) + " " + tree);
    ids.push_back(id.substr(0, 40));
  }
  size_t compared = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string& head = ids[below(static_cast<uint32_t>(ids.size()))];
    const std::string& base = ids[below(static_cast<uint32_t>(ids.size()))];
    const CiRangeResult found = find(repo.path(), change(head, {{Kind::kId, base}}));
    ASSERT_TRUE(found.range.has_value());
    const std::string range = base + ".." + head;
    const int count = std::stoi(repo.git("rev-list --count " + range));
    EXPECT_EQ(found.range->commits.size(), static_cast<size_t>(count)) << range;
    if (count == 0) continue;
    ++compared;
    // What the forks reach is what both reach.
    std::string forks;
    for (const ObjectId& fork : found.range->forks) forks += " " + fork.hex();
    std::string bases = repo.git("merge-base --all " + base + " " + head);
    std::replace(bases.begin(), bases.end(), '\n', ' ');
    EXPECT_EQ(sorted_lines(repo.git("rev-list" + forks)),
              sorted_lines(repo.git("rev-list " + bases)))
        << range;
  }
  EXPECT_GT(compared, 20u);
}

}  // namespace
}  // namespace sluice

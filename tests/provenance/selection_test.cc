#include "provenance/selection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "git/repository.h"
#include "support/git_fixture.h"
#include "support/watchdog.h"

namespace sluice::provenance {
namespace {

using Ids = std::set<std::string>;

struct Outcome {
  Ids objects;
  std::vector<std::string> refs;
  uint64_t commits = 0;
  std::vector<Unread> unread;
  std::string error;
};

Outcome select(const std::string& path, const Choice& choice, unsigned workers = 2) {
  Outcome outcome;
  std::mutex mutex;
  const OnUnread on_unread = [&](const Unread& unread) {
    const std::lock_guard lock(mutex);
    outcome.unread.push_back(unread);
  };
  const auto repository = git::open_repository(path, false);
  EXPECT_TRUE(repository);
  const auto store = git::ObjectStore::open(repository->objects_dir(), repository->id_bytes,
                                            git::Limits(), [](const Unread&) {});
  EXPECT_TRUE(store);
  const git::RefSet refs = git::read_refs(*repository, [](const Unread&) {});
  const Result<Selection> selection =
      select_history(*store, refs, choice, repository->id_bytes, workers, on_unread, {});
  if (!selection) {
    EXPECT_EQ(selection.error().kind, ErrorKind::kUsage);
    outcome.error = selection.error().message;
    EXPECT_EQ(outcome.error.find('\n'), std::string::npos);
    return outcome;
  }
  const git::SortedIds ids = selection->objects.ids();
  for (size_t i = 0; i < ids.size(); ++i) {
    const ObjectId id = ObjectId::from_raw(ids[i]);
    EXPECT_TRUE(selection->objects.contains(id));
    outcome.objects.insert(id.hex());
  }
  for (const git::Ref& ref : selection->refs) outcome.refs.push_back(ref.name);
  outcome.commits = selection->commits;
  return outcome;
}

Outcome range(const test::GitFixture& fixture, const std::string& text) {
  Choice choice;
  choice.ranges = {text};
  return select(fixture.path(), choice);
}

Ids lines(const std::string& text, size_t word = 0) {
  Ids ids;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string id;
    for (size_t i = 0; i <= word; ++i) words >> id;
    ids.insert(id);
  }
  return ids;
}

Ids operator-(const Ids& a, const Ids& b) {
  Ids out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

// git's answers for one repository, whose history does not change.
class Oracle {
 public:
  explicit Oracle(test::GitFixture& fixture) : fixture_(fixture) {
    std::istringstream all(
        fixture.git("cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)'"));
    for (std::string id, type; all >> id >> type;) by_type_[type].insert(id);
  }

  Ids commits(const std::string& revisions) { return lines(fixture_.git("rev-list " + revisions)); }
  Ids tags_reached(const std::string& revisions) {
    return of_type("tag", lines(fixture_.git("rev-list --objects " + revisions)));
  }

  // Every blob that some tree of `commits` holds.
  Ids blobs_held(const Ids& commits) {
    Ids blobs;
    for (const std::string& commit : commits) {
      const auto [at, fresh] = held_.try_emplace(commit);
      if (fresh) at->second = of_type("blob", lines(fixture_.git("ls-tree -r " + commit), 2));
      blobs.insert(at->second.begin(), at->second.end());
    }
    return blobs;
  }

  // What diff-tree shows as new of `commits`, less what `excluded` hold.
  Ids new_blobs(const Ids& commits, const Ids& excluded) {
    std::string input;
    for (const std::string& commit : commits) input += commit + "\n";
    const test::TempDir dir;
    const std::string file = dir.write("commits", input);
    const Ids shown = lines(
        fixture_.git("diff-tree --stdin -m -r --root --no-renames --no-commit-id <'" + file + "'"),
        3);
    return of_type("blob", shown) - blobs_held(excluded);
  }

  Ids of_type(const std::string& type, const Ids& ids) const {
    Ids out;
    const Ids& typed = by_type_.at(type);
    std::set_intersection(ids.begin(), ids.end(), typed.begin(), typed.end(),
                          std::inserter(out, out.end()));
    return out;
  }

 private:
  test::GitFixture& fixture_;
  std::map<std::string, Ids> by_type_;
  std::map<std::string, Ids> held_;
};

// A history of `count` commits with merges of up to three parents, dates that
// jump, contents that come back and move, and branches b0, b1 … at every commit.
struct Generated : test::GitFixture {
  Generated(unsigned seed, int count, std::string_view init = "") : test::GitFixture(init) {
    std::mt19937 random(seed);
    const auto below = [&](int bound) { return static_cast<int>(random() % unsigned(bound)); };
    std::string stream;
    for (int i = 0; i < count; ++i) {
      stream += "commit refs/heads/b" + std::to_string(i) + "\nmark :" + std::to_string(i + 1) +
                "\ncommitter C <c@example.com> " +
                std::to_string(date(i) + below(5) * 86400 - 200000) + " +0000\ndata 1\nm\n";
      std::set<int> parents;
      if (i > 0 && below(12) != 0) {
        for (int n = below(10) < 7 ? 1 : 2 + below(2); n > 0; --n) {
          parents.insert(std::max(0, i - 1 - below(6)));
        }
      }
      bool first = true;
      for (const int parent : parents) {
        stream += (first ? "from :" : "merge :") + std::to_string(parent + 1) + "\n";
        first = false;
      }
      for (int n = 1 + below(3); n > 0; --n) {
        const std::string path = std::string(below(2) ? "dir/" : "") + (below(3) ? "" : "deep/") +
                                 "f" + std::to_string(below(6));
        if (below(6) == 0) {
          stream += "D " + path + "\n";
          continue;
        }
        const std::string content = "content " + std::to_string(below(count));
        stream += "M 100644 inline " + path + "\ndata " + std::to_string(content.size()) + "\n" +
                  content + "\n";
      }
    }
    const test::TempDir dir;
    const std::string file = dir.write("stream", stream);
    git("fast-import --quiet --force <'" + file + "'");
    git("symbolic-ref HEAD refs/heads/b" + std::to_string(count - 1));
    git("tag -a -m t annotated b" + std::to_string(count / 2));
    git("tag -a -m t twice annotated 2>'" + (dir / "hints") + "'");
    git("tag -a -m t content b0:$(git -C '" + path() + "' ls-tree -r --name-only b0 | head -1)");
    git("tag -a -m t folder b1^{tree}");
  }
  static int64_t date(int commit) { return 1704067200 + int64_t{86400} * commit; }
};

void expect_range(Generated& fixture, Oracle& oracle, const std::string& text,
                  const std::string& excluded) {
  const Outcome outcome = range(fixture, text);
  const std::string quoted = text.find(' ') == text.npos ? "'" + text + "'" : text;
  const Ids commits = oracle.commits(quoted);
  EXPECT_EQ(outcome.error.find("holds no commit") != std::string::npos, commits.empty()) << text;
  if (commits.empty()) return;
  EXPECT_EQ(outcome.commits, commits.size()) << text;
  const Ids blobs = oracle.new_blobs(commits, oracle.commits(excluded));
  Ids expected = commits;
  expected.insert(blobs.begin(), blobs.end());
  const Ids tags = oracle.tags_reached(quoted);
  expected.insert(tags.begin(), tags.end());
  EXPECT_EQ(outcome.objects, expected) << text;
  EXPECT_TRUE(outcome.unread.empty()) << text;
}

TEST(Selection, RangesAgreeWithGit) {
  for (const unsigned seed : {1u, 2u}) {
    Generated fixture(seed, 40, seed == 2 ? "--object-format=sha256" : "");
    if (seed == 1) fixture.git("repack -q -a -d -f");
    Oracle oracle(fixture);
    std::mt19937 random(seed);
    const auto branch = [&] { return "b" + std::to_string(random() % 40); };
    for (int i = 0; i < 12; ++i) {
      const std::string a = branch(), b = branch(), c = branch();
      expect_range(fixture, oracle, a + ".." + b, a);
      expect_range(fixture, oracle, "^" + a + " " + b + " " + c, a);
      expect_range(fixture, oracle, b + " ^" + a + " ^" + c, a + " " + c);
      const std::string bases = fixture.git("merge-base --all " + a + " " + b + " || true");
      std::string excluded;
      for (const std::string& id : lines(bases)) excluded += " " + id;
      expect_range(fixture, oracle, a + "..." + b,
                   excluded.empty() ? "--max-count=0 b0" : excluded);
      const std::string parents = fixture.git("rev-parse " + c + "^@");
      expect_range(fixture, oracle, c + "^!", parents.empty() ? "--max-count=0 b0" : c + "^@");
    }
    expect_range(fixture, oracle, "b3..twice", "b3");
    expect_range(fixture, oracle, "annotated..twice", "annotated");
    expect_range(fixture, oracle, "b39", "--max-count=0 b0");
  }
}

TEST(Selection, RefsAgreeWithRevListOfObjects) {
  Generated fixture(3, 40);
  Oracle oracle(fixture);
  for (const auto& [glob, revisions] :
       std::map<std::string, std::string>{{"b1?", "b10 b11 b12 b13 b14 b15 b16 b17 b18 b19"},
                                          {"refs/tags/*", "--tags"},
                                          {"twice", "twice"},
                                          {"content", "content"},
                                          {"folder", "folder"},
                                          {"HEAD", "HEAD"},
                                          {"*", "--all"}}) {
    Choice choice;
    choice.refs = {glob};
    const Outcome outcome = select(fixture.path(), choice);
    const Ids listed = lines(fixture.git("rev-list --objects " + revisions));
    EXPECT_EQ(outcome.objects, listed - oracle.of_type("tree", listed)) << glob;
    EXPECT_TRUE(outcome.unread.empty()) << glob;
    EXPECT_EQ(outcome.refs.empty(), glob == "HEAD") << glob;
  }
}

TEST(Selection, RefsAndRangesAddUp) {
  Generated fixture(4, 30);
  Choice choice;
  choice.refs = {"b9", "b2?"};
  choice.ranges = {"^b5", "b1"};
  const Outcome outcome = select(fixture.path(), choice);
  Oracle oracle(fixture);
  EXPECT_EQ(oracle.of_type("commit", outcome.objects),
            oracle.commits("b9 b20 b21 b22 b23 b24 b25 b26 b27 b28 b29 b1 ^b5"));
}

TEST(Selection, SinceLeavesOutWhatOlderCommitsHold) {
  Generated fixture(5, 40);
  Oracle oracle(fixture);
  const Ids all = oracle.commits("--all");
  for (const int day : {0, 7, 20, 33, 60}) {
    Choice choice;
    choice.since = Generated::date(day);
    const std::string filter = " --since-as-filter=@" + std::to_string(*choice.since);
    const Outcome outcome = select(fixture.path(), choice);
    const Ids recent = oracle.commits("--all" + filter);
    const Ids blobs = oracle.blobs_held(recent) - oracle.blobs_held(all - recent);
    EXPECT_EQ(oracle.of_type("commit", outcome.objects), recent) << day;
    // A name's own blob or tree has no date.
    choice.refs = {"b*"};
    const Outcome branches = select(fixture.path(), choice);
    EXPECT_EQ(oracle.of_type("blob", branches.objects), blobs) << day;
    EXPECT_EQ(oracle.of_type("commit", branches.objects), recent) << day;
    EXPECT_TRUE(outcome.unread.empty()) << day;
  }
}

TEST(Selection, SinceSeesUnreachableCommitsToo) {
  test::GitFixture fixture;
  fixture.write("a", "one");
  fixture.commit("first");
  fixture.write("a", "two");
  const std::string lost = fixture.commit("second");
  fixture.git("reset -q --hard HEAD~1");
  fixture.git("reflog expire --expire=now --all");
  std::filesystem::remove(fixture.git_dir() + "/ORIG_HEAD");
  Choice choice;
  choice.since = 1704067200 + 86400;
  const std::string blob = fixture.rev_parse(lost + ":a");
  EXPECT_EQ(select(fixture.path(), choice).objects, (Ids{lost, blob}));
  // Its remains are no gap.
  std::filesystem::remove(fixture.git_dir() + "/objects/" + blob.substr(0, 2) + "/" +
                          blob.substr(2));
  const Outcome pruned = select(fixture.path(), choice);
  EXPECT_EQ(pruned.objects, (Ids{lost}));
  EXPECT_TRUE(pruned.unread.empty());
}

TEST(Selection, ContentThatCameAndWentInTheRangeCounts) {
  test::GitFixture fixture;
  fixture.write("a", "kept");
  fixture.commit("base");
  fixture.write("b", "short-lived");
  fixture.commit("brought");
  const std::string blob = fixture.rev_parse("HEAD:b");
  fixture.git("rm -q b");
  fixture.commit("gone");
  EXPECT_TRUE(range(fixture, "HEAD~2..HEAD").objects.contains(blob));
  EXPECT_FALSE(range(fixture, "HEAD~1..HEAD").objects.contains(blob));
}

TEST(Selection, TheSameForAnyNumberOfThreads) {
  Generated fixture(6, 40);
  fixture.git("repack -q -a -d -f");
  Choice choice;
  choice.ranges = {"b4..b39"};
  const Ids alone = select(fixture.path(), choice, 1).objects;
  EXPECT_FALSE(alone.empty());
  for (const unsigned workers : {2u, 5u}) {
    EXPECT_EQ(select(fixture.path(), choice, workers).objects, alone);
  }
}

TEST(Selection, GapsOfTheSelectedPartAreTold) {
  test::GitFixture fixture;
  for (const char* text : {"one", "two", "three"}) {
    fixture.write("dir/a", text);
    fixture.commit(text);
  }
  const std::string one = fixture.rev_parse("HEAD~2:dir/a"),
                    two = fixture.rev_parse("HEAD~1:dir/a"), tree = fixture.rev_parse("HEAD~1:dir");
  const auto remove = [&](const std::string& id) {
    std::filesystem::remove(fixture.git_dir() + "/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  };
  remove(one);
  EXPECT_TRUE(range(fixture, "HEAD~2..HEAD").unread.empty());
  remove(two);
  Outcome outcome = range(fixture, "HEAD~2..HEAD");
  ASSERT_EQ(outcome.unread.size(), 1u);
  EXPECT_EQ(outcome.unread[0].reason, Reason::kMissing);
  EXPECT_EQ(outcome.unread[0].where, two);
  remove(tree);
  outcome = range(fixture, "HEAD~2..HEAD");
  ASSERT_EQ(outcome.unread.size(), 1u);
  EXPECT_EQ(outcome.unread[0].where, tree);
  remove(fixture.rev_parse("HEAD~1"));
  EXPECT_TRUE(range(fixture, "HEAD~0").unread.size() == 1u);
}

TEST(Selection, AShallowBoundaryInTheSelectionIsTold) {
  test::GitFixture fixture;
  for (const char* text : {"one", "two", "three"}) {
    fixture.write("a", text);
    fixture.commit(text);
  }
  const test::TempDir dir;
  test::run("git clone -q --depth 2 'file://" + fixture.path() + "' '" + (dir / "clone") + "'");
  Choice choice;
  choice.ranges = {"HEAD~1..HEAD"};
  EXPECT_TRUE(select(dir / "clone", choice).unread.empty());
  choice.ranges = {"HEAD"};
  const Outcome outcome = select(dir / "clone", choice);
  ASSERT_EQ(outcome.unread.size(), 1u);
  EXPECT_EQ(outcome.unread[0].reason, Reason::kShallow);
  EXPECT_EQ(outcome.commits, 2u);
}

TEST(Selection, ErrorsNameTheFlagAndWhatToDo) {
  test::GitFixture fixture;
  fixture.write("a", "a");
  fixture.commit("first");
  EXPECT_NE(range(fixture, "gone..HEAD").error.find("--range: 'gone'"), std::string::npos);
  EXPECT_NE(range(fixture, "HEAD..HEAD").error.find("holds no commit"), std::string::npos);
  EXPECT_NE(range(fixture, "^HEAD").error.find("only leaves out"), std::string::npos);
  Choice choice;
  choice.refs = {"release/*"};
  EXPECT_NE(select(fixture.path(), choice).error.find("--refs release/*"), std::string::npos);
  choice = {};
  choice.ranges = {"HEAD..HEAD"};
  choice.allow_empty = true;
  const Outcome empty = select(fixture.path(), choice);
  EXPECT_EQ(empty.error, "");
  EXPECT_TRUE(empty.objects.empty());
}

TEST(Selection, ATreeBombIsNoHang) {
  const test::Watchdog watchdog;
  test::GitFixture fixture;
  fixture.write("leaf", "leaf");
  fixture.commit("first");
  std::string tree = fixture.rev_parse("HEAD^{tree}");
  for (int depth = 0; depth < 12; ++depth) {
    std::string listing;
    for (char name = 'a'; name < 'k'; ++name) {
      listing += "040000 tree " + tree + "\t" + name + "\n";
    }
    const test::TempDir dir;
    tree = fixture.git("mktree <'" + dir.write("listing", listing) + "'").substr(0, 40);
  }
  fixture.git("update-ref refs/heads/bomb $(git -C '" + fixture.path() +
              "' -c user.name=a -c user.email=a@example.com commit-tree -m bomb -p HEAD " + tree +
              ")");
  const Outcome outcome = range(fixture, "HEAD..bomb");
  EXPECT_EQ(outcome.objects, (Ids{fixture.rev_parse("bomb")}));
}

}  // namespace
}  // namespace sluice::provenance

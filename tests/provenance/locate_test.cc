#include "provenance/locate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <random>
#include <sstream>

#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "provenance/oracle.h"
#include "support/git_fixture.h"

namespace sluice::provenance {
namespace {

using test::GitFixture;
using test::Oracle;

// An opened repository and the answers for the hits in it.
class Lookup {
 public:
  explicit Lookup(const GitFixture& fixture)
      : repository_(*git::open_repository(fixture.path(), false)),
        store_(*git::ObjectStore::open(repository_.objects_dir(), repository_.id_bytes,
                                       git::Limits{}, on_unread_)),
        refs_(git::read_refs(repository_, on_unread_)) {}

  uint32_t add(const std::string& hex, git::ObjectType type = git::ObjectType::kBlob) {
    hits_.push_back({*ObjectId::from_hex(hex), type});
    return static_cast<uint32_t>(hits_.size() - 1);
  }

  Located run(unsigned workers = 2, std::span<const IndexEntryRef> index = {}) {
    return run({.workers = workers}, index);
  }
  Located run(const LocateOptions& options, std::span<const IndexEntryRef> index = {}) {
    Result<Located> located = locate(store_, refs_, hits_, index, options, on_unread_);
    EXPECT_TRUE(located.has_value());
    return std::move(*located);
  }

  // Gives all of the store's objects to `commits`, from three workers.
  void collect(CommitCollector& commits) {
    const auto sink = [&](unsigned worker, const git::ObjectView& object) {
      commits.add(worker, object.id, object.type, object.bytes);
    };
    EXPECT_TRUE(store_.for_each(git::kAllTypes, 3, sink, on_unread_, {}));
  }

  void claim(CommitCollector& commits, std::span<const git::GraphCommit> claims) {
    commits.claim(claims, store_);
  }

  const std::vector<Unread>& unread() const { return unread_; }
  const git::RefSet& refs() const { return refs_; }

 private:
  std::vector<Unread> unread_;
  std::mutex mutex_;
  OnUnread on_unread_ = [this](const Unread& unread) {
    const std::lock_guard lock(mutex_);
    unread_.push_back(unread);
  };
  git::Repository repository_;
  git::ObjectStore store_;
  git::RefSet refs_;
  std::vector<HitObject> hits_;
};

std::string hex_of(const std::optional<CommitFacts>& facts) {
  return facts ? facts->id.hex() : std::string();
}

std::string blob_of(GitFixture& fixture, const std::string& spec) {
  return fixture.rev_parse(spec);
}

void remove_object(GitFixture& fixture, const std::string& id) {
  test::run("rm -f '" + fixture.git_dir() + "/objects/" + id.substr(0, 2) + "/" + id.substr(2) +
            "'");
}

TEST(Locate, TellsWhoAddedAndWhoRemoved) {
  GitFixture fixture;
  fixture.write("src/key.txt", "made up\n");
  const std::string added = fixture.commit("add");
  fixture.write("other", "x");
  fixture.commit("other");
  const std::string blob = blob_of(fixture, "HEAD:src/key.txt");
  fixture.git("rm -q src/key.txt");
  const std::string removed = fixture.commit("remove");

  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(blob);
  const Located located = lookup.run();
  ASSERT_EQ(located.places(hit).size(), 1u);
  const Place& place = located.places(hit)[0];
  EXPECT_EQ(place.path, "src/key.txt");
  EXPECT_EQ(place.reach, Reach::kHead);
  EXPECT_EQ(hex_of(place.commit), added);
  EXPECT_EQ(hex_of(place.removed), removed);
  EXPECT_EQ(place.commit->author.name, "Ann Author");
  EXPECT_EQ(place.commit->author.email, "ann@example.com");
  EXPECT_EQ(place.commit->date, 1704067200);
  EXPECT_EQ(place.removed->date, 1704067200 + 2 * 86400);
  const SecretLife life = located.life(std::vector{hit});
  EXPECT_EQ(hex_of(life.introduced), added);
  EXPECT_EQ(hex_of(life.removed), removed);
  EXPECT_FALSE(life.in_head);
  EXPECT_TRUE(life.refs.empty());
  EXPECT_EQ(located.commits(), 3u);
  EXPECT_TRUE(lookup.unread().empty());
}

// A secret that moves stays, while the place it left has ended.
TEST(Locate, ARenameEndsAPlaceAndNotALife) {
  GitFixture fixture;
  fixture.write("old", "made up\n");
  const std::string added = fixture.commit("add");
  fixture.git("mv old new");
  const std::string moved = fixture.commit("move");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(blob_of(fixture, "HEAD:new"));
  const Located located = lookup.run();
  ASSERT_EQ(located.places(hit).size(), 2u);
  EXPECT_EQ(located.places(hit)[0].path, "new");
  EXPECT_EQ(hex_of(located.places(hit)[0].commit), moved);
  EXPECT_FALSE(located.places(hit)[0].removed);
  EXPECT_EQ(located.places(hit)[1].path, "old");
  EXPECT_EQ(hex_of(located.places(hit)[1].removed), moved);
  const SecretLife life = located.life(std::vector{hit});
  EXPECT_EQ(hex_of(life.introduced), added);
  EXPECT_FALSE(life.removed);
  EXPECT_TRUE(life.in_head);
  EXPECT_EQ(life.refs, std::vector<std::string>{"refs/heads/main"});
}

// main removes it, a topic still has it and is merged: the merge takes over the
// removal and is not the remover.
TEST(Locate, AMergeThatTakesOverARemovalIsNotTheRemover) {
  GitFixture fixture;
  fixture.write("key", "made up\n");
  fixture.commit("add");
  const std::string blob = blob_of(fixture, "HEAD:key");
  fixture.git("branch topic");
  fixture.git("rm -q key");
  const std::string removed = fixture.commit("remove");
  fixture.git("checkout -q topic");
  fixture.write("work", "w");
  fixture.commit("work");
  fixture.git("checkout -q main");
  fixture.git("merge -q -m merge topic");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(blob);
  const Located located = lookup.run();
  const SecretLife life = located.life(std::vector{hit});
  EXPECT_EQ(hex_of(life.removed), removed);
  EXPECT_EQ(life.refs, std::vector<std::string>{"refs/heads/topic"});
}

TEST(Locate, AMergeWithStrategyOursRemoves) {
  GitFixture fixture;
  fixture.write("base", "b");
  fixture.commit("base");
  fixture.git("checkout -q -b topic");
  fixture.write("key", "made up\n");
  const std::string added = fixture.commit("add");
  const std::string blob = blob_of(fixture, "HEAD:key");
  fixture.git("checkout -q main");
  fixture.git("merge -q -s ours -m ours topic");
  const std::string merge = fixture.rev_parse("HEAD");
  fixture.git("branch -q -D topic");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(blob);
  const Located located = lookup.run();
  ASSERT_EQ(located.places(hit).size(), 1u);
  EXPECT_EQ(located.places(hit)[0].reach, Reach::kHead);
  const SecretLife life = located.life(std::vector{hit});
  EXPECT_EQ(hex_of(life.introduced), added);
  EXPECT_EQ(hex_of(life.removed), merge);
}

TEST(Locate, ACommitMessageIsHeldByAllDescendants) {
  GitFixture fixture;
  fixture.commit("first");
  const std::string told = fixture.commit("oops");
  fixture.commit("last");
  fixture.git("branch -q before HEAD~2");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(told, git::ObjectType::kCommit);
  const Located located = lookup.run();
  ASSERT_EQ(located.places(hit).size(), 1u);
  EXPECT_EQ(located.places(hit)[0].path, "");
  EXPECT_EQ(located.places(hit)[0].reach, Reach::kHead);
  EXPECT_EQ(hex_of(located.places(hit)[0].commit), told);
  EXPECT_FALSE(located.places(hit)[0].removed);
  const SecretLife life = located.life(std::vector{hit});
  EXPECT_EQ(hex_of(life.introduced), told);
  EXPECT_FALSE(life.removed);
  EXPECT_TRUE(life.in_head);
  EXPECT_EQ(life.refs, std::vector<std::string>{"refs/heads/main"});
}

TEST(Locate, ATagsTextHasAPlaceAndNoCommit) {
  GitFixture fixture;
  fixture.commit("first");
  fixture.git("tag -a -m text inner");
  fixture.git("tag -a -m text outer inner");
  const std::string inner = fixture.rev_parse("inner"), outer = fixture.rev_parse("outer");
  fixture.git("tag -d inner");
  fixture.git("tag -a -m gone gone");
  const std::string gone = fixture.rev_parse("gone");
  fixture.git("tag -d gone");
  Lookup lookup(fixture);
  const std::vector<uint32_t> hits = {lookup.add(inner, git::ObjectType::kTag),
                                      lookup.add(outer, git::ObjectType::kTag),
                                      lookup.add(gone, git::ObjectType::kTag)};
  const Located located = lookup.run();
  for (const uint32_t hit : hits) {
    ASSERT_EQ(located.places(hit).size(), 1u);
    EXPECT_EQ(located.places(hit)[0].path, "");
    EXPECT_FALSE(located.places(hit)[0].commit);
  }
  EXPECT_EQ(located.places(hits[0])[0].reach, Reach::kRef);  // through the outer one
  EXPECT_EQ(located.places(hits[1])[0].reach, Reach::kRef);
  EXPECT_EQ(located.places(hits[2])[0].reach, Reach::kUnreachable);
  const SecretLife life = located.life(hits);
  EXPECT_FALSE(life.introduced);
  EXPECT_FALSE(life.in_head);
  EXPECT_TRUE(life.refs.empty());
}

TEST(Locate, RefsMayNameTreesAndBlobs) {
  GitFixture fixture;
  fixture.commit("first");
  fixture.write("dir/key", "made up\n");
  fixture.git("add -A");
  const std::string tree = fixture.git("write-tree").substr(0, 40);
  const std::string blob = blob_of(fixture, ":dir/key");
  fixture.git("update-ref refs/tags/tree " + tree);
  fixture.git("rm -q --cached dir/key");
  fixture.write("loose", "another\n");
  const std::string loose = fixture.git("hash-object -w loose").substr(0, 40);
  fixture.git("tag -a -m text blob " + loose);
  Lookup lookup(fixture);
  const uint32_t in_tree = lookup.add(blob), alone = lookup.add(loose);
  const Located located = lookup.run();
  ASSERT_EQ(located.places(in_tree).size(), 1u);
  EXPECT_EQ(located.places(in_tree)[0].path, "dir/key");
  EXPECT_EQ(located.places(in_tree)[0].reach, Reach::kRef);
  EXPECT_FALSE(located.places(in_tree)[0].commit);
  ASSERT_EQ(located.places(alone).size(), 1u);
  EXPECT_EQ(located.places(alone)[0].path, "");
  EXPECT_EQ(located.places(alone)[0].reach, Reach::kRef);
  EXPECT_EQ(located.life(std::vector{in_tree}).refs, std::vector<std::string>{"refs/tags/tree"});
  EXPECT_EQ(located.life(std::vector{alone}).refs, std::vector<std::string>{"refs/tags/blob"});
  EXPECT_TRUE(lookup.unread().empty());
}

TEST(Locate, TheIndexIsAPlace) {
  GitFixture fixture;
  fixture.write("there", "made up\n");
  fixture.commit("first");
  const std::string both = blob_of(fixture, "HEAD:there");
  fixture.write("staged", "only staged\n");
  fixture.git("add staged");
  const std::string staged = blob_of(fixture, ":staged");
  Lookup lookup(fixture);
  const uint32_t first = lookup.add(both), second = lookup.add(staged);
  const ObjectId both_id = *ObjectId::from_hex(both), staged_id = *ObjectId::from_hex(staged);
  const std::vector<IndexEntryRef> index = {
      {"copy", both_id}, {"there", both_id}, {"staged", staged_id}};
  const Located located = lookup.run(1, index);
  ASSERT_EQ(located.places(first).size(), 2u);
  EXPECT_EQ(located.places(first)[0].path, "copy");
  EXPECT_EQ(located.places(first)[0].reach, Reach::kIndex);
  EXPECT_FALSE(located.places(first)[0].commit);
  EXPECT_EQ(located.places(first)[1].path, "there");
  EXPECT_EQ(located.places(first)[1].reach, Reach::kHead);
  ASSERT_EQ(located.places(second).size(), 1u);
  EXPECT_EQ(located.places(second)[0].path, "staged");
  EXPECT_EQ(located.places(second)[0].reach, Reach::kIndex);
}

TEST(Locate, StashReflogWorktreeAndNothing) {
  GitFixture fixture;
  fixture.write("base", "b");
  fixture.commit("base");
  fixture.write("stashed", "made up 1\n");
  fixture.git("add -A");
  fixture.git("stash -q");
  fixture.write("undone", "made up 2\n");
  const std::string undone_commit = fixture.commit("undone");
  fixture.git("reset -q --hard HEAD~1");
  fixture.git("worktree add -q --detach wt");
  fixture.write("wt/there", "made up 3\n");
  fixture.git("-C wt add -A");
  fixture.git("-C wt commit -q -m there");
  // A log of its HEAD would be a reflog, which comes first.
  test::run("rm -r '" + fixture.git_dir() + "/worktrees/wt/logs'");
  fixture.write("file", "made up 4\n");
  const std::string lost_blob = fixture.git("hash-object -w file").substr(0, 40);
  fixture.write("wt/list", "100644 blob " + lost_blob + "\tfile\n");
  fixture.git("commit-tree -m lost $(git mktree < wt/list)");
  fixture.write("never", "made up 5\n");
  const std::string never_blob = fixture.git("hash-object -w never").substr(0, 40);
  Lookup lookup(fixture);
  const uint32_t stashed = lookup.add(blob_of(fixture, "stash:stashed"));
  const uint32_t undone = lookup.add(blob_of(fixture, undone_commit + ":undone"));
  const uint32_t there = lookup.add(fixture.git("-C wt rev-parse HEAD:there").substr(0, 40));
  const uint32_t gone = lookup.add(lost_blob), bare = lookup.add(never_blob);
  const Located located = lookup.run();
  EXPECT_EQ(located.places(stashed)[0].path, "stashed");
  EXPECT_EQ(located.places(stashed)[0].reach, Reach::kStash);
  EXPECT_EQ(located.places(undone)[0].path, "undone");
  EXPECT_EQ(located.places(undone)[0].reach, Reach::kReflog);
  EXPECT_EQ(hex_of(located.places(undone)[0].commit), undone_commit);
  EXPECT_EQ(located.places(there)[0].path, "there");
  EXPECT_EQ(located.places(there)[0].reach, Reach::kWorktree);
  EXPECT_EQ(located.places(gone)[0].path, "file");
  EXPECT_EQ(located.places(gone)[0].reach, Reach::kUnreachable);
  EXPECT_FALSE(located.places(gone)[0].commit);
  EXPECT_FALSE(located.life(std::vector{gone}).introduced);
  EXPECT_EQ(located.places(bare)[0].path, "");
  EXPECT_EQ(located.places(bare)[0].reach, Reach::kUnreachable);
  EXPECT_EQ(located.life(std::vector{stashed}).refs, std::vector<std::string>{"refs/stash"});
}

TEST(Locate, TellsMissingParentsAndTreesButNotTheShallowBoundary) {
  GitFixture fixture;
  fixture.write("a/key", "made up\n");
  const std::string first = fixture.commit("first");
  fixture.write("b", "b");
  const std::string second = fixture.commit("second");
  const std::string blob = blob_of(fixture, "HEAD:a/key");
  const std::string subtree = blob_of(fixture, "HEAD:a");
  remove_object(fixture, first);
  remove_object(fixture, subtree);
  {
    Lookup lookup(fixture);
    const uint32_t hit = lookup.add(blob);
    const Located located = lookup.run();
    ASSERT_EQ(located.places(hit).size(), 1u);
    EXPECT_EQ(located.places(hit)[0].reach, Reach::kUnreachable);
    ASSERT_EQ(lookup.unread().size(), 2u);
    EXPECT_EQ(lookup.unread()[0].reason, Reason::kMissing);
    EXPECT_EQ(lookup.unread()[0].where, first);
    EXPECT_EQ(lookup.unread()[1].reason, Reason::kMissing);
    EXPECT_EQ(lookup.unread()[1].where, subtree);
  }
  fixture.write(".git/shallow", second + "\n");
  Lookup lookup(fixture);
  lookup.add(blob);
  lookup.run();
  ASSERT_EQ(lookup.unread().size(), 1u);
  EXPECT_EQ(lookup.unread()[0].where, subtree);
}

TEST(Locate, LongIdsWithoutAnyBlobHit) {
  GitFixture fixture("--object-format=sha256");
  fixture.write("dir/file", "x");
  const std::string told = fixture.commit("oops");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(told, git::ObjectType::kCommit);
  const Located located = lookup.run();
  EXPECT_EQ(hex_of(located.places(hit)[0].commit), told);
  EXPECT_TRUE(lookup.unread().empty());
}

TEST(Locate, WithoutHitsOnlyGapsAreTold) {
  GitFixture fixture;
  fixture.write("dir/old", "gone from the store\n");
  fixture.write("dir/kept", "kept\n");
  fixture.commit("first");
  const std::string old = blob_of(fixture, "HEAD:dir/old");
  fixture.git("rm -q dir/old");
  fixture.commit("second");
  fixture.write("again/old", "gone from the store\n");
  fixture.commit("third");
  fixture.git("rm -q again/old");
  fixture.commit("fourth");
  {
    Lookup lookup(fixture);
    const Located located = lookup.run();
    EXPECT_EQ(located.commits(), 4u);
    EXPECT_FALSE(located.life({}).introduced);
    EXPECT_TRUE(lookup.unread().empty());
  }
  remove_object(fixture, old);
  Lookup lookup(fixture);
  lookup.run();
  ASSERT_EQ(lookup.unread().size(), 1u);
  EXPECT_EQ(lookup.unread()[0].reason, Reason::kMissing);
  EXPECT_EQ(lookup.unread()[0].where, old);

  Lookup partial(fixture);
  const Located promised = partial.run({.workers = 2, .promised = true});
  EXPECT_EQ(promised.commits(), 0u);
  EXPECT_TRUE(partial.unread().empty());
}

TEST(Locate, WhatOnlyUnreachableTreesNameIsNoGap) {
  GitFixture fixture;
  fixture.write("kept", "kept\n");
  fixture.commit("first");
  fixture.write("old", "pruned with its commit\n");
  fixture.commit("second");
  const std::string old = blob_of(fixture, "HEAD:old");
  fixture.git("reset -q --hard HEAD~1");
  test::run("rm -rf '" + fixture.git_dir() + "/logs' '" + fixture.git_dir() + "/ORIG_HEAD'");
  remove_object(fixture, old);
  Lookup lookup(fixture);
  lookup.run();
  EXPECT_TRUE(lookup.unread().empty());
}

TEST(Locate, ASubmodulesCommitIsNoGap) {
  GitFixture fixture;
  fixture.git("update-index --add --cacheinfo 160000," + std::string(40, '7') + ",module");
  fixture.git("commit -q -m module");
  Lookup lookup(fixture);
  lookup.run();
  EXPECT_TRUE(lookup.unread().empty());
}

TEST(Locate, CollectedCommitsAndTagsNeedNoReading) {
  GitFixture fixture;
  fixture.write("key", "made up\n");
  const std::string first = fixture.commit("first");
  fixture.git("tag -a -m text v1");
  Lookup lookup(fixture);
  const uint32_t hit = lookup.add(blob_of(fixture, "HEAD:key"));
  const uint32_t tag = lookup.add(blob_of(fixture, "v1"), git::ObjectType::kTag);
  CommitCollector commits(3, 20);
  lookup.collect(commits);
  const Located located = lookup.run({.workers = 1, .commits = &commits});
  EXPECT_EQ(located.commits(), 1u);
  ASSERT_EQ(located.places(hit).size(), 1u);
  EXPECT_EQ(hex_of(located.places(hit)[0].commit), first);
  EXPECT_EQ(located.places(tag)[0].reach, Reach::kRef);
  EXPECT_TRUE(lookup.unread().empty());
}

// Claims from the commit-graph that git writes, which a test may alter.
class Claims {
 public:
  explicit Claims(GitFixture& fixture) : fixture_(fixture) {
    fixture.write("key", "made up\n");
    first_ = fixture.commit("first");
    fixture.write("other", "other\n");
    fixture.commit("second");
    fixture.git("rm -q key");
    last_ = fixture.commit("third");
    fixture.git("commit-graph write --reachable");
    const auto graph = git::CommitGraphFile::open(fixture.git_dir() + "/objects", 20);
    EXPECT_TRUE(graph.has_value());
    commits_.resize(graph->size());
    for (uint64_t i = 0; i < graph->size(); ++i) graph->read(i, commits_[i]);
  }

  git::GraphCommit& of(const std::string& hex) {
    return *std::find_if(commits_.begin(), commits_.end(),
                         [&](const git::GraphCommit& each) { return each.id.hex() == hex; });
  }
  std::vector<git::GraphCommit>& all() { return commits_; }
  const std::string& first() const { return first_; }
  const std::string& last() const { return last_; }

  // What is told, after the answers were found to be the true ones.
  std::vector<Unread> run() {
    Lookup lookup(fixture_);
    const uint32_t hit = lookup.add(blob_of(fixture_, first_ + ":key"));
    CommitCollector collector(1, 20);
    lookup.claim(collector, commits_);
    const Located located = lookup.run({.commits = &collector, .some_commits = true});
    EXPECT_EQ(located.places(hit).size(), 1u);
    EXPECT_EQ(located.places(hit)[0].path, "key");
    EXPECT_EQ(hex_of(located.places(hit)[0].commit), first_);
    EXPECT_EQ(hex_of(located.places(hit)[0].removed), last_);
    return lookup.unread();
  }

 private:
  GitFixture& fixture_;
  std::string first_, last_;
  std::vector<git::GraphCommit> commits_;
};

TEST(Locate, TrueClaimsOfCommitsGiveTheSameAnswers) {
  GitFixture fixture;
  Claims claims(fixture);
  EXPECT_TRUE(claims.run().empty());
  claims.all().erase(claims.all().begin());
  EXPECT_TRUE(claims.run().empty()) << "what no claim covers is read";
  git::GraphCommit absent = claims.all()[0];
  absent.id = *ObjectId::from_hex(std::string(40, '5'));
  claims.all().push_back(absent);
  EXPECT_TRUE(claims.run().empty()) << "what the store lacks is left out";
}

TEST(Locate, AFalseClaimThatAnAnswerRestsOnIsToldAndTheCommitsAreRead) {
  GitFixture fixture;
  const Claims truth(fixture);
  const auto told_of = [&](const std::string& commit, const auto& forge) {
    Claims claims = truth;
    forge(claims);
    const std::vector<Unread> unread = claims.run();
    ASSERT_EQ(unread.size(), 1u);
    EXPECT_EQ(unread[0].reason, Reason::kCorrupt);
    EXPECT_EQ(unread[0].where, commit);
  };
  const std::string first = truth.first(), last = truth.last();
  told_of(first, [&](Claims& claims) { claims.of(first).date += 1; });
  told_of(last, [&](Claims& claims) { claims.of(last).parents = {claims.of(first).id}; });
  told_of(last, [&](Claims& claims) { claims.of(last).parents.clear(); });
  told_of(first, [&](Claims& claims) {
    claims.of(first).parents = {*ObjectId::from_hex(std::string(40, '5'))};
  });
  told_of(first, [&](Claims& claims) {
    claims.of(first).tree = *ObjectId::from_hex(std::string(40, '5'));
  });
  told_of("commit-graph", [&](Claims& claims) { claims.of(first).parents = {claims.of(last).id}; });
}

// A repository of random commits: several roots, merges of up to four parents,
// trees taken from any of them or from anywhere (reverts, merge -s ours), files
// moved, copied and removed, dates that tie and run backwards.
class RandomHistory {
 public:
  RandomHistory(GitFixture& fixture, unsigned seed) : fixture_(fixture), random_(seed) {}

  void make(unsigned commits) {
    for (unsigned i = 0; i < commits; ++i) add_commit();
    const std::string path = fixture_.path() + "/.git/stream";
    fixture_.write(".git/stream", stream_ + "done\n");
    fixture_.git("fast-import --quiet --done --export-marks=.git/marks < '" + path + "'");
    std::istringstream marks(test::run("cat '" + fixture_.git_dir() + "/marks'"));
    std::map<unsigned, std::string> ids;
    for (std::string mark, id; marks >> mark >> id;)
      ids[static_cast<unsigned>(std::stoul(mark.substr(1)))] = id;
    for (unsigned i = 0; i < commits; ++i) ids_.push_back(ids.at(i + 1));
    name_tips();
  }

  const std::vector<std::string>& ids() const { return ids_; }
  const std::map<std::string, Reach>& logged() const { return logged_; }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string some_path() {
    static const std::vector<std::string> kPaths = {
        "a",           "b",          "dir/a",  "dir/b", "dir/sub/a", "dir/sub/deep/x",  "other/a",
        "other/sub/a", "dir2/sub/a", "dir2/b", "z",     "dir-a",     "sp ace/n\xc3\xa9"};
    return kPaths[below(static_cast<unsigned>(kPaths.size()))];
  }

  void change(std::map<std::string, unsigned>& files) {
    switch (below(6)) {
      case 0:
      case 1: put(files, some_path(), below(40)); break;
      case 2:
        if (!files.empty())
          files.erase(std::next(files.begin(), below(static_cast<unsigned>(files.size()))));
        break;
      case 3:
      case 4:
        if (!files.empty()) {
          const auto from = std::next(files.begin(), below(static_cast<unsigned>(files.size())));
          const unsigned content = from->second;
          if (below(2) == 0) files.erase(from);
          put(files, some_path(), content);
        }
        break;
      default:
        if (!trees_.empty() && below(4) == 0)
          files = trees_[below(static_cast<unsigned>(trees_.size()))];
    }
  }

  static void put(std::map<std::string, unsigned>& files, const std::string& path,
                  unsigned content) {
    files[path] = content;
  }

  void add_commit() {
    const unsigned number = static_cast<unsigned>(trees_.size());
    std::vector<unsigned> parents;
    if (number != 0 && below(20) != 0) {
      const unsigned window = std::min(number, below(4) == 0 ? 20u : 5u);
      const unsigned count = below(3) != 0 ? 1 : 2 + below(3);
      for (unsigned i = 0; i < count; ++i) parents.push_back(number - 1 - below(window));
      std::sort(parents.begin(), parents.end());
      parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
      std::shuffle(parents.begin(), parents.end(), random_);
    }
    std::map<std::string, unsigned> files;
    if (!parents.empty()) files = trees_[parents[below(static_cast<unsigned>(parents.size()))]];
    for (unsigned i = below(5) == 0 ? 0 : 1 + below(9); i > 0; --i) change(files);
    trees_.push_back(files);

    // A ref of its own, as the branch of a commit with several children is not one.
    const std::string date = std::to_string(1700000000 + below(12) * 1000 + number * below(2000));
    stream_ += "reset refs/tmp/" + std::to_string(number) + "\n";
    if (!parents.empty()) stream_ += "from :" + std::to_string(parents[0] + 1) + "\n";
    stream_ += "\ncommit refs/tmp/" + std::to_string(number) +
               "\nmark :" + std::to_string(number + 1) + "\ncommitter C <c@example.com> " + date +
               " +0000\ndata 1\nm\n";
    for (size_t i = 1; i < parents.size(); ++i) {
      stream_ += "merge :" + std::to_string(parents[i] + 1) + "\n";
    }
    stream_ += "deleteall\n";
    for (const auto& [path, content] : files) {
      const std::string text = "content " + std::to_string(content);
      stream_ += "M 100644 inline \"" + path + "\"\ndata " + std::to_string(text.size()) + "\n" +
                 text + "\n";
    }
  }

  // Late ones more often, as these have the longer history.
  std::string some_commit() {
    const unsigned count = static_cast<unsigned>(ids_.size());
    return ids_[count - 1 - std::min(below(count), below(count))];
  }

  void write_log(const std::string& name, const std::string& id) {
    fixture_.write(".git/logs/" + name, std::string(id.size(), '0') + " " + id +
                                            " C <c@example.com> 1700000000 +0000\tm\n");
  }

  void name_tips() {
    std::string script;
    for (size_t i = 0; i < ids_.size(); ++i) {
      script += "delete refs/tmp/" + std::to_string(i) + "\n";
    }
    script += "update refs/heads/main " + some_commit() + "\n";
    for (const char* name :
         {"refs/heads/b", "refs/heads/x/y", "refs/remotes/o/m", "refs/tags/v1", "refs/notes/n"}) {
      if (below(2) == 0) script += "update " + std::string(name) + " " + some_commit() + "\n";
    }
    if (below(2) == 0) {
      const std::string id = some_commit();
      script += "update refs/stash " + id + "\n";
    }
    fixture_.write(".git/script", script);
    fixture_.git("update-ref --stdin < .git/script");
    test::run("rm -rf '" + fixture_.git_dir() + "/logs'");
    if (below(3) == 0) fixture_.git("tag -a -m t annotated " + some_commit());
    if (below(3) == 0) fixture_.git("checkout -q --detach " + some_commit());
    if (below(8) == 0) fixture_.git("symbolic-ref HEAD refs/heads/unborn");
    test::run("rm -rf '" + fixture_.git_dir() + "/logs'");
    if (below(2) == 0) log("heads/old", Reach::kReflog);
    if (below(2) == 0) log("stash", Reach::kStash);
    if (below(2) == 0) {
      const std::string id = some_commit();
      fixture_.write(".git/ORIG_HEAD", id + "\n");
      remember(id, Reach::kReflog);
    }
  }

  void log(const std::string& name, Reach reach) {
    const std::string id = some_commit();
    write_log("refs/" + name, id);
    remember(id, reach);
  }

  void remember(const std::string& id, Reach reach) {
    const auto [at, added] = logged_.emplace(id, reach);
    if (!added) at->second = std::min(at->second, reach);
  }

  GitFixture& fixture_;
  std::mt19937 random_;
  std::string stream_;
  std::vector<std::map<std::string, unsigned>> trees_;
  std::vector<std::string> ids_;
  std::map<std::string, Reach> logged_;
};

// What leads to each commit, by whole sets of ancestors.
std::map<std::string, Reach> reach_of_all(const Oracle& oracle,
                                          const std::map<std::string, Reach>& logged) {
  std::map<std::string, Reach> reach;
  const auto mark = [&](const std::string& tip, Reach how) {
    for (const std::string& commit : oracle.ancestors(tip)) {
      const auto [at, added] = reach.emplace(commit, how);
      if (!added) at->second = std::min(at->second, how);
    }
  };
  if (!oracle.head().empty()) mark(oracle.head(), Reach::kHead);
  for (const auto& [name, tip] : oracle.refs()) {
    mark(tip, name == "refs/stash" ? Reach::kStash : Reach::kRef);
  }
  for (const auto& [tip, how] : logged) mark(tip, how);
  return reach;
}

void expect_life(const SecretLife& life, const Oracle::Life& expected) {
  EXPECT_EQ(hex_of(life.introduced), expected.introduced);
  EXPECT_EQ(hex_of(life.removed), expected.removed);
  EXPECT_EQ(life.in_head, expected.in_head);
  EXPECT_EQ(life.refs, expected.refs);
}

class LocateRandom : public testing::TestWithParam<unsigned> {};

TEST_P(LocateRandom, EqualsTheDefinitionsAppliedLiterally) {
  const unsigned seed = GetParam();
  GitFixture fixture(seed % 4 == 3 ? "--object-format=sha256" : "");
  RandomHistory history(fixture, seed);
  history.make(80);
  std::vector<std::string> logged;
  for (const auto& [id, reach] : history.logged()) logged.push_back(id);
  const Oracle oracle(fixture, logged);
  const std::map<std::string, Reach> reach = reach_of_all(oracle, history.logged());

  Lookup lookup(fixture);
  std::map<std::string, uint32_t> hit_of;
  std::map<uint32_t, std::map<std::string, Oracle::Pair>> pairs_of_hit;
  for (const Oracle::Pair& pair : oracle.all_pairs()) {
    if (!hit_of.contains(pair.first)) hit_of[pair.first] = lookup.add(pair.first);
    pairs_of_hit[hit_of[pair.first]][pair.second] = pair;
  }
  std::vector<std::pair<uint32_t, std::string>> messages;
  for (size_t i = 0; i < history.ids().size(); i += 17) {
    messages.emplace_back(lookup.add(history.ids()[i], git::ObjectType::kCommit), history.ids()[i]);
  }
  const Located located = lookup.run(1 + seed % 3);
  EXPECT_TRUE(lookup.unread().empty());

  size_t compared = 0;
  for (const auto& [hit, pairs] : pairs_of_hit) {
    ASSERT_EQ(located.places(hit).size(), pairs.size());
    auto place = located.places(hit).begin();
    for (const auto& [path, pair] : pairs) {
      SCOPED_TRACE(path);
      const Oracle::Life expected = oracle.life({{pair}, {}});
      EXPECT_EQ(place->path, path);
      EXPECT_EQ(hex_of(place->commit), expected.introduced);
      EXPECT_EQ(hex_of(place->removed), expected.removed);
      Reach least = Reach::kUnreachable;
      for (const std::string& commit : oracle.order()) {
        if (oracle.pairs_of(commit).contains(pair)) least = std::min(least, reach.at(commit));
      }
      EXPECT_EQ(place->reach, least);
      ++place;
      ++compared;
    }
  }

  for (const auto& [hit, id] : messages) {
    ASSERT_EQ(located.places(hit).size(), 1u);
    const bool known = reach.contains(id);
    EXPECT_EQ(hex_of(located.places(hit)[0].commit), known ? id : "");
    EXPECT_EQ(located.places(hit)[0].reach, known ? reach.at(id) : Reach::kUnreachable);
  }
  std::mt19937 random(seed);
  std::vector<std::vector<uint32_t>> secrets;
  std::vector<Oracle::Life> expected_lives;
  for (unsigned round = 0; round < (seed % 8 == 0 ? 70u : 12u); ++round) {
    Oracle::Item item;
    std::set<uint32_t> holders;
    for (const auto& [hit, pairs] : pairs_of_hit) {
      if (random() % (1 + round % 12) != 0) continue;
      holders.insert(hit);
      for (const auto& [path, pair] : pairs) item.pairs.insert(pair);
    }
    if (round % 12 >= 9) {
      const auto& [hit, id] = messages[random() % messages.size()];
      holders.insert(hit);
      if (reach.contains(id)) item.messages.insert(id);
    }
    secrets.emplace_back(holders.begin(), holders.end());
    expected_lives.push_back(oracle.life(item));
  }
  const std::vector<SecretLife> lives = located.lives(secrets);
  ASSERT_EQ(lives.size(), secrets.size());
  for (size_t i = 0; i < secrets.size(); ++i) expect_life(lives[i], expected_lives[i]);
  expect_life(located.life(secrets[0]), expected_lives[0]);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LocateRandom, testing::Range(0u, 40u));

}  // namespace
}  // namespace sluice::provenance

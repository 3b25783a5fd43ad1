#include "provenance/locate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "provenance/lookup.h"
#include "support/git_fixture.h"

namespace sluice::provenance {
namespace {

using test::GitFixture;

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

}  // namespace
}  // namespace sluice::provenance

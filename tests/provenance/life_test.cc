#include "provenance/life.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace sluice::provenance {
namespace {

ObjectId id_of(uint32_t number) {
  std::string raw(20, '\x33');
  for (size_t i = 0; i < 4; ++i) raw[i] = static_cast<char>(number >> (24 - 8 * i));
  return ObjectId::from_raw(raw);
}

// Commits are their numbers, dated by them; the tree of each is a list of
// (name, blob). Blobs are wanted from 0 up.
class World {
 public:
  using Files = std::map<std::string, uint32_t>;

  explicit World(uint32_t blobs) : trees_(wanted(blobs), 20, 1, {}, {}), blobs_(blobs) {}

  void commit(uint32_t number, const std::vector<uint32_t>& parents, const Files& files) {
    std::string bytes;
    for (const auto& [name, blob] : files) {
      bytes += "100644 " + name + std::string(1, '\0') + std::string(id_of(blob).raw());
    }
    const git::ObjectView tree{
        .id = id_of(kTrees + number), .type = git::ObjectType::kTree, .bytes = bytes};
    trees_.add(0, tree, on_unread_);
    git::Commit commit;
    commit.tree = id_of(kTrees + number);
    for (const uint32_t parent : parents) commit.parents.push_back(id_of(kCommits + parent));
    commit.committer.date = number;
    commits_.add(0, id_of(kCommits + number), commit);
  }

  // `head` and the tips of `refs`; `messages` are hits themselves.
  const History& history(uint32_t head, const std::vector<uint32_t>& refs,
                         const std::vector<uint32_t>& messages = {}) {
    graph_ = commits_.build(on_unread_);
    hit_trees_ = trees_.build(on_unread_);
    std::vector<Tip> tips = {{find(head), Reach::kHead}};
    std::vector<Named> names, logged;
    for (const uint32_t ref : refs) {
      tips.push_back({find(ref), Reach::kRef});
      names.push_back({.commit = find(ref), .reach = Reach::kRef});
    }
    std::vector<HitTree> roots;
    for (uint32_t i = 0; i < graph_.size(); ++i) roots.push_back(hit_trees_.find(graph_.tree(i)));
    std::vector<uint32_t> found;
    for (const uint32_t message : messages) found.push_back(find(message));
    history_.emplace(graph_, hit_trees_, reach_of_commits(graph_, tips), roots, find(head), names,
                     logged, found);
    return *history_;
  }

  uint32_t find(uint32_t number) const { return graph_.find(id_of(kCommits + number)); }
  std::vector<PathLife> paths(const PathLimits& limits = {}) {
    return lives_of_paths(*history_, limits, on_unread_);
  }
  Life secret(const Holders& holders) const {
    return lives_of_secrets(*history_, {&holders, 1}, blobs_).lives[0];
  }
  const std::vector<Unread>& unread() const { return unread_; }

 private:
  static constexpr uint32_t kTrees = 1'000'000, kCommits = 2'000'000;

  static std::vector<ObjectId> wanted(uint32_t blobs) {
    std::vector<ObjectId> ids;
    for (uint32_t blob = 0; blob < blobs; ++blob) ids.push_back(id_of(blob));
    return ids;
  }

  std::vector<Unread> unread_;
  OnUnread on_unread_ = [this](const Unread& unread) { unread_.push_back(unread); };
  CommitGraphBuilder commits_{1};
  HitTreesBuilder trees_;
  uint32_t blobs_;
  CommitGraph graph_;
  HitTrees hit_trees_;
  std::optional<History> history_;
};

TEST(Life, CommitsThatChangeNothingFoldAway) {
  World world(1);
  world.commit(0, {}, {});
  for (uint32_t i = 1; i < 100; ++i) {
    world.commit(i, {i - 1}, i >= 40 && i < 60 ? World::Files{{"key", 0}} : World::Files{});
  }
  const History& history = world.history(99, {});
  EXPECT_EQ(history.nodes().size(), 2u);
  const Life life = world.secret({{0}, {}});
  EXPECT_EQ(life.introduced, world.find(40));
  EXPECT_EQ(life.removed, world.find(60));
  EXPECT_EQ(life.reach, Reach::kHead);
}

TEST(Life, OfSeveralRemovalsTheLastInHeadsHistoryCounts) {
  World world(1);
  world.commit(0, {}, {{"key", 0}});
  world.commit(1, {0}, {});
  world.commit(2, {1}, {{"key", 0}});
  world.commit(3, {2}, {});
  world.commit(4, {2}, {});  // later, on a branch that HEAD does not have
  world.history(3, {4});
  EXPECT_EQ(world.secret({{0}, {}}).introduced, world.find(0));
  EXPECT_EQ(world.secret({{0}, {}}).removed, world.find(3));
}

TEST(Life, WhereHeadNeverHeldItTheFirstRefThatDidDecides) {
  World world(1);
  world.commit(0, {}, {});
  world.commit(1, {0}, {});
  world.commit(2, {0}, {{"key", 0}});
  world.commit(3, {2}, {});
  world.commit(4, {2}, {});
  world.history(1, {1, 3, 4});
  EXPECT_EQ(world.secret({{0}, {}}).removed, world.find(3));
  EXPECT_EQ(world.secret({{0}, {}}).reach, Reach::kRef);
}

// Both sides held it and lost it in the merge: the merge is the remover. One
// side lost it before: it is not.
TEST(Life, AMergeRemovesOnlyWhatNoParentHadLost) {
  World world(2);
  world.commit(0, {}, {{"a", 0}, {"b", 1}});
  world.commit(1, {0}, {{"a", 0}, {"b", 1}, {"x", 0}});
  world.commit(2, {0}, {{"a", 0}});
  world.commit(3, {1, 2}, {});
  world.history(3, {});
  EXPECT_EQ(world.secret({{0}, {}}).removed, world.find(3));
  EXPECT_EQ(world.secret({{1}, {}}).removed, world.find(2));
}

TEST(Life, AMessageIsHeldFromItsCommitOn) {
  World world(1);
  world.commit(0, {}, {{"key", 0}});
  world.commit(1, {0}, {});
  world.commit(2, {1}, {});
  world.commit(3, {0}, {});
  world.history(3, {1, 2}, {1});
  const Life both = world.secret({{0}, {world.find(1)}});
  EXPECT_EQ(both.introduced, world.find(0));
  EXPECT_EQ(both.removed, world.find(3));
  EXPECT_FALSE(both.in_head);
  const Life message = world.secret({{}, {world.find(1)}});
  EXPECT_EQ(message.introduced, world.find(1));
  EXPECT_EQ(message.removed, kNoCommit);
  EXPECT_EQ(message.reach, Reach::kRef);
}

TEST(Life, MoreThanSixtyFourPairsGoInBatches) {
  constexpr uint32_t kBlobs = 300;
  World world(kBlobs);
  World::Files files;
  world.commit(0, {}, {});
  for (uint32_t i = 0; i < kBlobs; ++i) {
    files["f" + std::to_string(i)] = i;
    world.commit(i + 1, {i}, files);
  }
  for (uint32_t i = 0; i < kBlobs; ++i) {
    files.erase("f" + std::to_string(i));
    world.commit(kBlobs + 1 + i, {kBlobs + i}, files);
  }
  world.history(2 * kBlobs, {});
  const std::vector<PathLife> lives = world.paths();
  ASSERT_EQ(lives.size(), kBlobs);
  for (const PathLife& life : lives) {
    EXPECT_EQ(life.path, "f" + std::to_string(life.blob));
    EXPECT_EQ(life.life.introduced, world.find(life.blob + 1));
    EXPECT_EQ(life.life.removed, world.find(kBlobs + 1 + life.blob));
  }
  EXPECT_TRUE(world.unread().empty());
}

TEST(Life, LimitsAreTold) {
  World world(3);
  world.commit(0, {}, {{"a", 0}});
  world.commit(1, {0}, {{"a", 0}, {"b", 1}});
  world.commit(2, {1}, {{"a", 0}, {"b", 1}, {"c", 2}});
  world.history(2, {});
  PathLimits pairs;
  pairs.max_pairs = 2;
  EXPECT_EQ(world.paths(pairs).size(), 2u);
  ASSERT_EQ(world.unread().size(), 1u);
  EXPECT_EQ(world.unread()[0].reason, Reason::kLimit);
  PathLimits bytes;
  bytes.max_path_bytes = 3;
  EXPECT_EQ(world.paths(bytes).size(), 1u);
  EXPECT_EQ(world.unread().size(), 2u);
  PathLimits changes;
  changes.max_changes = 1;
  EXPECT_EQ(world.paths(changes).size(), 2u);
  EXPECT_EQ(world.unread().size(), 3u);
}

}  // namespace
}  // namespace sluice::provenance

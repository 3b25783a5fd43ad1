#include "provenance/hit_trees.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "provenance/life.h"

namespace sluice::provenance {
namespace {

ObjectId id_of(uint32_t number) {
  std::string raw(20, '\x5a');
  for (size_t i = 0; i < 4; ++i) raw[i] = static_cast<char>(number >> (24 - 8 * i));
  return ObjectId::from_raw(raw);
}

std::string entry(const char* mode, const std::string& name, const ObjectId& id) {
  return std::string(mode) + " " + name + std::string(1, '\0') + std::string(id.raw());
}
std::string file(const std::string& name, uint32_t id) { return entry("100644", name, id_of(id)); }
std::string folder(const std::string& name, uint32_t id) { return entry("40000", name, id_of(id)); }

class Builder {
 public:
  explicit Builder(const std::vector<uint32_t>& wanted, const TreeLimits& limits = {})
      : builder_(ids(wanted), 20, 2, limits, {}) {}

  // The store has the blobs below `end`.
  Builder(const std::vector<uint32_t>& wanted, uint32_t end, bool presumes)
      : builder_(ids(wanted), 20, 2, {}, [end](const ObjectId& id) { return id < id_of(end); }) {
    if (!presumes) return;
    builder_.presume_all([end](std::span<const ObjectId> ids) {
      return std::all_of(ids.begin(), ids.end(),
                         [end](const ObjectId& id) { return id < id_of(end); });
    });
  }
  bool presumed_rightly() { return builder_.presumed_rightly(); }

  void add(uint32_t id, const std::string& bytes) {
    builder_.add(id % 2, {.id = id_of(id), .type = git::ObjectType::kTree, .bytes = bytes},
                 on_unread_);
  }
  HitTrees build() { return builder_.build(on_unread_); }
  const std::vector<Unread>& unread() const { return unread_; }

 private:
  static std::vector<ObjectId> ids(const std::vector<uint32_t>& numbers) {
    std::vector<ObjectId> result;
    for (const uint32_t number : numbers) result.push_back(id_of(number));
    return result;
  }

  std::vector<Unread> unread_;
  OnUnread on_unread_ = [this](const Unread& unread) { unread_.push_back(unread); };
  HitTreesBuilder builder_;
};

HitTree find(const HitTrees& trees, uint32_t id) { return trees.find(id_of(id).raw()); }

std::set<std::pair<uint32_t, std::string>> paths(const HitTrees& trees, HitTree tree) {
  std::set<std::pair<uint32_t, std::string>> all;
  for_each_path(trees, tree, UINT64_MAX, [&](uint32_t blob, const std::string& path) {
    EXPECT_TRUE(all.emplace(blob, path).second) << path;
  });
  return all;
}

TEST(HitTrees, KeepsOnlyWhatLeadsToAWantedBlob) {
  Builder builder({1, 2});
  builder.add(100, file("a", 1) + folder("d", 101) + folder("e", 102) + file("z", 9));
  builder.add(101, folder("f", 103) + file("x", 1) + entry("120000", "y", id_of(2)));
  builder.add(102, file("nothing", 9));
  builder.add(103, file("deep", 2) + entry("160000", "module", id_of(1)));
  const HitTrees trees = builder.build();
  EXPECT_EQ(paths(trees, find(trees, 100)),
            (std::set<std::pair<uint32_t, std::string>>{
                {0, "a"}, {0, "d/x"}, {1, "d/f/deep"}, {1, "d/y"}}));
  EXPECT_EQ(find(trees, 102), kEmptyTree);
  EXPECT_EQ(find(trees, 999), kEmptyTree);
  EXPECT_TRUE(trees.has_tree(id_of(102).raw()));
  EXPECT_FALSE(trees.has_tree(id_of(999).raw()));
  EXPECT_TRUE(builder.unread().empty());
}

TEST(HitTrees, TreesThatDifferElsewhereAreOne) {
  Builder builder({1});
  builder.add(100, file("key", 1) + file("other", 8));
  builder.add(101, file("key", 1) + file("other", 9) + folder("empty", 103));
  builder.add(102, file("key2", 1));
  builder.add(103, "");
  const HitTrees trees = builder.build();
  EXPECT_EQ(find(trees, 100), find(trees, 101));
  EXPECT_NE(find(trees, 100), find(trees, 102));
  EXPECT_NE(find(trees, 100), kEmptyTree);
}

// Ten levels of ten equal subtrees: 10^10 paths, ten hit trees.
TEST(HitTrees, ATreeBombIsToldAndBounded) {
  Builder builder({1});
  builder.add(100, file("key", 1));
  for (uint32_t level = 1; level <= 10; ++level) {
    std::string bytes;
    for (int i = 0; i < 10; ++i) bytes += folder(std::to_string(i), 100 + level - 1);
    builder.add(100 + level, bytes);
  }
  const HitTrees trees = builder.build();
  const HitTree root = find(trees, 110);
  EXPECT_NE(root, kEmptyTree);
  EXPECT_EQ(trees.items(root).size(), 10u);
  EXPECT_EQ(paths(trees, find(trees, 105)).size(), 100'000u);
  ASSERT_FALSE(builder.unread().empty());
  for (const Unread& unread : builder.unread()) EXPECT_EQ(unread.reason, Reason::kLimit);
  size_t listed = 0;
  for_each_path(trees, root, UINT64_MAX, [&](uint32_t, const std::string&) { ++listed; });
  EXPECT_LE(listed, 100'000u);
  EXPECT_GT(listed, 0u);
}

TEST(HitTrees, AHundredThousandLevelsAreWalkedAndTold) {
  constexpr uint32_t kDepth = 100'000;
  Builder builder({1});
  builder.add(0, file("key", 1));
  for (uint32_t level = 1; level <= kDepth; ++level)
    builder.add(level * 2, folder("d", (level - 1) * 2));
  const HitTrees trees = builder.build();
  EXPECT_EQ(paths(trees, find(trees, 2 * 4095)).size(), 1u);
  EXPECT_TRUE(paths(trees, find(trees, 2 * 4096)).empty());
  // It still leads to its blob: a secret's life needs no path.
  EXPECT_NE(find(trees, 2 * kDepth), kEmptyTree);
  ASSERT_EQ(builder.unread().size(), 1u);
  EXPECT_EQ(builder.unread()[0].reason, Reason::kLimit);
}

TEST(HitTrees, LongNamesAreBounded) {
  TreeLimits limits;
  limits.max_path_bytes = 1000;
  Builder builder({1, 2}, limits);
  builder.add(100, file(std::string(2000, 'n'), 1) + file("short", 2));
  const HitTrees trees = builder.build();
  EXPECT_EQ(paths(trees, find(trees, 100)),
            (std::set<std::pair<uint32_t, std::string>>{{1, "short"}}));
  ASSERT_EQ(builder.unread().size(), 1u);
  EXPECT_EQ(builder.unread()[0].reason, Reason::kLimit);
}

TEST(HitTrees, CraftedTreesAreToldAndDoNotHang) {
  Builder builder({1});
  builder.add(100, folder("self", 100) + file("key", 1));
  builder.add(101, folder("loop", 102));
  builder.add(102, folder("loop", 101) + file("key", 1));
  builder.add(103, folder("twin", 104) + folder("twin", 105));
  builder.add(104, file("first", 1));
  builder.add(105, file("second", 1));
  builder.add(106, file("cut", 1) + "100644 no id");
  const HitTrees trees = builder.build();
  EXPECT_EQ(paths(trees, find(trees, 100)),
            (std::set<std::pair<uint32_t, std::string>>{{0, "key"}}));
  EXPECT_EQ(paths(trees, find(trees, 103)),
            (std::set<std::pair<uint32_t, std::string>>{{0, "twin/first"}}));
  EXPECT_EQ(paths(trees, find(trees, 106)),
            (std::set<std::pair<uint32_t, std::string>>{{0, "cut"}}));
  std::set<std::string> corrupt;
  for (const Unread& unread : builder.unread()) {
    EXPECT_EQ(unread.reason, Reason::kCorrupt);
    corrupt.insert(unread.where);
  }
  EXPECT_TRUE(corrupt.contains(id_of(100).hex()));
  EXPECT_TRUE(corrupt.contains(id_of(103).hex()));
  EXPECT_TRUE(corrupt.contains(id_of(106).hex()));
  EXPECT_TRUE(corrupt.contains(id_of(101).hex()) || corrupt.contains(id_of(102).hex()));
}

TEST(HitTrees, TotalsAreBoundedAndTold) {
  TreeLimits few_entries;
  few_entries.max_entries = 2;
  Builder entries({1}, few_entries);
  entries.add(100, file("a", 1) + file("b", 1));
  entries.add(101, file("c", 1));
  entries.add(102, file("d", 1));
  const HitTrees kept = entries.build();
  EXPECT_NE(find(kept, 100), kEmptyTree);
  EXPECT_EQ(find(kept, 101), kEmptyTree);
  ASSERT_EQ(entries.unread().size(), 1u);
  EXPECT_EQ(entries.unread()[0].reason, Reason::kLimit);

  TreeLimits few_items;
  few_items.max_items = 1;
  Builder items({1}, few_items);
  items.add(100, file("a", 1));
  items.add(102, file("b", 1));
  items.add(104, file("c", 1));
  items.build();
  ASSERT_EQ(items.unread().size(), 1u);
  EXPECT_EQ(items.unread()[0].reason, Reason::kLimit);
}

TEST(HitTrees, NamesWhatIsMissingBelow) {
  Builder builder({1});
  builder.add(100, folder("a", 101) + folder("b", 102));
  builder.add(101, folder("c", 103));
  builder.add(102, file("x", 1));
  builder.add(104, folder("elsewhere", 105));
  const HitTrees trees = builder.build();
  EXPECT_EQ(trees.number(id_of(106).raw()), kNone);
  std::vector<uint32_t> roots;
  for (const uint32_t id : {100u, 103u, 102u}) roots.push_back(trees.number(id_of(id).raw()));
  EXPECT_EQ(trees.missing_below(roots), std::vector{std::string(id_of(103).raw())});
}

TEST(HitTrees, PresumedBlobsAreAskedForInTheEnd) {
  for (const uint32_t absent : {0u, 1u, 63u, 64u, 200u, 499u}) {
    Builder builder({1}, 500, true), careful({1}, 500, false);
    for (Builder* each : {&builder, &careful}) {
      for (uint32_t tree = 0; tree < 50; ++tree) {
        std::string bytes = file("key", 1);
        for (uint32_t i = 0; i < 10; ++i) {
          const uint32_t blob = tree * 10 + i;
          bytes += file("n" + std::to_string(i), absent != 0 && blob == absent ? 900 : blob);
        }
        each->add(1000 + tree, bytes);
      }
    }
    const bool is_whole = absent == 0;
    EXPECT_EQ(builder.presumed_rightly(), is_whole) << absent;
    const HitTrees trees = careful.build();
    const uint32_t root = trees.number(id_of(1000 + absent / 10).raw());
    EXPECT_EQ(trees.missing_below({&root, 1}).empty(), is_whole) << absent;
    if (is_whole) {
      EXPECT_EQ(paths(builder.build(), 1), paths(trees, 1));
    }
  }
}

}  // namespace
}  // namespace sluice::provenance

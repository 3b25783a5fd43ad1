#include "provenance/commit_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace sluice::provenance {
namespace {

ObjectId id_of(uint32_t number) {
  std::string raw(20, '\0');
  for (size_t i = 0; i < 4; ++i) raw[i] = static_cast<char>(number >> (24 - 8 * i));
  return ObjectId::from_raw(raw);
}

// Hands out commits to several workers, to have their parts merged.
class Builder {
 public:
  void add(uint32_t number, const std::vector<uint32_t>& parents, int64_t date = 0) {
    git::Commit commit;
    commit.tree = id_of(number + 1'000'000'000);
    for (const uint32_t parent : parents) commit.parents.push_back(id_of(parent));
    commit.committer.date = date;
    builder_.add(number % 3, id_of(number), commit);
  }
  CommitGraph build() {
    return builder_.build([this](const Unread& unread) { unread_.push_back(unread); });
  }
  const std::vector<Unread>& unread() const { return unread_; }

 private:
  CommitGraphBuilder builder_{3};
  std::vector<Unread> unread_;
};

std::vector<ObjectId> order_of(const CommitGraph& graph) {
  std::vector<ObjectId> order;
  for (uint32_t commit = 0; commit < graph.size(); ++commit) order.push_back(graph.id(commit));
  return order;
}

TEST(CommitGraph, OrdersParentsFirstThenByDateThenById) {
  Builder builder;
  builder.add(9, {}, 50);
  builder.add(1, {9}, 10);  // older than its parent: still behind it
  builder.add(2, {9}, 70);
  builder.add(3, {9}, 70);
  builder.add(4, {3, 2}, 60);
  builder.add(5, {}, 55);
  const CommitGraph graph = builder.build();
  EXPECT_EQ(order_of(graph),
            (std::vector{id_of(9), id_of(1), id_of(5), id_of(2), id_of(3), id_of(4)}));
  const uint32_t merge = graph.find(id_of(4));
  EXPECT_EQ(graph.date(merge), 60);
  EXPECT_EQ(ObjectId::from_raw(graph.tree(merge)), id_of(1'000'000'004));
  EXPECT_TRUE(std::ranges::equal(graph.parents(merge),
                                 std::vector{graph.find(id_of(2)), graph.find(id_of(3))}));
  EXPECT_EQ(graph.find(id_of(77)), CommitGraph::kNone);
  EXPECT_TRUE(graph.missing().empty());
  EXPECT_TRUE(builder.unread().empty());
}

TEST(CommitGraph, KnowsMissingParentsAndIgnoresDoubles) {
  Builder builder;
  builder.add(1, {7, 7});
  builder.add(2, {1, 1, 7, 1});
  builder.add(2, {1, 1, 7, 1});
  const CommitGraph graph = builder.build();
  ASSERT_EQ(graph.size(), 2u);
  EXPECT_EQ(graph.parents(1).size(), 1u);
  ASSERT_EQ(graph.missing().size(), 2u);
  EXPECT_EQ(graph.missing()[0], std::pair(0u, id_of(7)));
  EXPECT_EQ(graph.missing()[1], std::pair(1u, id_of(7)));
  EXPECT_EQ(graph.find(id_of(7)), CommitGraph::kNone);
}

TEST(CommitGraph, LeavesOutCyclesAndTellsThem) {
  Builder builder;
  builder.add(1, {});
  builder.add(2, {3});
  builder.add(3, {2, 1});
  builder.add(4, {4});
  builder.add(5, {3});
  const CommitGraph graph = builder.build();
  EXPECT_EQ(order_of(graph), std::vector{id_of(1)});
  ASSERT_EQ(builder.unread().size(), 1u);
  EXPECT_EQ(builder.unread()[0].reason, Reason::kCorrupt);
  EXPECT_EQ(builder.unread()[0].where, id_of(2).hex());
  EXPECT_EQ(builder.unread()[0].what.substr(0, 2), "4 ");
}

TEST(CommitGraph, AnEmptyStoreHasNoOrder) {
  Builder builder;
  EXPECT_EQ(builder.build().size(), 0u);
}

TEST(CommitGraph, HundredsOfThousandsOfParentsAndGenerations) {
  Builder wide;
  std::vector<uint32_t> parents;
  for (uint32_t i = 0; i < 200'000; ++i) parents.push_back(i % 100'000);
  for (uint32_t i = 0; i < 100'000; ++i) wide.add(i, {});
  wide.add(2'000'000, parents);
  const CommitGraph graph = wide.build();
  EXPECT_EQ(graph.parents(graph.find(id_of(2'000'000))).size(), 100'000u);

  Builder deep;
  for (uint32_t i = 0; i < 200'000; ++i) {
    deep.add(i, i == 0 ? std::vector<uint32_t>() : std::vector{i - 1}, 200'000 - i);
  }
  const CommitGraph chain = deep.build();
  ASSERT_EQ(chain.size(), 200'000u);
  EXPECT_EQ(chain.find(id_of(199'999)), 199'999u);
  const std::vector<Reach> reach =
      reach_of_commits(chain, std::vector{Tip{199'998, Reach::kStash}, Tip{10, Reach::kHead}});
  EXPECT_EQ(reach[10], Reach::kHead);
  EXPECT_EQ(reach[11], Reach::kStash);
  EXPECT_EQ(reach[199'999], Reach::kUnreachable);
}

// Which worker read a commit, and when, does not show.
TEST(CommitGraph, TheOrderDependsOnTheCommitsOnly) {
  std::mt19937 random(3);
  struct Row {
    uint32_t number;
    std::vector<uint32_t> parents;
    int64_t date;
  };
  std::vector<Row> rows;
  for (uint32_t i = 0; i < 2000; ++i) {
    Row row{static_cast<uint32_t>(random()) / 2, {}, static_cast<int64_t>(random() % 50)};
    for (unsigned k = random() % 4; k > 0 && i != 0; --k) {
      row.parents.push_back(rows[random() % rows.size()].number);
    }
    rows.push_back(row);
  }
  std::vector<ObjectId> first;
  for (int round = 0; round < 4; ++round) {
    Builder builder;
    for (const Row& row : rows) builder.add(row.number, row.parents, row.date);
    const CommitGraph graph = builder.build();
    if (round == 0) first = order_of(graph);
    EXPECT_EQ(order_of(graph), first);
    for (uint32_t commit = 0; commit < graph.size(); ++commit) {
      for (const uint32_t parent : graph.parents(commit)) ASSERT_LT(parent, commit);
    }
    std::shuffle(rows.begin(), rows.end(), random);
  }
  EXPECT_EQ(first.size(), 2000u);
}

}  // namespace
}  // namespace sluice::provenance

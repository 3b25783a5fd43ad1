#include "provenance/tree_chain.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "support/git_fixture.h"
#include "support/pack_builder.h"

namespace sluice::provenance {
namespace {

using test::delta_copy;
using test::delta_insert;
using test::delta_sizes;

std::string entry(const std::string& name, unsigned number, uint8_t id_bytes) {
  std::string id(id_bytes, '\0');
  for (size_t i = 0; i < id.size(); ++i) id[i] = static_cast<char>(number * 167 + i * 31);
  return "100644 " + name + std::string(1, '\0') + id;
}

// A number that depends on all of the entry's bytes; a third is dropped.
uint32_t number_of(const git::TreeEntry& entry) {
  const std::string_view key(entry.name.data(), entry.name.size() + 1 + entry.id.size());
  const size_t hash = std::hash<std::string_view>()(key) ^ entry.mode;
  return hash % 3 == 0 ? TreeChain::kDrop : static_cast<uint32_t>(hash % 1'000'003);
}

struct Plain {
  std::vector<std::pair<uint32_t, uint32_t>> kept;
  bool corrupt = false;
};

// The oracle: every entry of the tree parsed.
Plain parse_plainly(std::string_view bytes, uint8_t id_bytes) {
  Plain plain;
  git::TreeIterator entries(bytes, id_bytes);
  uint32_t rank = 0;
  for (git::TreeEntry each; entries.next(each); ++rank) {
    if (number_of(each) != TreeChain::kDrop) plain.kept.emplace_back(rank, number_of(each));
  }
  plain.corrupt = entries.corrupt();
  return plain;
}

void expect_plain(TreeChain& chain, const git::ObjectView& tree, uint8_t id_bytes) {
  const Plain expected = parse_plainly(tree.bytes, id_bytes);
  std::vector<std::pair<uint32_t, uint32_t>> kept;
  for (const TreeChain::Kept& each : chain.read(tree, number_of)) {
    kept.emplace_back(each.rank, each.number);
  }
  EXPECT_EQ(kept, expected.kept);
  EXPECT_EQ(chain.corrupt(), expected.corrupt);
}

TEST(TreeChain, ReadsOnlyWhatADeltaChanged) {
  std::string base;
  for (unsigned i = 0; i < 1000; ++i) base += entry("file" + std::to_string(1000 + i), i, 20);
  const size_t size = base.size() / 1000;
  const std::string changed = entry("file1500", 77, 20);
  const std::string target = base.substr(0, 500 * size) + changed + base.substr(501 * size);
  const auto at = static_cast<uint32_t>(500 * size);
  // As git cuts: in the middle of entries.
  const std::string delta =
      delta_sizes(base.size(), target.size()) + delta_copy(0, at - 7) +
      delta_insert(base.substr(at - 7, 7) + changed + base.substr(at + size, 9)) +
      delta_copy(static_cast<uint32_t>(at + size + 9),
                 static_cast<uint32_t>(base.size() - at - size - 9));
  TreeChain chain(20);
  size_t calls = 0;
  const auto count = [&](const git::TreeEntry& each) {
    ++calls;
    return number_of(each);
  };
  chain.read({.id = {}, .type = git::ObjectType::kTree, .bytes = base, .is_base = true}, count);
  EXPECT_EQ(calls, 1000u);
  calls = 0;
  const git::ObjectView made{.id = {},
                             .type = git::ObjectType::kTree,
                             .bytes = target,
                             .delta = delta,
                             .base_bytes = base.size(),
                             .depth = 1};
  chain.read(made, count);
  EXPECT_EQ(calls, 3u);
  expect_plain(chain, made, 20);
}

// Random bytes that are mostly trees, made from each other by random copies, cut
// anywhere, in pre-order over a random forest.
class RandomForest {
 public:
  explicit RandomForest(unsigned seed)
      : random_(seed), id_bytes_(seed % 3 == 0 ? 32 : 20), chain_(id_bytes_) {}

  void run(unsigned trees) {
    for (unsigned i = 0; i < trees; ++i) {
      const bool whole = stack_.empty() || below(12) == 0;
      const auto depth = static_cast<unsigned>(whole ? 0 : 1 + below(stack_.size()));
      stack_.resize(depth);
      std::string delta, bytes;
      if (whole) {
        bytes = random_tree();
      } else {
        delta = random_delta(stack_.back(), bytes);
      }
      const bool is_base = below(5) != 0;
      expect_plain(chain_,
                   {.id = {},
                    .type = git::ObjectType::kTree,
                    .bytes = bytes,
                    .delta = delta,
                    .base_bytes = whole ? 0 : stack_.back().size(),
                    .depth = depth,
                    .is_base = is_base},
                   id_bytes_);
      if (is_base) {
        stack_.push_back(bytes);
      }
    }
  }

 private:
  size_t below(size_t bound) { return random_() % bound; }

  std::string random_entry() {
    std::string name(below(4), 'n');
    for (char& c : name) c = "a ./\x01"[below(5)];
    std::string made = entry(name, static_cast<unsigned>(below(9)), id_bytes_);
    if (below(60) == 0) made[below(made.size())] = static_cast<char>(below(256));
    return made;
  }
  std::string random_tree() {
    std::string bytes;
    for (size_t i = below(30); i > 0; --i) bytes += random_entry();
    if (below(10) == 0) bytes.resize(below(bytes.size() + 1));
    return bytes;
  }

  std::string random_delta(const std::string& base, std::string& target) {
    std::string ops;
    size_t from = 0;
    for (size_t count = 1 + below(8); count > 0; --count) {
      if (base.empty() || below(3) == 0) {
        std::string text = below(2) == 0 ? random_entry() : random_entry().substr(below(20));
        text.resize(std::min<size_t>(text.size() + (text.empty() ? 1 : 0), 127));
        ops += delta_insert(text);
        target += text;
        continue;
      }
      // Mostly onwards from the last copy, as git's deltas go.
      if (below(4) == 0 || from >= base.size()) from = below(base.size());
      const size_t size = 1 + below(base.size() - from);
      ops += delta_copy(static_cast<uint32_t>(from), static_cast<uint32_t>(size));
      target += base.substr(from, size);
      from += size + (below(2) == 0 ? below(80) : 0);
    }
    return delta_sizes(base.size(), target.size()) + ops;
  }

  std::mt19937 random_;
  uint8_t id_bytes_;
  TreeChain chain_;
  std::vector<std::string> stack_;  // bytes of the bases
};

TEST(TreeChain, EqualsThePlainParseOfRandomTrees) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    RandomForest(seed).run(60);
  }
}

TEST(TreeChain, EqualsThePlainParseOfWhatGitPacks) {
  test::GitFixture fixture;
  std::mt19937 random(1);
  for (unsigned i = 0; i < 60; ++i) {
    for (unsigned n = 0; n < 5; ++n) {
      const std::string path =
          "d" + std::to_string(random() % 4) + "/file" + std::to_string(random() % 60);
      fixture.write(path, std::to_string(random()));
    }
    fixture.commit("c");
  }
  fixture.git("repack -adfq --depth=40 --window=30");
  const OnUnread on_unread = [](const Unread& unread) { ADD_FAILURE() << unread.what; };
  const auto store =
      git::ObjectStore::open(fixture.git_dir() + "/objects", 20, git::Limits{}, on_unread);
  ASSERT_TRUE(store.has_value());
  TreeChain chain(20);
  size_t deltas = 0;
  const auto each = [&](unsigned, const git::ObjectView& tree) {
    deltas += !tree.delta.empty();
    expect_plain(chain, tree, 20);
  };
  ASSERT_TRUE(store->for_each(git::only(git::ObjectType::kTree), 1, each, on_unread, {}));
  EXPECT_GT(deltas, 50u);
}

// Levels whose memory was given up are parsed whole again.
TEST(TreeChain, AChainTooLargeToHoldIsStillExact) {
  std::string bytes;
  for (unsigned i = 0; i < 200'000; ++i) bytes += entry(std::to_string(i), i, 20);
  TreeChain chain(20);
  std::string delta;
  for (unsigned depth = 0; depth < 24; ++depth) {
    expect_plain(chain,
                 {.id = {},
                  .type = git::ObjectType::kTree,
                  .bytes = bytes,
                  .delta = delta,
                  .base_bytes = depth == 0 ? 0 : bytes.size(),
                  .depth = depth,
                  .is_base = true},
                 20);
    delta = delta_sizes(bytes.size(), bytes.size());
    for (size_t at = 0; at < bytes.size(); at += 1 << 20) {
      delta += delta_copy(static_cast<uint32_t>(at),
                          static_cast<uint32_t>(std::min<size_t>(1 << 20, bytes.size() - at)));
    }
  }
}

}  // namespace
}  // namespace sluice::provenance

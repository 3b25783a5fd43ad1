#include "git/pack_walk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>

#include "git/delta.h"
#include "git/pack_forest.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

using test::delta_copy;
using test::delta_insert;
using test::delta_sizes;

Result<Object> no_copy(const ObjectId&, size_t) { return Error{ErrorKind::kNotFound, "none"}; }

// A pack in memory and what a walk of it gave.
struct Walk {
  std::map<std::string, std::string> objects;  // id in hex to bytes
  std::vector<Unread> unread;
  size_t visits = 0;
  size_t deltas = 0;  // visits that came with their base

  bool reports(Reason reason, const ObjectId& id) const {
    for (const Unread& one : unread) {
      if (one.reason == reason && one.where == id.hex()) return true;
    }
    return false;
  }
};

Walk walk(const test::PackBuilder& builder, WalkOptions options = {},
          const OtherCopy& other_copy = no_copy) {
  const std::string pack_bytes = builder.pack(), index_bytes = builder.index();
  const auto pack = Pack::open(pack_bytes, index_bytes, 20);
  EXPECT_TRUE(pack);
  Walk result;
  std::mutex mutex;
  // What each worker visited last, by depth: the parent has to be there.
  std::vector<std::map<unsigned, uint32_t>> last(options.workers);
  const WalkPack walked{&*pack, "test.pack", {}};
  walk_packs(
      {&walked, 1}, options, other_copy,
      [&](unsigned worker, const WalkEntry& entry) {
        const std::lock_guard lock(mutex);
        ++result.visits;
        result.objects[entry.id.hex()] = std::string(entry.bytes);
        if (entry.id != pack->index().id(entry.position)) {
          EXPECT_EQ(entry.id, hash_object(entry.type, entry.bytes, 20)) << "the id it has";
        }
        if (entry.parent != WalkEntry::kNone) {
          ++result.deltas;
          EXPECT_EQ(last[worker].at(entry.depth - 1), entry.parent);
          EXPECT_EQ(result.objects.at(pack->index().id(entry.parent).hex()), entry.base_bytes);
          DeltaReader reader(entry.delta_bytes);
          std::string remade(entry.bytes.size(), '\0');
          EXPECT_TRUE(apply_delta(entry.base_bytes, reader, remade.data()));
          EXPECT_EQ(remade, entry.bytes);
        } else {
          EXPECT_TRUE(entry.delta_bytes.empty());
        }
        last[worker][entry.depth] = entry.position;
      },
      [&](const Unread& unread) {
        const std::lock_guard lock(mutex);
        result.unread.push_back(unread);
      },
      {});
  return result;
}

// A tree of `count` versions of one text, each a delta of an earlier one that
// `pick(i)` names; by offset or, every third, by id.
struct Versions {
  test::PackBuilder builder;
  std::map<std::string, std::string> objects;
};

template <class Pick>
Versions make_versions(size_t count, size_t text_bytes, Pick pick) {
  Versions versions;
  std::vector<std::string> texts{std::string(text_bytes, 'r')};
  std::vector<ObjectId> ids;
  std::vector<uint64_t> offsets;
  for (size_t i = 0; i < count; ++i) {
    if (i == 0) {
      offsets.push_back(versions.builder.add(ObjectType::kBlob, texts[0]));
    } else {
      const size_t base = pick(i);
      const std::string line = "version " + std::to_string(i) + "\n";
      texts.push_back(line + texts[base]);
      const std::string delta = delta_sizes(texts[base].size(), texts[i].size()) +
                                delta_insert(line) +
                                delta_copy(0, static_cast<uint32_t>(texts[base].size()));
      const ObjectId id = hash_object(ObjectType::kBlob, texts[i], 20);
      offsets.push_back(i % 3 == 0 ? versions.builder.add_id_delta(ids[base], delta, id)
                                   : versions.builder.add_offset_delta(offsets[base], delta, id));
    }
    ids.push_back(hash_object(ObjectType::kBlob, texts[i], 20));
    versions.objects[ids[i].hex()] = texts[i];
  }
  return versions;
}

Versions random_versions(size_t count, size_t text_bytes) {
  std::mt19937 random(7);
  return make_versions(count, text_bytes, [&](size_t i) { return random() % i; });
}

TEST(PackWalk, VisitsEachObjectOnceWithItsBase) {
  const Versions versions = random_versions(500, 100);
  const Walk result = walk(versions.builder);
  EXPECT_EQ(result.objects, versions.objects);
  EXPECT_EQ(result.visits, 500u);
  EXPECT_EQ(result.deltas, 499u);
  EXPECT_TRUE(result.unread.empty());
}

TEST(PackWalk, GivesTheSameForAnyNumberOfWorkers) {
  test::PackBuilder builder;
  std::map<std::string, std::string> objects;
  for (int root = 0; root < 40; ++root) {
    const std::string base = "root " + std::to_string(root) + std::string(500, 'x');
    const uint64_t offset = builder.add(ObjectType::kBlob, base);
    objects[hash_object(ObjectType::kBlob, base, 20).hex()] = base;
    for (int child = 0; child < root; ++child) {
      const std::string text = std::to_string(child) + base;
      const ObjectId id = hash_object(ObjectType::kBlob, text, 20);
      builder.add_offset_delta(offset,
                               delta_sizes(base.size(), text.size()) +
                                   delta_insert(std::to_string(child)) +
                                   delta_copy(0, static_cast<uint32_t>(base.size())),
                               id);
      objects[id.hex()] = text;
    }
  }
  for (const unsigned workers : {1u, 2u, 8u, 100u}) {
    WalkOptions options;
    options.workers = workers;
    const Walk result = walk(builder, options);
    EXPECT_EQ(result.objects, objects) << workers;
    EXPECT_EQ(result.visits, objects.size()) << workers;
    EXPECT_TRUE(result.unread.empty()) << workers;
  }
}

TEST(PackWalk, DroppedBasesAreMadeAgain) {
  const Versions versions = random_versions(300, 2000);
  for (const uint64_t max_chain_bytes : {uint64_t{0}, uint64_t{1}, uint64_t{5000}}) {
    WalkOptions options;
    options.limits.max_chain_bytes = max_chain_bytes;
    const Walk result = walk(versions.builder, options);
    EXPECT_EQ(result.objects, versions.objects) << max_chain_bytes;
    EXPECT_TRUE(result.unread.empty());
  }
}

TEST(PackWalk, ABaseMayStandAfterItsDelta) {
  test::PackBuilder builder;
  const std::string base = "the base, which stands last", text = "DELTA" + base;
  const ObjectId id = hash_object(ObjectType::kBlob, text, 20);
  builder.add_id_delta(hash_object(ObjectType::kBlob, base, 20),
                       delta_sizes(base.size(), text.size()) + delta_insert("DELTA") +
                           delta_copy(0, static_cast<uint32_t>(base.size())),
                       id);
  builder.add(ObjectType::kBlob, base);
  const Walk result = walk(builder);
  EXPECT_EQ(result.objects.at(id.hex()), text);
  EXPECT_EQ(result.deltas, 1u);
  EXPECT_TRUE(result.unread.empty());
}

TEST(PackWalk, ADeltaIsOfItsRootsType) {
  test::PackBuilder builder;
  const uint64_t tree = builder.add(ObjectType::kTree, "not a real tree");
  builder.add_offset_delta(tree, delta_sizes(15, 4) + delta_insert("tree"),
                           hash_object(ObjectType::kTree, "tree", 20));
  builder.add(ObjectType::kBlob, "blob");
  WalkOptions options;
  options.types = only(ObjectType::kBlob);
  EXPECT_EQ(walk(builder, options).visits, 1u);
  options.types = only(ObjectType::kTree);
  EXPECT_EQ(walk(builder, options).visits, 2u);
  options.types = only(ObjectType::kBlob) | only(ObjectType::kTree);
  EXPECT_EQ(walk(builder, options).visits, 3u);
}

TEST(PackWalk, ABaseOutsideThePackIsAskedFor) {
  const std::string base = "kept elsewhere";
  const ObjectId base_id = hash_object(ObjectType::kBlob, base, 20);
  const ObjectId id = hash_object(ObjectType::kBlob, "kept", 20);
  test::PackBuilder builder;
  builder.add_id_delta(base_id, delta_sizes(base.size(), 4) + delta_copy(0, 4), id);
  const Walk found = walk(builder, {}, [&](const ObjectId& asked, size_t) -> Result<Object> {
    EXPECT_EQ(asked, base_id);
    return Object{ObjectType::kBlob, base};
  });
  EXPECT_EQ(found.objects.at(id.hex()), "kept");
  EXPECT_TRUE(found.unread.empty());

  const Walk missing = walk(builder);
  EXPECT_TRUE(missing.objects.empty());
  EXPECT_TRUE(missing.reports(Reason::kMissing, id));
}

TEST(PackWalk, WhatHangsOnADamagedEntryIsReportedOneByOne) {
  test::PackBuilder builder;
  const uint64_t root = builder.add(ObjectType::kBlob, "root");
  const ObjectId broken = test::made_up_id(0xb0), child = test::made_up_id(0xc1),
                 grandchild = test::made_up_id(0xc2);
  const uint64_t broken_at = builder.add_offset_delta(root, "\x04\x04 garbage", broken);
  const uint64_t child_at =
      builder.add_offset_delta(broken_at, delta_sizes(4, 1) + delta_insert("c"), child);
  builder.add_offset_delta(child_at, delta_sizes(1, 1) + delta_insert("g"), grandchild);
  const ObjectId sibling = hash_object(ObjectType::kBlob, "sibling", 20);
  builder.add_offset_delta(root, delta_sizes(4, 7) + delta_insert("sibling"), sibling);
  const Walk result = walk(builder);
  EXPECT_EQ(result.objects.size(), 2u);
  EXPECT_EQ(result.objects.at(sibling.hex()), "sibling");
  for (const ObjectId& id : {broken, child, grandchild}) {
    EXPECT_TRUE(result.reports(Reason::kCorrupt, id)) << id.hex();
  }
  EXPECT_EQ(result.unread.size(), 3u);
}

TEST(PackWalk, ADamagedEntryIsTakenFromAnotherCopy) {
  const std::string good = "good copy";
  const ObjectId id = hash_object(ObjectType::kBlob, good, 20);
  test::PackBuilder builder;
  const uint64_t broken_at =
      builder.add_raw(test::entry_header(3, good.size()) + "not a stream at all", id);
  const ObjectId child = hash_object(ObjectType::kBlob, "good", 20);
  builder.add_offset_delta(broken_at, delta_sizes(good.size(), 4) + delta_copy(0, 4), child);
  const Walk result = walk(builder, {}, [&](const ObjectId& asked, size_t) -> Result<Object> {
    if (asked == id) return Object{ObjectType::kBlob, good};
    return Error{ErrorKind::kNotFound, "none"};
  });
  EXPECT_EQ(result.objects.at(id.hex()), good);
  EXPECT_EQ(result.objects.at(child.hex()), "good");
  EXPECT_TRUE(result.unread.empty());
}

TEST(PackWalk, SkippedEntriesServeAsBasesOnly) {
  test::PackBuilder builder;
  const uint64_t root = builder.add(ObjectType::kBlob, "root");
  const ObjectId root_id = hash_object(ObjectType::kBlob, "root", 20);
  const ObjectId child = hash_object(ObjectType::kBlob, "roo", 20);
  builder.add_offset_delta(root, delta_sizes(4, 3) + delta_copy(0, 3), child);
  const std::string pack_bytes = builder.pack(), index_bytes = builder.index();
  const auto pack = Pack::open(pack_bytes, index_bytes, 20);
  ASSERT_TRUE(pack);
  WalkPack walked{&*pack, "test.pack", std::vector<bool>(2)};
  walked.skip[*pack->index().find(root_id)] = true;
  std::vector<std::string> given;
  walk_packs(
      {&walked, 1}, {}, no_copy,
      [&](unsigned, const WalkEntry& entry) {
        given.emplace_back(entry.bytes);
        // The visitor never saw the base, so this one comes as a whole.
        EXPECT_EQ(entry.parent, WalkEntry::kNone);
        EXPECT_TRUE(entry.delta_bytes.empty());
      },
      [](const Unread& unread) { ADD_FAILURE() << unread.what; }, {});
  EXPECT_EQ(given, std::vector<std::string>{"roo"});
}

TEST(PackWalk, StopsWhenAsked) {
  const Versions versions = random_versions(200, 50);
  const std::string pack_bytes = versions.builder.pack(), index_bytes = versions.builder.index();
  const auto pack = Pack::open(pack_bytes, index_bytes, 20);
  ASSERT_TRUE(pack);
  const WalkPack walked{&*pack, "test.pack", {}};
  std::stop_source stop;
  std::atomic<int> visits = 0;
  walk_packs(
      {&walked, 1}, {}, no_copy,
      [&](unsigned, const WalkEntry&) {
        if (++visits == 10) stop.request_stop();
      },
      [](const Unread& unread) { ADD_FAILURE() << unread.what; }, stop.get_token());
  EXPECT_EQ(visits, 10);
}

// Threats: packs that nobody's git would write.

TEST(PackWalkHostile, ACycleOfIdDeltasIsReported) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  const ObjectId a = test::made_up_id(0xa0), b = test::made_up_id(0xb0),
                 tail = test::made_up_id(0xc0), self = test::made_up_id(0xd0);
  const uint64_t a_at = builder.add_id_delta(b, delta_sizes(1, 1) + delta_insert("a"), a);
  builder.add_id_delta(a, delta_sizes(1, 1) + delta_insert("b"), b);
  builder.add_offset_delta(a_at, delta_sizes(1, 1) + delta_insert("c"), tail);
  builder.add_id_delta(self, delta_sizes(1, 1) + delta_insert("d"), self);
  builder.add(ObjectType::kBlob, "innocent");
  const Walk result = walk(builder);
  EXPECT_EQ(result.visits, 1u);
  for (const ObjectId& id : {a, b, tail, self}) {
    EXPECT_TRUE(result.reports(Reason::kCorrupt, id)) << id.hex();
  }
  EXPECT_EQ(result.unread.size(), 4u);
}

TEST(PackWalkHostile, AVeryLongChainIsReadToTheLimitAndReportedFromThere) {
  const test::Watchdog watchdog;
  constexpr size_t kLength = 50'000;
  test::PackBuilder builder;
  const std::string text = "abcdefgh";
  uint64_t at = builder.add(ObjectType::kBlob, text);
  for (size_t i = 1; i < kLength; ++i) {
    const std::string version = std::to_string(i);
    at = builder.add_offset_delta(
        at,
        delta_sizes(i == 1 ? text.size() : std::to_string(i - 1).size(), version.size()) +
            delta_insert(version),
        hash_object(ObjectType::kBlob, version, 20));
  }
  const Walk limited = walk(builder);
  EXPECT_EQ(limited.visits, 4097u);
  EXPECT_EQ(limited.unread.size(), kLength - 4097);
  EXPECT_TRUE(limited.reports(Reason::kLimit, hash_object(ObjectType::kBlob, "4097", 20)));
  EXPECT_TRUE(limited.reports(Reason::kLimit, hash_object(ObjectType::kBlob, "49999", 20)));

  WalkOptions options;
  options.limits.max_delta_depth = 100'000;
  const Walk unlimited = walk(builder, options);
  EXPECT_EQ(unlimited.visits, kLength);
  EXPECT_TRUE(unlimited.unread.empty());
}

TEST(PackWalkHostile, LyingSizesAllocateNothing) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  const std::string stream = test::deflate("short");
  const ObjectId huge = test::made_up_id(1), endless = test::made_up_id(2),
                 longer = test::made_up_id(3), shorter = test::made_up_id(4),
                 delta = test::made_up_id(5);
  builder.add_raw(test::entry_header(3, uint64_t{1} << 40) + stream, huge);
  builder.add_raw("\xbf" + std::string(8, '\xff') + "\x7f" + stream, endless);
  builder.add_raw(test::entry_header(3, 6) + stream, longer);
  builder.add_raw(test::entry_header(3, 4) + stream, shorter);
  const uint64_t base = builder.add(ObjectType::kBlob, "base");
  builder.add_offset_delta(base, delta_sizes(4, 200 << 20) + delta_copy(0, 4), delta);
  const Walk result = walk(builder);
  EXPECT_EQ(result.visits, 1u);
  for (const ObjectId& id : {huge, endless, longer, shorter, delta}) {
    EXPECT_TRUE(result.reports(Reason::kCorrupt, id)) << id.hex();
  }
}

// Each entry's stream, of empty blocks, goes on through all that follow it: 40 MB to read
// for each of them.
TEST(PackWalkHostile, StreamsThatRunThroughTheRestOfThePackAreNotFollowed) {
  const test::Watchdog watchdog;
  constexpr uint32_t kEntries = 40'000;
  const std::string header = test::entry_header(3, 500'000) + "\x78\x9c";
  std::string entry = header;
  for (int i = 0; i < 200; ++i) entry += std::string("\x00\x00\x00\xff\xff", 5);
  // A block that holds the next entry's header.
  const auto length = static_cast<char>(header.size());
  entry += {'\0', length, '\0', static_cast<char>(~length), '\xff'};
  test::PackBuilder builder;
  for (uint32_t i = 0; i < kEntries; ++i) {
    std::string raw(20, '\x5a');
    for (size_t byte = 0; byte < 4; ++byte) raw[byte] = static_cast<char>(i >> (24 - 8 * byte));
    builder.add_raw(entry, ObjectId::from_raw(raw));
  }
  // One that ends where the next begins is read, however it is padded.
  std::string padded = test::entry_header(3, 4) + "\x78\x9c";
  for (int i = 0; i < 10'000; ++i) padded += std::string("\x00\x00\x00\xff\xff", 5);
  const std::string rest = test::deflate("text").substr(2);
  builder.add_raw(padded + rest, hash_object(ObjectType::kBlob, "text", 20));
  const Walk result = walk(builder);
  EXPECT_EQ(result.visits, 1u);
  EXPECT_EQ(result.unread.size(), kEntries);
}

TEST(PackWalkHostile, BombsStopAtTheLimit) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  WalkOptions options;
  options.limits.max_object_bytes = 1 << 20;
  const std::string zeros(10 << 20, '\0');
  builder.add(ObjectType::kBlob, zeros);
  const ObjectId zlib_bomb = hash_object(ObjectType::kBlob, zeros, 20);
  // Each delta doubles what the one before it made: 2^30 bytes after 14 of them.
  uint64_t size = 0x10000;
  uint64_t at = builder.add(ObjectType::kBlob, std::string(size, 'x'));
  std::vector<ObjectId> ids;
  for (uint8_t i = 0; i < 14; ++i) {
    std::string delta = delta_sizes(size, 2 * size);
    for (int twice = 0; twice < 2; ++twice) {
      for (uint64_t from = 0; from < size; from += 0x10000) {
        delta += delta_copy(static_cast<uint32_t>(from), 0);
      }
    }
    size *= 2;
    // The ids of the first four must be true for nothing: they are not verified.
    ids.push_back(test::made_up_id(static_cast<uint8_t>(0x10 + i)));
    at = builder.add_offset_delta(at, delta, ids.back());
  }
  const Walk result = walk(builder, options);
  EXPECT_TRUE(result.reports(Reason::kLimit, zlib_bomb));
  EXPECT_EQ(result.visits, 5u);  // 64 KiB to 1 MiB
  for (size_t i = 4; i < ids.size(); ++i) EXPECT_TRUE(result.reports(Reason::kLimit, ids[i])) << i;
}

TEST(PackWalkHostile, TwoIdsForOneEntryAreVerified) {
  test::PackBuilder builder;
  const uint64_t at = builder.add(ObjectType::kBlob, "one");
  const ObjectId other = test::made_up_id(0x77);
  builder.alias(at, other);
  const Walk result = walk(builder);
  EXPECT_EQ(result.objects.size(), 1u);
  EXPECT_EQ(result.objects.at(hash_object(ObjectType::kBlob, "one", 20).hex()), "one");
  EXPECT_TRUE(result.reports(Reason::kCorrupt, other));
}

TEST(PackWalkHostile, BytesThatTheIndexDoesNotListAreReported) {
  test::PackBuilder builder;
  const std::string hidden = test::entry_header(3, 6) + test::deflate("hidden");
  builder.add_raw(test::entry_header(3, 4) + test::deflate("seen") + hidden,
                  hash_object(ObjectType::kBlob, "seen", 20));
  const Walk result = walk(builder);
  EXPECT_EQ(result.visits, 1u);
  ASSERT_EQ(result.unread.size(), 1u);
  EXPECT_EQ(result.unread[0].reason, Reason::kCorrupt);
  EXPECT_EQ(result.unread[0].where, "test.pack");
}

TEST(PackForest, HoldsFewBasesForAnyShape) {
  // A caterpillar: every version on the chain has a leaf beside the next one.
  const Versions versions =
      make_versions(2001, 10, [](size_t i) { return i % 2 == 1 ? i - 1 : i - 2; });
  const std::string pack_bytes = versions.builder.pack(), index_bytes = versions.builder.index();
  const auto pack = Pack::open(pack_bytes, index_bytes, 20);
  ASSERT_TRUE(pack);
  const PackForest forest = PackForest::build(*pack);
  ASSERT_EQ(forest.roots().size(), 1u);
  EXPECT_EQ(forest.weight(forest.roots()[0]), 2001u);
  size_t checked = 0;
  for (uint32_t node = 0; node < forest.size(); ++node) {
    const auto children = forest.children(node);
    for (uint32_t child : children) {
      EXPECT_EQ(forest.parent(child), node);
      EXPECT_LE(forest.weight(child), forest.weight(children.back()));
      ++checked;
    }
  }
  EXPECT_EQ(checked, 2000u);
}

TEST(PackForest, IsTheSameForAnyNumberOfWorkers) {
  const Versions versions = make_versions(501, 10, [](size_t i) { return i / 3; });
  const std::string pack_bytes = versions.builder.pack(), index_bytes = versions.builder.index();
  const auto pack = Pack::open(pack_bytes, index_bytes, 20);
  ASSERT_TRUE(pack);
  const PackForest one = PackForest::build(*pack);
  for (const unsigned workers : {2u, 3u, 7u, 600u}) {
    const PackForest many = PackForest::build(*pack, workers);
    ASSERT_EQ(many.size(), one.size());
    for (uint32_t node = 0; node < one.size(); ++node) {
      EXPECT_EQ(many.parent(node), one.parent(node));
      EXPECT_EQ(many.kind(node), one.kind(node));
      EXPECT_EQ(many.weight(node), one.weight(node));
    }
  }
}

}  // namespace
}  // namespace sluice::git

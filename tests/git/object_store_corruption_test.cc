// Damage to packs, indexes and loose files: each id that the undamaged store had
// is given with its bytes, or something is reported. Never a crash or a hang.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/file_reader.h"
#include "support/object_listing.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

// Wholes of each type, deltas by offset and by id, three levels.
test::PackBuilder small_pack() {
  test::PackBuilder builder;
  const auto version = [](int i) {
    return "version " + std::to_string(i) + " of a text with some length\n";
  };
  const auto id_of = [](const std::string& text) {
    return hash_object(ObjectType::kBlob, text, 20);
  };
  const std::string first = version(1), second = version(2), third = version(3);
  const auto edit = [](const std::string& from, const std::string& to) {
    return test::delta_sizes(from.size(), to.size()) + test::delta_copy(0, 8) +
           test::delta_insert(to.substr(8, 1)) +
           test::delta_copy(9, static_cast<uint32_t>(from.size() - 9));
  };
  builder.add(ObjectType::kCommit, "tree 0000\n\nmessage\n");
  const uint64_t base = builder.add(ObjectType::kBlob, first);
  builder.add_offset_delta(base, edit(first, second), id_of(second));
  builder.add_id_delta(id_of(second), edit(second, third), id_of(third));
  builder.add(ObjectType::kTree, "");
  builder.add(ObjectType::kBlob, "another blob");
  builder.add(ObjectType::kTag, "object 0000\n");
  return builder;
}

void overwrite(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// The rule of this file, for one damaged store.
void expect_nothing_lost_in_silence(const test::Listing& listing, const test::Objects& expected,
                                    TypeMask types, const std::string& damage) {
  for (const auto& [hex, object] : listing.objects) {
    const auto found = expected.find(hex);
    if (found != expected.end()) {
      EXPECT_EQ(object, found->second) << damage << ": " << hex;
      continue;
    }
    // Bytes that are not what they were listed as: told, and given as what they are.
    EXPECT_EQ(hash_object(object.type, object.bytes, 20).hex(), hex) << damage;
    EXPECT_FALSE(listing.unread.empty()) << damage;
  }
  if (!listing.unread.empty()) return;
  size_t wanted = 0;
  for (const auto& [hex, object] : expected) wanted += types.has(object.type) ? 1 : 0;
  EXPECT_EQ(listing.objects.size(), wanted) << damage << ": lost in silence";
}

// With an intact index, whatever is not given is reported by its id.
void expect_each_named(const test::Listing& listing, const test::Objects& expected,
                       const std::string& damage) {
  for (const auto& [hex, object] : expected) {
    const bool named =
        std::any_of(listing.unread.begin(), listing.unread.end(), [&hex = hex](const Unread& one) {
          return one.where == hex || one.where.ends_with(".pack");
        });
    EXPECT_TRUE(listing.objects.contains(hex) || named) << damage << ": " << hex;
  }
}

struct Damaged {
  test::TempDir dir;
  test::Objects expected;
  std::string pack, index;

  Damaged() {
    const test::PackBuilder builder = small_pack();
    builder.write(dir.path());
    pack = builder.pack();
    index = builder.index();
    const test::Listing listing = test::list_objects(dir.path());
    EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
    EXPECT_EQ(listing.objects.size(), 7u);
    expected = listing.objects;
  }

  void check(const std::string& damage) const {
    for (const TypeMask types : {kAllTypes, only(ObjectType::kBlob)}) {
      const test::Listing listing = test::list_objects(dir.path(), types);
      expect_nothing_lost_in_silence(listing, expected, types, damage);
      if (types.bits == kAllTypes.bits) expect_each_named(listing, expected, damage);
    }
    std::vector<Unread> unread;
    const auto store =
        ObjectStore::open(dir.path(), 20, {}, [&](const Unread& one) { unread.push_back(one); });
    ASSERT_TRUE(store);
    for (const auto& [hex, object] : expected) {
      const auto read = store->read(*ObjectId::from_hex(hex));
      if (read) {
        EXPECT_EQ(read->bytes, object.bytes) << damage;
      }
    }
  }
};

TEST(ObjectStoreCorruption, TruncatedPacks) {
  const test::Watchdog watchdog;
  Damaged damaged;
  for (size_t size = 0; size < damaged.pack.size(); ++size) {
    overwrite(damaged.dir / "pack/pack-test.pack", damaged.pack.substr(0, size));
    damaged.check("pack cut at " + std::to_string(size));
  }
}

TEST(ObjectStoreCorruption, TruncatedIndexes) {
  const test::Watchdog watchdog;
  Damaged damaged;
  for (size_t size = 0; size < damaged.index.size(); ++size) {
    overwrite(damaged.dir / "pack/pack-test.idx", damaged.index.substr(0, size));
    damaged.check("index cut at " + std::to_string(size));
  }
}

TEST(ObjectStoreCorruption, EveryFlippedBitOfAPack) {
  const test::Watchdog watchdog(std::chrono::seconds(240));
  Damaged damaged;
  for (size_t bit = 0; bit < 8 * damaged.pack.size(); ++bit) {
    std::string bytes = damaged.pack;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    overwrite(damaged.dir / "pack/pack-test.pack", bytes);
    damaged.check("pack, bit " + std::to_string(bit));
  }
}

TEST(ObjectStoreCorruption, EveryDamagedByteOfAnIndex) {
  const test::Watchdog watchdog(std::chrono::seconds(240));
  Damaged damaged;
  for (size_t at = 0; at < damaged.index.size(); ++at) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string bytes = damaged.index;
      bytes[at] = static_cast<char>(bytes[at] ^ mask);
      overwrite(damaged.dir / "pack/pack-test.idx", bytes);
      damaged.check("index, byte " + std::to_string(at));
    }
  }
}

TEST(ObjectStoreCorruption, ADamagedObjectIsTakenFromItsOtherCopy) {
  for (const bool loose : {false, true}) {
    test::GitFixture fixture;
    for (int i = 0; i < 5; ++i) {
      std::string line(201, static_cast<char>('a' + i));
      line.back() = '\n';
      fixture.write("f", line);
      fixture.commit("one");
    }
    const test::Objects expected = test::git_objects(fixture);
    fixture.git("repack -aq");
    if (!loose) {
      fixture.git("prune-packed");
      fixture.git("pack-objects --all -q .git/objects/pack/other < /dev/null");
    }
    const std::string pack_dir = fixture.git_dir() + "/objects/pack";
    std::string victim;
    for (const auto& file : std::filesystem::directory_iterator(pack_dir)) {
      if (file.path().extension() == ".pack") victim = file.path();
    }
    auto bytes = read_file(victim);
    ASSERT_TRUE(bytes);
    for (size_t at = 20; at + 20 < bytes->size(); at += 10) {
      (*bytes)[at] = static_cast<char>(~(*bytes)[at]);
    }
    std::filesystem::permissions(victim, std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
    overwrite(victim, *bytes);
    const test::Listing listing = test::list_objects(fixture.git_dir() + "/objects");
    EXPECT_EQ(listing.objects, expected);
    EXPECT_EQ(listing.given.size(), expected.size());
  }
}

TEST(ObjectStoreCorruption, ReadingByIdEndsOnACycle) {
  const test::Watchdog watchdog;
  const ObjectId a = test::made_up_id(0xa0), b = test::made_up_id(0xb0);
  test::PackBuilder first, second;
  const std::string delta = test::delta_sizes(1, 1) + test::delta_insert("x");
  first.add_id_delta(b, delta, a);
  second.add_id_delta(a, delta, b);
  const test::TempDir dir;
  first.write(dir.path(), "pack-1");
  second.write(dir.path(), "pack-2");
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_TRUE(listing.objects.empty());
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, a.hex())) << listing.unread_text();
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, b.hex())) << listing.unread_text();
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  const auto read = store->read(a);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
}

TEST(ObjectStoreCorruption, ReadingByIdKeepsTheLimits) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  uint64_t at = builder.add(ObjectType::kBlob, "0");
  for (int i = 1; i < 6000; ++i) {
    const std::string before = std::to_string(i - 1), text = std::to_string(i);
    at = builder.add_offset_delta(
        at, test::delta_sizes(before.size(), text.size()) + test::delta_insert(text),
        hash_object(ObjectType::kBlob, text, 20));
  }
  const std::string zeros(2 << 20, '\0');
  builder.add(ObjectType::kBlob, zeros);
  const test::TempDir dir;
  builder.write(dir.path());
  Limits limits;
  limits.max_object_bytes = 1 << 20;
  const auto store = ObjectStore::open(dir.path(), 20, limits, [](const Unread&) {});
  ASSERT_TRUE(store);
  const auto read = [&](const std::string& text) {
    return store->read(hash_object(ObjectType::kBlob, text, 20));
  };
  EXPECT_EQ(read("4096")->bytes, "4096");
  EXPECT_EQ(read("5999").error().kind, ErrorKind::kLimit);
  EXPECT_EQ(read(zeros).error().kind, ErrorKind::kLimit);
}

TEST(ObjectStoreCorruption, OneIdTwiceInAnIndexIsReported) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "one");
  const ObjectId id = hash_object(ObjectType::kBlob, "one", 20);
  builder.add_raw(test::entry_header(3, 3) + test::deflate("two"), id);
  const test::TempDir dir;
  builder.write(dir.path());
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.given.size(), 2u) << "each under its own id";
  EXPECT_TRUE(listing.objects.contains(hash_object(ObjectType::kBlob, "two", 20).hex()));
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, dir / "pack/pack-test.pack"));
}

}  // namespace
}  // namespace sluice::git

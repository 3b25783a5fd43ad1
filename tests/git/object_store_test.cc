#include "git/object_store.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file_reader.h"
#include "support/object_listing.h"
#include "support/pack_builder.h"

namespace sluice::git {
namespace {

// Versions of a few files that delta well, a large one, an empty one, a tag.
void make_history(test::GitFixture& fixture, int first = 0, int count = 30) {
  std::string large;
  for (int line = 0; line < 6000; ++line) {
    large += "line " + std::to_string(line * line) + " of a large file\n";
  }
  fixture.write("empty", "");
  for (int i = first; i < first + count; ++i) {
    std::string text = "version " + std::to_string(i) + "\n";
    for (int line = 0; line < 80; ++line) {
      text += "line " + std::to_string(line == i ? 1000 + i : line) + "\n";
    }
    fixture.write("folder/text", text);
    if (i % 5 == 0) fixture.write("large", std::to_string(i) + "\n" + large);
    fixture.write("small" + std::to_string(i), std::to_string(i) + "\n");
    fixture.commit("commit " + std::to_string(i));
  }
  fixture.git("tag -a -m note v" + std::to_string(first));
}

// The store must give what git gives, whole and by id, for any number of workers.
void expect_as_git(test::GitFixture& fixture, uint8_t id_bytes = 20) {
  const std::string objects_dir = fixture.git_dir() + "/objects";
  const test::Objects expected = test::git_objects(fixture);
  for (const unsigned workers : {1u, 2u, 8u}) {
    const test::Listing listing = test::list_objects(objects_dir, kAllTypes, workers, {}, id_bytes);
    EXPECT_EQ(listing.objects, expected) << workers;
    EXPECT_EQ(listing.given.size(), expected.size()) << "given once";
    EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
  }
  const auto store =
      ObjectStore::open(objects_dir, id_bytes, {}, [](const Unread& one) { FAIL() << one.what; });
  ASSERT_TRUE(store);
  std::vector<ObjectId> ids;
  for (const auto& [hex, object] : expected) {
    const auto id = ObjectId::from_hex(hex);
    ASSERT_TRUE(id);
    EXPECT_TRUE(store->contains(*id));
    ids.push_back(*id);
    EXPECT_EQ(hash_object(object.type, object.bytes, id_bytes), *id);
    const auto read = store->read(*id);
    ASSERT_TRUE(read) << hex << ": " << read.error().message;
    EXPECT_EQ(read->type, object.type);
    EXPECT_EQ(read->bytes, object.bytes);
  }
  EXPECT_TRUE(store->contains_all(ids));
  EXPECT_TRUE(store->contains_all({}));
  ids.insert(ids.begin() + static_cast<ptrdiff_t>(ids.size() / 2), test::made_up_id(7, id_bytes));
  EXPECT_FALSE(store->contains_all(ids));
}

size_t count_deltas(test::GitFixture& fixture) {
  const std::string text = fixture.git(
      "cat-file --batch-all-objects --batch-check='%(deltabase)' | grep -vc ^00000 || true");
  return std::stoul(text);
}

TEST(ObjectStore, EmptyRepository) {
  test::GitFixture fixture;
  expect_as_git(fixture);
}

TEST(ObjectStore, LooseOnly) {
  test::GitFixture fixture;
  make_history(fixture);
  expect_as_git(fixture);
}

TEST(ObjectStore, PackWithOffsetDeltas) {
  test::GitFixture fixture;
  make_history(fixture);
  fixture.git("repack -adfq");
  EXPECT_GT(count_deltas(fixture), 20u);
  expect_as_git(fixture);
}

TEST(ObjectStore, PackWithIdDeltas) {
  test::GitFixture fixture;
  make_history(fixture);
  fixture.git("-c repack.useDeltaBaseOffset=false repack -adfq");
  EXPECT_GT(count_deltas(fixture), 20u);
  expect_as_git(fixture);
}

TEST(ObjectStore, LongChains) {
  test::GitFixture fixture;
  make_history(fixture, 0, 60);
  fixture.git("repack -adfq --depth=4000 --window=100");
  expect_as_git(fixture);
}

TEST(ObjectStore, SeveralPacksThatOverlapAndLooseObjects) {
  test::GitFixture fixture;
  make_history(fixture, 0, 10);
  fixture.git("repack -adfq");
  fixture.git("pack-objects --all -q .git/objects/pack/pack < /dev/null");
  make_history(fixture, 10, 10);
  fixture.git("pack-objects --all -q .git/objects/pack/pack < /dev/null");
  fixture.git("repack -dq");
  make_history(fixture, 20, 10);
  // Loose copies of packed objects.
  fixture.git("hash-object -w folder/text > /dev/null");
  expect_as_git(fixture);
}

TEST(ObjectStore, ObjectsBothPackedAndLooseAreGivenOnce) {
  test::GitFixture fixture;
  make_history(fixture, 0, 10);
  fixture.git("repack -aq");  // keeps the loose files
  const test::Listing listing = test::list_objects(fixture.git_dir() + "/objects");
  EXPECT_EQ(listing.given.size(), listing.objects.size());
  expect_as_git(fixture);
}

TEST(ObjectStore, Sha256) {
  test::GitFixture fixture("--object-format=sha256");
  make_history(fixture, 0, 10);
  fixture.git("repack -adfq");
  make_history(fixture, 10, 10);
  fixture.git("-c repack.useDeltaBaseOffset=false repack -dfq");
  make_history(fixture, 20, 3);
  expect_as_git(fixture, 32);
}

TEST(ObjectStore, TypesAreFiltered) {
  test::GitFixture fixture;
  make_history(fixture);
  fixture.git("repack -adfq");
  make_history(fixture, 30, 2);
  const test::Objects all = test::git_objects(fixture);
  for (const TypeMask types :
       {only(ObjectType::kCommit), only(ObjectType::kTree), only(ObjectType::kBlob),
        only(ObjectType::kTag), only(ObjectType::kCommit) | only(ObjectType::kTag)}) {
    test::Objects expected;
    for (const auto& [hex, object] : all) {
      if (types.has(object.type)) expected[hex] = object;
    }
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(test::list_objects(fixture.git_dir() + "/objects", types).objects, expected);
  }
}

TEST(ObjectStore, CountsWhatIsClaimed) {
  test::GitFixture fixture;
  make_history(fixture, 0, 5);
  fixture.git("repack -adq");
  const size_t packed = test::git_objects(fixture).size();
  fixture.write("new", "new\n");
  fixture.commit("loose");
  const auto store =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->object_count(), packed + 3);
}

TEST(ObjectStore, UnknownIds) {
  test::GitFixture fixture;
  make_history(fixture, 0, 2);
  const auto store =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  for (const ObjectId& id :
       {test::made_up_id(7), test::made_up_id(7, 32), ObjectId(), test::made_up_id(0)}) {
    EXPECT_FALSE(store->contains(id));
    const auto object = store->read(id);
    ASSERT_FALSE(object);
    EXPECT_EQ(object.error().kind, ErrorKind::kNotFound);
  }
}

TEST(ObjectStore, NoFolder) {
  const test::TempDir dir;
  const auto missing = ObjectStore::open(dir / "objects", 20, {}, [](const Unread&) {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
}

TEST(ObjectStore, LinksAreNotFollowed) {
  test::GitFixture fixture;
  make_history(fixture, 0, 2);
  fixture.git("repack -adq");
  const test::TempDir dir;
  std::filesystem::create_directory_symlink(fixture.git_dir() + "/objects", dir / "objects");
  const auto linked = ObjectStore::open(dir / "objects", 20, {}, [](const Unread&) {});
  ASSERT_FALSE(linked);
  EXPECT_EQ(linked.error().kind, ErrorKind::kUnsupported);

  std::filesystem::create_directory(dir / "own");
  std::filesystem::create_directory_symlink(fixture.git_dir() + "/objects/pack", dir / "own/pack");
  const test::Listing listing = test::list_objects(dir / "own");
  EXPECT_TRUE(listing.objects.empty());
  EXPECT_TRUE(listing.reports(Reason::kUnsupported, dir / "own/pack"));
}

TEST(ObjectStore, PacksWithoutTheirHalfAreReportedAndRead) {
  test::PackBuilder whole, bare;
  whole.add(ObjectType::kBlob, "text");
  bare.add(ObjectType::kBlob, "text");
  bare.add(ObjectType::kBlob, "in the pack without an index");
  const test::TempDir dir;
  whole.write(dir.path(), "pack-whole");
  dir.write("pack/pack-a.pack", bare.pack());
  dir.write("pack/pack-b.idx", bare.index());
  dir.write("pack/pack-whole.keep", "");
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.objects.size(), 2u);
  EXPECT_EQ(listing.given.size(), 2u);
  EXPECT_TRUE(listing.reports(Reason::kMissing, dir / "pack/pack-a.pack"));
  EXPECT_TRUE(listing.reports(Reason::kMissing, dir / "pack/pack-b.idx"));
  EXPECT_EQ(listing.unread.size(), 2u) << listing.unread_text();
}

TEST(ObjectStore, AMultiPackIndexIsNotNeeded) {
  test::GitFixture fixture;
  make_history(fixture, 0, 5);
  fixture.git("repack -dq");
  make_history(fixture, 5, 5);
  fixture.git("repack -dq");
  fixture.git("multi-pack-index write");
  expect_as_git(fixture);
}

TEST(ObjectStore, IndexesOfVersion1) {
  test::GitFixture fixture;
  make_history(fixture);
  fixture.git("-c pack.indexVersion=1 repack -adfq");
  EXPECT_GT(count_deltas(fixture), 20u);
  expect_as_git(fixture);
}

TEST(ObjectStore, ADeltaMayHaveItsBaseElsewhere) {
  // The first pack's delta has its base in the second pack, whose own is loose.
  const std::string loose = "the loose object", middle = "the loose", last = "the";
  const auto id_of = [](const std::string& text) {
    return hash_object(ObjectType::kBlob, text, 20);
  };
  test::PackBuilder first, second;
  first.add_id_delta(id_of(middle), test::delta_sizes(9, 3) + test::delta_copy(0, 3), id_of(last));
  second.add_id_delta(id_of(loose), test::delta_sizes(16, 9) + test::delta_copy(0, 9),
                      id_of(middle));
  const test::TempDir dir;
  first.write(dir.path(), "pack-1");
  second.write(dir.path(), "pack-2");
  const std::string hex = id_of(loose).hex();
  std::string inflated = "blob 16";
  inflated += '\0';
  dir.write(hex.substr(0, 2) + "/" + hex.substr(2), test::deflate(inflated + loose));
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
  ASSERT_EQ(listing.objects.size(), 3u);
  EXPECT_EQ(listing.objects.at(id_of(last).hex()).bytes, last);
  EXPECT_EQ(listing.objects.at(id_of(middle).hex()).bytes, middle);
}

}  // namespace
}  // namespace sluice::git

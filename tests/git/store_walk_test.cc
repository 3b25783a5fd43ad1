// What the walk of a whole store makes of copies, of packs that are listed badly
// or not at all, of selections, and of a repack that runs meanwhile.
#include "git/store_walk.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/file_reader.h"
#include "support/object_listing.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

ObjectId blob_id(std::string_view text) { return hash_object(ObjectType::kBlob, text, 20); }

bool gives(const test::Listing& listing, const std::string& text) {
  const auto found = listing.objects.find(blob_id(text).hex());
  return found != listing.objects.end() && found->second.bytes == text;
}

void write_loose(const test::TempDir& dir, const ObjectId& id, const std::string& text) {
  std::string inflated = "blob " + std::to_string(text.size());
  inflated += '\0';
  const std::string hex = id.hex();
  dir.write(hex.substr(0, 2) + "/" + hex.substr(2), test::deflate(inflated + text));
}

void overwrite(const std::string& path, std::string_view bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Raw ids, ascending, for a Selection.
std::string id_list(std::vector<ObjectId> ids) {
  std::sort(ids.begin(), ids.end());
  std::string raw;
  for (const ObjectId& id : ids) raw += id.raw();
  return raw;
}

// --- copies

TEST(StoreCopies, AnHonestCopyIsGivenOnce) {
  test::PackBuilder first, second;
  first.add(ObjectType::kBlob, "shared");
  second.add(ObjectType::kBlob, "shared");
  second.add(ObjectType::kBlob, "other");
  const test::TempDir dir;
  first.write(dir.path(), "pack-1");
  second.write(dir.path(), "pack-2");
  write_loose(dir, blob_id("shared"), "shared");
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.given.size(), 2u);
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

// Bytes under the id of a harmless object must not hide behind its other copy.
TEST(StoreCopies, ACopyThatIsAnotherObjectIsToldAndGiven) {
  for (const bool liar_first : {false, true}) {
    test::PackBuilder honest, liar;
    honest.add(ObjectType::kBlob, "harmless");
    liar.add_raw(test::entry_header(3, 6) + test::deflate("hidden"), blob_id("harmless"));
    const test::TempDir dir;
    (liar_first ? liar : honest).write(dir.path(), "pack-1");
    (liar_first ? honest : liar).write(dir.path(), "pack-2");
    const test::Listing listing = test::list_objects(dir.path());
    EXPECT_TRUE(gives(listing, "hidden")) << liar_first;
    EXPECT_TRUE(gives(listing, "harmless")) << liar_first;
    EXPECT_EQ(listing.given.size(), 2u) << liar_first;
    EXPECT_TRUE(listing.reports(Reason::kCorrupt, blob_id("harmless").hex()));
  }
}

TEST(StoreCopies, ALooseFileThatIsAnotherObjectIsToldAndGiven) {
  for (const bool pack_lies : {false, true}) {
    test::PackBuilder builder;
    if (pack_lies) {
      builder.add_raw(test::entry_header(3, 6) + test::deflate("hidden"), blob_id("harmless"));
    } else {
      builder.add(ObjectType::kBlob, "harmless");
    }
    const test::TempDir dir;
    builder.write(dir.path(), "pack-1");
    write_loose(dir, blob_id("harmless"), pack_lies ? "harmless" : "hidden");
    const test::Listing listing = test::list_objects(dir.path());
    EXPECT_TRUE(gives(listing, "hidden")) << pack_lies;
    EXPECT_TRUE(gives(listing, "harmless")) << pack_lies;
    EXPECT_TRUE(listing.reports(Reason::kCorrupt, blob_id("harmless").hex()));
  }
}

TEST(StoreCopies, ADeltaOfACopyThatLiesIsMadeOfWhatItIs) {
  test::PackBuilder honest, liar;
  honest.add(ObjectType::kBlob, "harmless");
  const uint64_t base =
      liar.add_raw(test::entry_header(3, 6) + test::deflate("hidden"), blob_id("harmless"));
  liar.add_offset_delta(base, test::delta_sizes(6, 3) + test::delta_copy(0, 3), blob_id("hid"));
  const test::TempDir dir;
  honest.write(dir.path(), "pack-1");
  liar.write(dir.path(), "pack-2");
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.given.size(), 3u);
  EXPECT_TRUE(gives(listing, "hid"));
}

// --- what no index lists

TEST(StoreUnlisted, AnEntryBetweenTheListedOnesIsToldAndGiven) {
  const std::string hidden = test::entry_header(3, 6) + test::deflate("hidden");
  test::PackBuilder builder;
  const uint64_t at = builder.next_offset();
  builder.add_raw(test::entry_header(3, 4) + test::deflate("seen") + hidden, blob_id("seen"));
  const std::string delta = test::delta_sizes(4, 3) + test::delta_copy(0, 3);
  builder.add_offset_delta(at, delta, blob_id("see"));
  const test::TempDir dir;
  builder.write(dir.path());
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  EXPECT_FALSE(store->contains(blob_id("hidden")));
  for (int walk = 0; walk < 2; ++walk) {
    const test::Listing listing = test::list_objects(*store);
    EXPECT_EQ(listing.given.size(), 3u) << "nothing twice, walk " << walk;
    EXPECT_TRUE(gives(listing, "hidden"));
    if (walk == 0) {
      EXPECT_TRUE(listing.reports(Reason::kCorrupt, dir / "pack/pack-test.pack"));
    }
  }
  EXPECT_EQ(store->read(blob_id("hidden"))->bytes, "hidden") << "once it is known";
}

TEST(StoreUnlisted, WhatIsLooseAsWellIsGivenOnce) {
  const std::string hidden = test::entry_header(3, 6) + test::deflate("hidden");
  test::PackBuilder builder;
  builder.add_raw(test::entry_header(3, 4) + test::deflate("seen") + hidden, blob_id("seen"));
  const test::TempDir dir;
  builder.write(dir.path());
  write_loose(dir, blob_id("hidden"), "hidden");
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  for (int walk = 0; walk < 2; ++walk) {
    const test::Listing listing = test::list_objects(*store);
    EXPECT_EQ(listing.given.size(), 2u) << walk;
    EXPECT_TRUE(gives(listing, "hidden")) << walk;
  }
}

TEST(StoreUnlisted, AnIndexThatListsLessThanThePackHoldsIsMadeAnew) {
  test::PackBuilder whole, part;
  whole.add(ObjectType::kBlob, "listed");
  part = whole;
  const uint64_t base = whole.add(ObjectType::kBlob, "left out");
  whole.add_offset_delta(base, test::delta_sizes(8, 4) + test::delta_copy(0, 4), blob_id("left"));
  const test::TempDir dir;
  dir.write("pack/pack-test.pack", whole.pack());
  dir.write("pack/pack-test.idx", part.index());
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.given.size(), 3u);
  EXPECT_TRUE(gives(listing, "left out"));
  EXPECT_TRUE(gives(listing, "left"));
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, dir / "pack/pack-test.pack"));
}

TEST(StoreUnlisted, WhatTheIndexListsAndThePackLacksIsTold) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "there");
  builder.alias(12, blob_id("not there"));
  const test::TempDir dir;
  builder.write(dir.path());
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_EQ(listing.given.size(), 1u);
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, blob_id("not there").hex()));
}

TEST(StoreUnlisted, WhatABrokenOffTransferLeftIsToldAndGiven) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "left behind");
  const uint64_t cut = builder.add(ObjectType::kBlob, std::string(500, 'x') + "cut");
  const std::string pack = builder.pack();
  const test::TempDir dir;
  dir.write("pack/tmp_pack_Ab12", pack.substr(0, cut + 25));
  dir.write("pack/.tmp-123-pack-0011.pack", pack);
  dir.write("pack/tmp_pack_empty", "");
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_TRUE(gives(listing, "left behind"));
  EXPECT_EQ(listing.given.size(), 2u);
  for (const char* name : {"tmp_pack_Ab12", ".tmp-123-pack-0011.pack", "tmp_pack_empty"}) {
    EXPECT_TRUE(listing.reports(Reason::kUnfinishedPack, dir / "pack/" + name)) << name;
  }
  EXPECT_EQ(listing.unread.size(), 3u) << listing.unread_text();
}

TEST(StoreUnlisted, ALookUpDoesNotIndexAPack) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "text");
  const test::TempDir dir;
  dir.write("pack/pack-a.pack", builder.pack());
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  EXPECT_FALSE(store->contains(blob_id("text"))) << "as git has it";
  EXPECT_TRUE(gives(test::list_objects(*store), "text"));
  EXPECT_TRUE(store->contains(blob_id("text")));
}

// --- kinds of packs

TEST(StorePacks, CruftPacksArePacks) {
  test::GitFixture fixture;
  fixture.write("f", "reachable\n");
  fixture.commit("one");
  fixture.write("lost", "unreachable\n");
  fixture.git("hash-object -w lost > /dev/null");
  fixture.git("repack --cruft -dq --cruft-expiration=never");
  bool has_mtimes = false;
  for (const auto& file :
       std::filesystem::directory_iterator(fixture.git_dir() + "/objects/pack")) {
    has_mtimes = has_mtimes || file.path().extension() == ".mtimes";
  }
  EXPECT_TRUE(has_mtimes);
  const test::Listing listing = test::list_objects(fixture.git_dir() + "/objects");
  EXPECT_EQ(listing.objects, test::git_objects(fixture));
  EXPECT_TRUE(gives(listing, "unreachable\n"));
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

TEST(StorePacks, PromisorPacksArePacks) {
  test::GitFixture origin;
  origin.write("f", "first\n");
  origin.commit("one");
  origin.write("f", "second\n");
  origin.commit("two");
  origin.git("config uploadpack.allowFilter true");
  const test::TempDir dir;
  test::run("git clone -q --bare --filter=blob:none 'file://" + origin.path() + "' '" +
            (dir / "partial.git") + "'");
  bool has_promisor = false;
  for (const auto& file : std::filesystem::directory_iterator(dir / "partial.git/objects/pack")) {
    has_promisor = has_promisor || file.path().extension() == ".promisor";
  }
  EXPECT_TRUE(has_promisor);
  const test::Listing listing = test::list_objects(dir / "partial.git/objects");
  EXPECT_EQ(listing.objects.size(), 4u) << "two commits, two trees";
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

// A quarantine, as git makes it for a pre-receive hook.
TEST(StorePacks, AQuarantineIsReadWithWhatItBuildsOn) {
  test::GitFixture fixture;
  fixture.write("f", "old\n");
  fixture.commit("one");
  const std::string objects_dir = fixture.git_dir() + "/objects";
  const std::string quarantine = objects_dir + "/tmp_objdir-incoming-AbCdEf";
  std::filesystem::create_directories(quarantine);
  fixture.write("new", "new\n");
  test::run("cd '" + fixture.path() + "' && GIT_OBJECT_DIRECTORY='" + quarantine +
            "' GIT_ALTERNATE_OBJECT_DIRECTORIES='" + objects_dir +
            "' git hash-object -w new > /dev/null");
  StoreOptions options;
  options.alternates.given = split_alternates(objects_dir, ".");
  const auto store =
      ObjectStore::open(quarantine, 20, options, [](const Unread& one) { FAIL() << one.what; });
  ASSERT_TRUE(store);
  EXPECT_EQ(test::list_objects(*store, {.own_only = true}).objects.size(), 1u);
  EXPECT_EQ(test::list_objects(*store).objects.size(), 4u);
  fixture.git("hash-object -w new | git pack-objects -q .git/objects/pack/pack > /dev/null");
  EXPECT_EQ(test::list_objects(*store, {.own_only = true}).objects.size(), 1u)
      << "although the repository has it as well";
  EXPECT_TRUE(store->is_own(blob_id("new\n")));
  EXPECT_FALSE(store->is_own(blob_id("old\n")));
  EXPECT_EQ(store->read(blob_id("old\n"))->bytes, "old\n");
}

TEST(StorePacks, AnOffsetPastThePackIsToldWhateverItsWidth) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "one");
  const std::vector<PlacedId> entries = {{blob_id("one"), uint64_t{5} << 32, 0}};
  const std::string pack = builder.pack();
  const test::TempDir dir;
  dir.write("pack/pack-test.pack", pack);
  dir.write("pack/pack-test.idx", write_pack_index(entries, pack.substr(pack.size() - 20)));
  const test::Listing listing = test::list_objects(dir.path());
  EXPECT_TRUE(gives(listing, "one")) << "by the pack's own headers";
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, dir / "pack/pack-test.pack"));
}

// An entry past 4 GiB in a pack that is a hole but for its two ends.
TEST(StorePacks, AnEntryPast4GiBIsReadThroughA64BitOffset) {
  const test::Watchdog watchdog;
  const std::string entry = test::entry_header(3, 3) + test::deflate("far");
  const uint64_t offset = (uint64_t{4} << 30) + 100;
  test::PackBuilder head;
  head.add_raw(entry, blob_id("far"));
  const std::string trailer(20, 't');
  const test::TempDir dir;
  const std::string path = dir.write("pack/pack-test.pack", head.pack().substr(0, 12));
  std::filesystem::resize_file(path, offset);
  std::ofstream(path, std::ios::binary | std::ios::app) << entry << trailer;
  dir.write("pack/pack-test.idx",
            write_pack_index(std::vector<PlacedId>{{blob_id("far"), offset, 0}}, trailer));
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->read(blob_id("far"))->bytes, "far");
  const test::Listing listing = test::list_objects(*store);
  EXPECT_TRUE(gives(listing, "far"));
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, path)) << "the hole is no entry";
}

// --- selections

TEST(StoreSelection, GivesAllButOrOnlyWhatIsNamed) {
  test::GitFixture fixture;
  for (int i = 0; i < 30; ++i) {
    fixture.write("f", std::string(400, 'x') + std::to_string(i));
    fixture.commit("one");
  }
  fixture.git("repack -adfq");
  for (int i = 30; i < 40; ++i) {
    fixture.write("f", std::string(400, 'x') + std::to_string(i));
    fixture.commit("one");
  }
  const test::Objects all = test::git_objects(fixture);
  std::vector<ObjectId> named;
  test::Objects with, without;
  size_t rank = 0;
  for (const auto& [hex, object] : all) {
    if (rank++ % 3 == 0) {
      named.push_back(*ObjectId::from_hex(hex));
      with[hex] = object;
    } else {
      without[hex] = object;
    }
  }
  const std::string raw = id_list(named);
  const auto store =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  for (const unsigned workers : {1u, 2u}) {
    EXPECT_EQ(test::list_objects(*store, {.without = raw}, workers).objects, without);
    EXPECT_EQ(test::list_objects(*store, {.only = raw}, workers).objects, with);
    EXPECT_TRUE(test::list_objects(*store, {.without = raw, .only = raw}, workers).given.empty());
    EXPECT_TRUE(test::list_objects(*store, {.only = ""}, workers).given.empty());
    EXPECT_EQ(test::list_objects(*store, {}, workers).objects, all);
  }
}

TEST(StoreSelection, AWrongBaseOfWhatIsAskedForIsSeenAlthoughItIsSkipped) {
  test::PackBuilder builder;
  const uint64_t base = builder.add(ObjectType::kBlob, "the base");
  builder.add_offset_delta(base, test::delta_sizes(8, 3) + test::delta_copy(0, 3), blob_id("the"));
  const test::TempDir dir;
  builder.write(dir.path());
  std::string pack = builder.pack();
  const std::string other = test::entry_header(3, 8) + test::deflate("the case");
  ASSERT_EQ(other.size(), (test::entry_header(3, 8) + test::deflate("the base")).size());
  pack.replace(base, other.size(), other);
  overwrite(dir / "pack/pack-test.pack", pack);
  const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  const std::string raw = id_list({blob_id("the")});
  const test::Listing listing = test::list_objects(*store, {.only = raw});
  EXPECT_FALSE(listing.unread.empty());
}

// A walk of trees alone need not read all loose blobs a second time.
TEST(StoreSelection, LooseObjectsOfOtherTypesThatWereWalkedAreNotReadAgain) {
  test::GitFixture fixture;
  fixture.write("f", std::string(400, 'x'));
  const std::string commit = fixture.commit("one");
  const std::string tree = fixture.rev_parse(commit + "^{tree}");
  const std::string blob = fixture.rev_parse(commit + ":f");
  const std::string path =
      fixture.git_dir() + "/objects/" + blob.substr(0, 2) + "/" + blob.substr(2);
  std::string bytes = *read_file(path, 1 << 20);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  overwrite(path, bytes);
  const auto store =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  Selection trees;
  trees.types = only(ObjectType::kTree);
  const test::Listing first = test::list_objects(*store, trees);
  EXPECT_TRUE(first.reports(Reason::kCorrupt, blob));
  trees.rest_walked = true;
  const test::Listing again = test::list_objects(*store, trees);
  EXPECT_TRUE(again.unread.empty()) << again.unread_text();
  EXPECT_EQ(again.given, std::multiset<std::string>{tree});
  EXPECT_EQ(first.given, again.given);
}

// --- a repack meanwhile

TEST(StoreRepack, PacksThatAreRemovedAfterOpeningStayReadable) {
  test::GitFixture fixture;
  for (int i = 0; i < 10; ++i) {
    fixture.write("f", std::to_string(i));
    fixture.commit("one");
  }
  fixture.git("repack -adq");
  const test::Objects expected = test::git_objects(fixture);
  const auto store =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  std::filesystem::remove_all(fixture.git_dir() + "/objects/pack");
  const test::Listing listing = test::list_objects(*store);
  EXPECT_EQ(listing.objects, expected);
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

TEST(StoreRepack, LooseObjectsThatWerePackedAfterOpeningAreFound) {
  test::GitFixture fixture;
  fixture.write("f", "text\n");
  fixture.commit("one");
  const test::Objects expected = test::git_objects(fixture);
  const auto by_walk =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  const auto by_id =
      ObjectStore::open(fixture.git_dir() + "/objects", 20, {}, [](const Unread&) {});
  ASSERT_TRUE(by_walk);
  ASSERT_TRUE(by_id);
  fixture.git("repack -adq");
  const test::Listing listing = test::list_objects(*by_walk);
  EXPECT_EQ(listing.objects, expected);
  EXPECT_EQ(listing.given.size(), expected.size());
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
  EXPECT_TRUE(by_id->contains(blob_id("text\n")));
  EXPECT_TRUE(by_id->read(blob_id("text\n")));
}

// The sink of the packed object moves or removes the loose ones, which come later.
TEST(StoreRepack, ALooseFileThatGoesDuringTheWalkIsLookedForAgainThenTold) {
  for (const bool moved : {true, false}) {
    test::PackBuilder first, second;
    first.add(ObjectType::kBlob, "packed");
    second.add(ObjectType::kBlob, "loose");
    const test::TempDir dir;
    first.write(dir.path(), "pack-1");
    write_loose(dir, blob_id("loose"), "loose");
    const auto store = ObjectStore::open(dir.path(), 20, {}, [](const Unread&) {});
    ASSERT_TRUE(store);
    std::vector<std::string> given;
    std::vector<Unread> unread;
    const auto walked = store->for_each(
        kAllTypes, 1,
        [&](unsigned, const ObjectView& object) {
          given.emplace_back(object.bytes);
          if (object.bytes != "packed") return;
          if (moved) second.write(dir.path(), "pack-2");
          std::filesystem::remove_all(dir / blob_id("loose").hex().substr(0, 2));
        },
        [&](const Unread& one) { unread.push_back(one); }, {});
    ASSERT_TRUE(walked);
    if (moved) {
      EXPECT_EQ(given, (std::vector<std::string>{"packed", "loose"}));
      EXPECT_TRUE(unread.empty());
    } else {
      EXPECT_EQ(given, (std::vector<std::string>{"packed"}));
      ASSERT_EQ(unread.size(), 1u);
      EXPECT_EQ(unread[0].reason, Reason::kVanished);
      EXPECT_EQ(unread[0].where, blob_id("loose").hex());
    }
  }
}

TEST(StoreRepack, APackThatGoesBetweenListingAndOpeningIsLookedForAgain) {
  test::PackBuilder first, second;
  first.add(ObjectType::kBlob, "text");
  second.add(ObjectType::kBlob, "text");
  second.add(ObjectType::kBlob, "more");
  const test::TempDir dir;
  first.write(dir.path(), "pack-1");
  int listings = 0;
  StoreOptions options;
  options.packs_listed = [&] {
    if (listings++ > 0) return;
    second.write(dir.path(), "pack-2");
    std::filesystem::remove(dir / "pack/pack-1.pack");
    std::filesystem::remove(dir / "pack/pack-1.idx");
  };
  const test::Listing listing = test::list_objects(dir.path(), kAllTypes, 1, options);
  EXPECT_GE(listings, 2);
  EXPECT_EQ(listing.given.size(), 2u);
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

TEST(StoreRepack, PacksThatGoAsFastAsTheyAreListedAreTold) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "text");
  const test::TempDir dir;
  builder.write(dir.path(), "pack-0");
  int listings = 0;
  StoreOptions options;
  options.packs_listed = [&] {
    const std::string old = "pack-" + std::to_string(listings++);
    builder.write(dir.path(), "pack-" + std::to_string(listings));
    std::filesystem::remove(dir / "pack/" + old + ".pack");
    std::filesystem::remove(dir / "pack/" + old + ".idx");
  };
  const auto opened = [&] {
    std::vector<Unread> unread;
    const auto store = ObjectStore::open(dir.path(), 20, options,
                                         [&](const Unread& one) { unread.push_back(one); });
    EXPECT_TRUE(store);
    return unread;
  }();
  ASSERT_EQ(opened.size(), 1u);
  EXPECT_EQ(opened[0].reason, Reason::kVanished);
}

}  // namespace
}  // namespace sluice::git

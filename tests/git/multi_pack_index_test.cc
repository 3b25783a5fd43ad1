#include "git/multi_pack_index.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "base/file_reader.h"
#include "support/object_listing.h"
#include "support/pack_builder.h"

namespace sluice::git {
namespace {

// Two packs and what git writes about them.
struct TwoPacks {
  test::GitFixture fixture;
  std::string pack_dir, bytes;

  explicit TwoPacks(const std::string& init = "") : fixture(init) {
    pack_dir = fixture.git_dir() + "/objects/pack";
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 10; ++i) {
        fixture.write("f", std::string(300, 'x') + std::to_string(round * 10 + i));
        fixture.commit("one");
      }
      fixture.git("repack -dq");
    }
    fixture.git("multi-pack-index write");
    bytes = *read_file(pack_dir + "/multi-pack-index");
  }

  std::vector<std::string> stems() const {
    std::vector<std::string> stems;
    for (const auto& file : std::filesystem::directory_iterator(pack_dir)) {
      if (file.path().extension() == ".pack") stems.push_back(file.path().stem().string());
    }
    return stems;
  }
};

// The checksum made right again after an edit.
std::string sealed(std::string bytes) {
  bytes.resize(bytes.size() - 20);
  const auto digest = sha1({bytes});
  return bytes + std::string(digest.begin(), digest.end());
}

TEST(MultiPackIndex, ListsWhatThePacksOwnIndexesList) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const TwoPacks packs(id_bytes == 32 ? "--object-format=sha256" : "");
    const auto multi = MultiPackIndex::open(packs.bytes, id_bytes);
    ASSERT_TRUE(multi) << multi.error().message;
    ASSERT_EQ(multi->pack_names().size(), 2u);
    size_t listed = 0;
    for (const std::string& stem : packs.stems()) {
      const auto number = multi->find_pack(stem);
      ASSERT_TRUE(number);
      const std::string file = *read_file(packs.pack_dir + "/" + stem + ".idx");
      const auto index = PackIndex::open(file, id_bytes);
      ASSERT_TRUE(index);
      for (const PlacedId& entry : multi->entries_of(*number)) {
        const auto position = index->find(entry.id);
        ASSERT_TRUE(position);
        EXPECT_EQ(index->offset(*position), entry.offset);
        ++listed;
      }
    }
    EXPECT_EQ(listed, multi->size());
    EXPECT_FALSE(multi->find_pack("pack-0000"));
    EXPECT_FALSE(MultiPackIndex::open(packs.bytes, static_cast<uint8_t>(52 - id_bytes)));
  }
}

TEST(MultiPackIndex, RefusesEveryTruncationAndEveryDamagedByte) {
  const TwoPacks packs;
  for (size_t size = 0; size < packs.bytes.size(); ++size) {
    EXPECT_FALSE(MultiPackIndex::open(std::string_view(packs.bytes).substr(0, size), 20)) << size;
  }
  for (size_t at = 0; at < packs.bytes.size(); ++at) {
    std::string damaged = packs.bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    EXPECT_FALSE(MultiPackIndex::open(damaged, 20)) << at;
    // With a checksum that fits the damage: refused, or read within bounds.
    damaged = sealed(damaged);
    const auto index = MultiPackIndex::open(damaged, 20);
    if (!index) continue;
    for (uint32_t pack = 0; pack < index->pack_names().size(); ++pack) {
      EXPECT_LE(index->entries_of(pack).size(), index->size());
    }
  }
}

TEST(MultiPackIndex, IsUsedWhereAPackHasNoIndex) {
  TwoPacks packs;
  const test::Objects expected = test::git_objects(packs.fixture);
  for (const std::string& stem : packs.stems()) {
    std::filesystem::remove(packs.pack_dir + "/" + stem + ".idx");
  }
  const std::string objects_dir = packs.fixture.git_dir() + "/objects";
  const test::Listing listing = test::list_objects(objects_dir, kAllTypes, 2);
  EXPECT_EQ(listing.objects, expected);
  EXPECT_EQ(listing.given.size(), expected.size());
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
  const auto store = ObjectStore::open(objects_dir, 20, {}, [](const Unread&) {});
  ASSERT_TRUE(store);
  for (const auto& [hex, object] : expected) {
    const auto read = store->read(*ObjectId::from_hex(hex));
    ASSERT_TRUE(read) << "by id, before any walk";
    EXPECT_EQ(read->bytes, object.bytes);
  }
}

TEST(MultiPackIndex, ThatListsLessThanThePackHoldsDoesNotHideTheRest) {
  TwoPacks packs;
  packs.fixture.git("repack -aq");  // a third pack that holds all, beside the two
  packs.fixture.git("multi-pack-index write");
  const test::Objects expected = test::git_objects(packs.fixture);
  for (const std::string& stem : packs.stems()) {
    std::filesystem::remove(packs.pack_dir + "/" + stem + ".idx");
  }
  const test::Listing listing = test::list_objects(packs.fixture.git_dir() + "/objects");
  EXPECT_EQ(listing.objects, expected);
  EXPECT_EQ(listing.given.size(), expected.size());
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

TEST(MultiPackIndex, IsNotTrustedOverAnIndex) {
  TwoPacks packs;
  const test::Objects expected = test::git_objects(packs.fixture);
  std::filesystem::permissions(packs.pack_dir + "/multi-pack-index",
                               std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  packs.fixture.write(".git/objects/pack/multi-pack-index", "MIDX and nothing that fits");
  const test::Listing listing = test::list_objects(packs.fixture.git_dir() + "/objects");
  EXPECT_EQ(listing.objects, expected);
  EXPECT_TRUE(listing.unread.empty()) << listing.unread_text();
}

TEST(MultiPackIndex, ADamagedOneIsToldAndThePacksAreReadByTheirHeaders) {
  TwoPacks packs;
  const test::Objects expected = test::git_objects(packs.fixture);
  const std::string path = packs.pack_dir + "/multi-pack-index";
  std::filesystem::permissions(path, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  std::string damaged = packs.bytes;
  damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
  packs.fixture.write(".git/objects/pack/multi-pack-index", damaged);
  for (const std::string& stem : packs.stems()) {
    std::filesystem::remove(packs.pack_dir + "/" + stem + ".idx");
  }
  const test::Listing listing = test::list_objects(packs.fixture.git_dir() + "/objects");
  EXPECT_EQ(listing.objects, expected);
  EXPECT_TRUE(listing.reports(Reason::kCorrupt, path)) << listing.unread_text();
}

// Lists one object past 4 GiB, by a table of large offsets.
TEST(MultiPackIndex, ReadsOffsetsPast32Bits) {
  const auto be = [](uint64_t value, int bytes) {
    std::string out;
    while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xff);
    return out;
  };
  const ObjectId id = test::made_up_id(0x42);
  std::string fanout;
  for (int byte = 0; byte < 256; ++byte) fanout += be(byte >= 0x42 ? 1 : 0, 4);
  std::string names = "pack-1.idx";
  names.resize(12, '\0');
  const std::vector<std::pair<std::string, std::string>> chunks = {
      {"PNAM", names},
      {"OIDF", fanout},
      {"OIDL", std::string(id.raw())},
      {"OOFF", be(0, 4) + be(0x80000000, 4)},
      {"LOFF", be(uint64_t{7} << 32, 8)}};
  std::string table, body;
  const size_t start = 12 + 12 * (chunks.size() + 1);
  for (const auto& [name, bytes] : chunks) {
    table += name + be(start + body.size(), 8);
    body += bytes;
  }
  table += be(0, 4) + be(start + body.size(), 8);
  const std::string bytes = sealed("MIDX" + be(1, 1) + be(1, 1) + be(chunks.size(), 1) + be(0, 1) +
                                   be(1, 4) + table + body + std::string(20, '\0'));
  const auto multi = MultiPackIndex::open(bytes, 20);
  ASSERT_TRUE(multi) << multi.error().message;
  const auto entries = multi->entries_of(*multi->find_pack("pack-1"));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].id, id);
  EXPECT_EQ(entries[0].offset, uint64_t{7} << 32);
}

}  // namespace
}  // namespace sluice::git

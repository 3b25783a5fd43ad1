#include "git/pack_index.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/file_reader.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"

namespace sluice::git {
namespace {

test::PackBuilder some_pack(uint8_t id_bytes = 20) {
  test::PackBuilder builder(id_bytes);
  for (int i = 0; i < 300; ++i) builder.add(ObjectType::kBlob, "blob " + std::to_string(i));
  return builder;
}

TEST(PackIndex, FindsEveryIdAndNoOther) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const test::PackBuilder builder = some_pack(id_bytes);
    const std::string bytes = builder.index();
    const auto index = PackIndex::open(bytes, id_bytes);
    ASSERT_TRUE(index) << index.error().message;
    const auto ids = builder.ids();
    ASSERT_EQ(index->size(), ids.size());
    for (uint32_t i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(index->find(ids[i]), i);
      EXPECT_EQ(index->id(i), ids[i]);
    }
    EXPECT_EQ(index->find(test::made_up_id(0, id_bytes)), std::nullopt);
    EXPECT_EQ(index->find(test::made_up_id(0x55, id_bytes)), std::nullopt);
    EXPECT_EQ(index->find(test::made_up_id(0xff, id_bytes)), std::nullopt);
    EXPECT_TRUE(index->checksum_holds());
  }
}

TEST(PackIndex, AnIdOfTheOtherHashIsNotFound) {
  const std::string bytes = some_pack().index();
  const auto index = PackIndex::open(bytes, 20);
  ASSERT_TRUE(index);
  ObjectId longer = index->id(7);
  longer.size = 32;
  EXPECT_EQ(index->find(longer), std::nullopt);
  EXPECT_EQ(index->find(ObjectId()), std::nullopt);
}

TEST(PackIndex, ReadsOffsetsPast32Bits) {
  const test::PackBuilder builder = some_pack();
  const std::string small = builder.index(), large = builder.index(100);
  ASSERT_GT(large.size(), small.size());
  const auto a = PackIndex::open(small, 20), b = PackIndex::open(large, 20);
  ASSERT_TRUE(a);
  ASSERT_TRUE(b);
  for (uint32_t i = 0; i < a->size(); ++i) EXPECT_EQ(a->offset(i), b->offset(i));
}

TEST(PackIndex, AgreesWithGitShowIndex) {
  test::GitFixture fixture;
  for (int i = 0; i < 40; ++i) {
    fixture.write("f" + std::to_string(i), "file " + std::to_string(i) + "\n");
  }
  fixture.commit("one");
  fixture.git("repack -adq");
  // Forces the table of 64-bit offsets for whatever starts at 0x40 or later.
  fixture.git("index-pack --index-version=2,0x40 -o large.idx .git/objects/pack/pack-*.pack");
  const auto bytes = read_file(fixture.path() + "/large.idx");
  ASSERT_TRUE(bytes);
  const auto index = PackIndex::open(*bytes, 20);
  ASSERT_TRUE(index) << index.error().message;
  std::istringstream lines(fixture.git("show-index < large.idx"));
  uint64_t offset = 0;
  std::string hex, crc;
  uint32_t seen = 0;
  while (lines >> offset >> hex >> crc) {
    const auto position = index->find(*ObjectId::from_hex(hex));
    ASSERT_TRUE(position) << hex;
    EXPECT_EQ(index->offset(*position), offset);
    EXPECT_EQ(index->crc(*position), std::stoul(crc.substr(1, 8), nullptr, 16));
    ++seen;
  }
  EXPECT_EQ(seen, index->size());
  EXPECT_GT(seen, 40u);
}

TEST(PackIndex, AnOffsetPastItsTableIsNoOffset) {
  std::string bytes = some_pack().index(0);
  const size_t offsets = 8 + 1024 + 300 * (20 + 4);
  bytes[offsets] = '\x80';
  bytes[offsets + 1] = '\x7f';
  const auto index = PackIndex::open(bytes, 20);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->offset(0), PackIndex::kNoOffset);
  EXPECT_FALSE(index->checksum_holds());
}

TEST(PackIndex, ReadsVersion1AsVersion2) {
  test::GitFixture fixture;
  for (int i = 0; i < 40; ++i) {
    fixture.write("f", std::to_string(i));
    fixture.commit("one");
  }
  fixture.git("repack -adq");
  fixture.git("index-pack --index-version=1 -o old.idx .git/objects/pack/pack-*.pack");
  fixture.git("index-pack --index-version=2 -o new.idx .git/objects/pack/pack-*.pack");
  const auto old_bytes = read_file(fixture.path() + "/old.idx");
  const auto new_bytes = read_file(fixture.path() + "/new.idx");
  ASSERT_TRUE(old_bytes);
  ASSERT_TRUE(new_bytes);
  const auto first = PackIndex::open(*old_bytes, 20), second = PackIndex::open(*new_bytes, 20);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_FALSE(first->has_crcs());
  EXPECT_TRUE(second->has_crcs());
  EXPECT_TRUE(first->checksum_holds());
  EXPECT_EQ(first->pack_checksum(), second->pack_checksum());
  ASSERT_EQ(first->size(), second->size());
  for (uint32_t i = 0; i < first->size(); ++i) {
    EXPECT_EQ(first->id(i), second->id(i));
    EXPECT_EQ(first->offset(i), second->offset(i));
    EXPECT_EQ(first->find(first->id(i)), i);
  }
  for (size_t size = 0; size < old_bytes->size(); ++size) {
    EXPECT_FALSE(PackIndex::open(std::string_view(*old_bytes).substr(0, size), 20)) << size;
  }
  for (size_t at = 0; at < old_bytes->size(); ++at) {
    std::string damaged = *old_bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    const auto index = PackIndex::open(damaged, 20);
    EXPECT_FALSE(index && index->checksum_holds()) << at;
  }
}

TEST(PackIndex, AWrittenIndexIsGits) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const test::PackBuilder builder = some_pack(id_bytes);
    const std::string bytes = builder.index();
    const auto index = PackIndex::open(bytes, id_bytes);
    ASSERT_TRUE(index);
    std::vector<PlacedId> entries;
    for (uint32_t i = index->size(); i-- > 0;) {
      entries.push_back({index->id(i), index->offset(i), index->crc(i)});
    }
    EXPECT_EQ(write_pack_index(entries, index->pack_checksum()), bytes);
  }
}

TEST(PackIndex, AWrittenIndexHoldsOffsetsPast32Bits) {
  const std::vector<PlacedId> entries = {{test::made_up_id(3), 0x7fffffff, 1},
                                         {test::made_up_id(1), uint64_t{5} << 32, 2},
                                         {test::made_up_id(2), 0x80000000, 3}};
  const std::string bytes = write_pack_index(entries, std::string(20, 'x'));
  const auto index = PackIndex::open(bytes, 20);
  ASSERT_TRUE(index);
  EXPECT_TRUE(index->checksum_holds());
  EXPECT_EQ(index->offset(0), uint64_t{5} << 32);
  EXPECT_EQ(index->offset(1), 0x80000000u);
  EXPECT_EQ(index->offset(2), 0x7fffffffu);
}

TEST(PackIndex, RefusesLaterVersions) {
  std::string third = some_pack().index();
  third[7] = 3;
  const auto opened = PackIndex::open(third, 20);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kUnsupported);
}

TEST(PackIndex, RefusesEveryTruncation) {
  const std::string bytes = some_pack().index();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto index = PackIndex::open(std::string_view(bytes).substr(0, size), 20);
    EXPECT_FALSE(index) << size;
  }
  EXPECT_FALSE(PackIndex::open(bytes, 32));
}

TEST(PackIndex, EveryFlippedByteIsRefusedOrShowsInTheChecksum) {
  const std::string bytes = some_pack().index();
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    const auto index = PackIndex::open(damaged, 20);
    if (!index) continue;
    EXPECT_FALSE(index->checksum_holds()) << at;
    for (uint32_t i = 0; i < index->size(); ++i) {
      index->find(index->id(i));
      index->offset(i);
    }
  }
}

}  // namespace
}  // namespace sluice::git

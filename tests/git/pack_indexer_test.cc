#include "git/pack_indexer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file_reader.h"
#include "support/git_fixture.h"
#include "support/pack_builder.h"
#include "support/watchdog.h"

namespace sluice::git {
namespace {

using test::delta_copy;
using test::delta_insert;
using test::delta_sizes;

Result<Object> nowhere(const ObjectId&) { return Error{ErrorKind::kNotFound, "nowhere"}; }

ObjectId blob_id(std::string_view text) { return hash_object(ObjectType::kBlob, text, 20); }

IndexedPack indexed(const std::string& pack, const Limits& limits = {},
                    const BaseElsewhere& elsewhere = nowhere) {
  const Result<IndexedPack> made = index_pack(pack, 20, limits, {}, elsewhere);
  EXPECT_TRUE(made);
  return made ? *made : IndexedPack{};
}

TEST(PackIndexer, WritesTheIndexThatGitWrites) {
  for (const std::string format : {"sha1", "sha256"}) {
    for (const std::string by_offset : {"true", "false"}) {
      test::GitFixture fixture("--object-format=" + format);
      std::string text(4000, 'x');
      for (int i = 0; i < 40; ++i) {
        text += "line " + std::to_string(i) + "\n";
        fixture.write("f", text);
        fixture.commit("one");
      }
      fixture.git("tag -a -m note v1");
      fixture.git("-c repack.useDeltaBaseOffset=" + by_offset + " repack -adfq");
      size_t packs = 0;
      for (const auto& file :
           std::filesystem::directory_iterator(fixture.git_dir() + "/objects/pack")) {
        if (file.path().extension() != ".pack") continue;
        ++packs;
        std::filesystem::path own = file.path();
        for (const uint64_t max_chain_bytes : {uint64_t{0}, uint64_t{1} << 20}) {
          Limits limits;
          limits.max_chain_bytes = max_chain_bytes;
          const Result<IndexedPack> made =
              index_pack(*read_file(file.path()), format == "sha1" ? 20 : 32, limits, {}, nowhere);
          ASSERT_TRUE(made);
          EXPECT_TRUE(made->whole());
          EXPECT_EQ(made->index, *read_file(own.replace_extension(".idx")));
        }
      }
      EXPECT_EQ(packs, 1u);
    }
  }
}

TEST(PackIndexer, ABaseOutsideThePackIsAskedFor) {
  const std::string base = "kept elsewhere", text = "kept", more = "kept too";
  test::PackBuilder builder;
  builder.add_id_delta(blob_id(text), delta_sizes(4, 8) + delta_copy(0, 4) + delta_insert(" too"),
                       blob_id(more));
  builder.add_id_delta(blob_id(base), delta_sizes(base.size(), 4) + delta_copy(0, 4),
                       blob_id(text));
  const IndexedPack thin = indexed(builder.pack());
  EXPECT_EQ(thin.entries, 2u);
  EXPECT_EQ(thin.unmade, 2u);
  const IndexedPack made = indexed(builder.pack(), {}, [&](const ObjectId& id) -> Result<Object> {
    if (id == blob_id(base)) return Object{ObjectType::kBlob, base};
    return nowhere(id);
  });
  EXPECT_TRUE(made.whole());
  EXPECT_EQ(made.index, builder.index());
}

TEST(PackIndexer, GoesOnAfterDamageWhereAnIndexSaysHow) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "first");
  const uint64_t broken = builder.add(ObjectType::kBlob, "broken");
  const uint64_t last = builder.add(ObjectType::kBlob, "last");
  std::string pack = builder.pack();
  pack[broken + 5] = static_cast<char>(~pack[broken + 5]);
  const IndexedPack lost = indexed(pack);
  EXPECT_EQ(lost.entries, 1u);
  EXPECT_EQ(lost.unread, pack.size() - 20 - broken);
  EXPECT_FALSE(lost.first_gap.empty());
  const std::vector<uint64_t> hints = {12, broken, last};
  const auto made = index_pack(pack, 20, {}, hints, nowhere);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->entries, 2u);
  EXPECT_EQ(made->unread, last - broken);
}

TEST(PackIndexer, CyclesAndLongChainsEnd) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  const ObjectId a = test::made_up_id(0xa0), b = test::made_up_id(0xb0);
  builder.add_id_delta(b, delta_sizes(1, 1) + delta_insert("x"), a);
  builder.add_id_delta(a, delta_sizes(1, 1) + delta_insert("y"), b);
  EXPECT_EQ(indexed(builder.pack()).unmade, 2u);

  test::PackBuilder chain;
  uint64_t at = chain.add(ObjectType::kBlob, "0");
  for (int i = 1; i < 6000; ++i) {
    const std::string before = std::to_string(i - 1), text = std::to_string(i);
    at = chain.add_offset_delta(at, delta_sizes(before.size(), text.size()) + delta_insert(text),
                                blob_id(text));
  }
  EXPECT_EQ(indexed(chain.pack()).unmade, 6000u - 4097u);
}

TEST(PackIndexer, EveryTruncationAndDamagedByteIsSeen) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  const uint64_t base = builder.add(ObjectType::kBlob, "the base of another");
  builder.add_offset_delta(base, delta_sizes(19, 8) + delta_copy(0, 8), blob_id("the base"));
  builder.add_id_delta(blob_id("the base"), delta_sizes(8, 3) + delta_copy(0, 3), blob_id("the"));
  builder.add(ObjectType::kTree, "");
  const std::string pack = builder.pack(), index = builder.index();
  for (size_t size = 0; size < pack.size(); ++size) {
    const auto made = index_pack(pack.substr(0, size), 20, {}, {}, nowhere);
    EXPECT_FALSE(made && made->index == index) << size;
  }
  for (size_t at = 12; at < pack.size() - 20; ++at) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string damaged = pack;
      damaged[at] = static_cast<char>(damaged[at] ^ mask);
      const auto made = index_pack(damaged, 20, {}, {}, nowhere);
      ASSERT_TRUE(made);
      EXPECT_NE(made->index, index) << at;
    }
  }
}

TEST(PackIndexer, ClaimedSizesAreNotBelieved) {
  const test::Watchdog watchdog;
  test::PackBuilder builder;
  builder.add_raw(test::entry_header(3, uint64_t{1} << 40) + test::deflate("x"),
                  test::made_up_id(1));
  EXPECT_EQ(indexed(builder.pack()).entries, 0u);
  Limits limits;
  limits.max_object_bytes = 1 << 20;
  test::PackBuilder bomb;
  bomb.add(ObjectType::kBlob, std::string(2 << 20, '\0'));
  EXPECT_EQ(indexed(bomb.pack(), limits).entries, 0u);
  test::PackBuilder grown;
  const uint64_t at = grown.add(ObjectType::kBlob, std::string(1 << 20, 'x'));
  std::string delta = delta_sizes(1 << 20, uint64_t{1} << 40);
  for (int i = 0; i < 40; ++i) delta += delta_copy(0, 1 << 20);
  grown.add_offset_delta(at, delta, test::made_up_id(2));
  EXPECT_EQ(indexed(grown.pack(), limits).unmade, 1u);
}

}  // namespace
}  // namespace sluice::git

#include "git/pack_reader.h"

#include <gtest/gtest.h>

#include "support/pack_builder.h"

namespace sluice::git {
namespace {

// A pack of the given entry alone, and what its header reads as.
Result<PackEntry> read_entry(std::string_view entry) {
  test::PackBuilder builder;
  const uint64_t offset = builder.add_raw(entry, test::made_up_id(1));
  const std::string pack = builder.pack(), index = builder.index();
  const auto opened = Pack::open(pack, index, 20);
  EXPECT_TRUE(opened);
  if (!opened) return opened.error();
  return opened->entry(offset);
}

TEST(PackReader, ReadsTheHeaderOfAWholeObject) {
  for (const uint64_t size : {uint64_t{0}, uint64_t{15}, uint64_t{16}, uint64_t{1} << 40}) {
    const auto entry = read_entry(test::entry_header(3, size) + "stream");
    ASSERT_TRUE(entry) << size;
    EXPECT_EQ(entry->kind, PackEntry::kBlob);
    EXPECT_EQ(entry->size, size);
    EXPECT_FALSE(entry->is_delta());
  }
}

TEST(PackReader, ReadsTheBaseOfADelta) {
  test::PackBuilder builder;
  const uint64_t base = builder.add(ObjectType::kBlob, std::string(40'000, 'b'));
  for (int i = 0; i < 300; ++i) builder.add(ObjectType::kBlob, std::to_string(i * i * 7919));
  const uint64_t by_offset =
      builder.add_offset_delta(base, test::delta_sizes(1, 0), test::made_up_id(2));
  const ObjectId base_id = test::made_up_id(9);
  const uint64_t by_id = builder.add_id_delta(base_id, "delta", test::made_up_id(3));
  const std::string bytes = builder.pack(), index = builder.index();
  const auto pack = Pack::open(bytes, index, 20);
  ASSERT_TRUE(pack);
  const auto first = pack->entry(by_offset), second = pack->entry(by_id);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, PackEntry::kOffsetDelta);
  EXPECT_EQ(first->base_offset, base);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, PackEntry::kIdDelta);
  EXPECT_EQ(second->base_id, base_id.raw());
  EXPECT_EQ(second->size, 5u);
}

TEST(PackReader, RefusesDamagedHeaders) {
  EXPECT_FALSE(read_entry(test::entry_header(0, 3) + "stream"));
  EXPECT_FALSE(read_entry(test::entry_header(5, 3) + "stream"));
  // A size of more than 64 bits, with bits lost or bytes without end.
  EXPECT_FALSE(read_entry("\xbf" + std::string(8, '\xff') + "\x7f"));
  EXPECT_FALSE(read_entry(std::string(64, '\xbf')));
  // A base before the pack, on its header, or at the entry itself.
  EXPECT_FALSE(read_entry(test::entry_header(6, 3) + test::base_distance(1000) + "stream"));
  EXPECT_FALSE(read_entry(test::entry_header(6, 3) + test::base_distance(12) + "stream"));
  EXPECT_FALSE(read_entry(test::entry_header(6, 3) + std::string(1, '\0') + "stream"));
  EXPECT_FALSE(read_entry(test::entry_header(6, 3) + std::string(64, '\xff')));
  // No room for the base's id.
  EXPECT_FALSE(read_entry(test::entry_header(7, 3) + "short"));
}

TEST(PackReader, RefusesOffsetsOutsideTheEntries) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "text");
  const std::string bytes = builder.pack(), index = builder.index();
  const auto pack = Pack::open(bytes, index, 20);
  ASSERT_TRUE(pack);
  for (const uint64_t offset : {uint64_t{0}, uint64_t{11}, pack->end(), pack->end() + 1,
                                uint64_t{bytes.size()}, PackIndex::kNoOffset}) {
    EXPECT_FALSE(pack->entry(offset)) << offset;
  }
}

TEST(PackReader, ChecksClaimedSizesBeforeAnyAllocation) {
  const auto check = [](uint64_t claimed, uint64_t max_bytes) {
    test::PackBuilder builder;
    builder.add_raw(test::entry_header(3, claimed) + test::deflate("text"), test::made_up_id(1));
    const std::string bytes = builder.pack(), index = builder.index();
    const auto pack = Pack::open(bytes, index, 20);
    const auto entry = pack->entry(12);
    return pack->check_size(*entry, pack->end(), max_bytes);
  };
  EXPECT_TRUE(check(4, 100));
  EXPECT_EQ(check(101, 100).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(check(uint64_t{1} << 40, uint64_t{1} << 50).error().kind, ErrorKind::kCorrupt);
}

TEST(PackReader, RefusesWhatIsNoPackOfVersion2) {
  test::PackBuilder builder;
  builder.add(ObjectType::kBlob, "text");
  const std::string bytes = builder.pack(), index = builder.index();
  std::string version = bytes;
  version[7] = 3;
  EXPECT_EQ(Pack::open(version, index, 20).error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(Pack::open("PUCK" + bytes.substr(4), index, 20).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(Pack::open(bytes.substr(0, 31), index, 20).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(Pack::open("", index, 20).error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace sluice::git

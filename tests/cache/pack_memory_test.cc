#include "cache/pack_memory.h"

#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "git/pack_reader.h"
#include "support/pack_builder.h"

namespace sluice::cache {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
const FileIdentity kFile{1, 2, 3, 40 * kSecond, 50 * kSecond};
const FileIdentity kIndex{1, 4, 5, 60 * kSecond, -70 * kSecond};

struct Sample {
  Sample() {
    builder.add(git::ObjectType::kBlob, "one");
    builder.add(git::ObjectType::kBlob, "two");
    pack_bytes = builder.pack();
    index_bytes = builder.index();
  }
  git::Pack pack() const { return *git::Pack::open(pack_bytes, index_bytes, 20); }
  PackMemory memory() const {
    return {pack().checksum(), pack().index().checksum(), kFile, kIndex, marks, sizes};
  }

  test::PackBuilder builder;
  std::string pack_bytes, index_bytes;
  std::string marks{'\x03', '\x1b'}, sizes{std::string("\0\0\0\5\1\0\0\0", 8)};
};

TEST(PackMemory, ReadsWhatItWrote) {
  const Sample sample;
  const std::string other(20, 'x');
  PackMemory empty = sample.memory();
  empty.marks = empty.sizes = {};
  empty.pack_checksum = other;
  const std::string section = write_pack_memories(std::array{sample.memory(), empty});
  const auto read = parse_pack_memories(section, 20);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2u);
  const PackMemory& one = read->at(0);
  EXPECT_EQ(one.pack_checksum, sample.pack().checksum());
  EXPECT_EQ(one.index_checksum, sample.pack().index().checksum());
  EXPECT_EQ(one.file, kFile);
  EXPECT_EQ(one.index, kIndex);
  EXPECT_EQ(one.mark(1), 3 | kArchiveBit | kQuietBit);
  EXPECT_EQ(one.size(0), 5u);
  EXPECT_EQ(one.size(1), 0x1000000u);
  EXPECT_EQ(read->at(1).pack_checksum, other);
  EXPECT_TRUE(parse_pack_memories("", 20)->empty());
}

TEST(PackMemory, DamageIsAnErrorOrReadsWithinBounds) {
  const Sample sample;
  const std::string section = write_pack_memories(std::array{sample.memory()});
  for (size_t size = 1; size < section.size(); ++size) {
    EXPECT_FALSE(parse_pack_memories(section.substr(0, size), 20)) << size;
  }
  EXPECT_FALSE(parse_pack_memories(section + "x", 20));
  for (size_t at = 0; at < section.size(); ++at) {
    for (const int bit : {1, 4, 0x20, 0x80}) {
      std::string bad = section;
      bad[at] = static_cast<char>(bad[at] ^ bit);
      const auto read = parse_pack_memories(bad, 20);
      if (!read) continue;
      ASSERT_EQ(read->size(), 1u);
      EXPECT_EQ(read->at(0).marks.size() * 4, read->at(0).sizes.size());
      EXPECT_NE(write_pack_memories(*read), section) << "no bit is without meaning";
    }
  }
}

TEST(PackMemory, KnowsOnlyMarksThatMeanSomething) {
  Sample sample;
  for (int byte = 0; byte < 256; ++byte) {
    sample.marks[0] = static_cast<char>(byte);
    const bool is_plain = byte <= 4;
    const int type = byte & kTypeBits;
    const bool is_flagged = byte < 0x20 && (type == 1 || type == 3 || type == 4);
    const std::string section = write_pack_memories(std::array{sample.memory()});
    EXPECT_EQ(parse_pack_memories(section, 20).has_value(), is_plain || is_flagged) << byte;
  }
}

TEST(PackMemory, BelievesTheSameFilesAndElseTheirBytes) {
  const Sample sample;
  const std::array memories{sample.memory()};
  const FileIdentity moved{9, 9, 9, 9, 9};
  EXPECT_NE(find_memory(memories, sample.pack(), kFile, kIndex), nullptr);
  EXPECT_NE(find_memory(memories, sample.pack(), moved, kIndex), nullptr);
  EXPECT_NE(find_memory(memories, sample.pack(), kFile, moved), nullptr);

  // The closing checksums are left as they were.
  for (const bool in_index : {false, true}) {
    Sample forged;
    std::string& bytes = in_index ? forged.index_bytes : forged.pack_bytes;
    const size_t at = in_index ? 1040 : 14;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    EXPECT_EQ(find_memory(memories, forged.pack(), moved, kIndex), nullptr) << in_index;
    EXPECT_EQ(find_memory(memories, forged.pack(), kFile, moved), nullptr) << in_index;
  }
  Sample other;
  other.builder.add(git::ObjectType::kBlob, "three");
  other.pack_bytes = other.builder.pack();
  other.index_bytes = other.builder.index();
  EXPECT_EQ(find_memory(memories, other.pack(), kFile, kIndex), nullptr);

  // What was too new to tell is never the same.
  std::array unsure = memories;
  unsure[0].file = FileIdentity();
  EXPECT_NE(find_memory(unsure, sample.pack(), FileIdentity(), kIndex), nullptr);
  Sample forged;
  forged.pack_bytes[14] = static_cast<char>(forged.pack_bytes[14] ^ 1);
  EXPECT_EQ(find_memory(unsure, forged.pack(), FileIdentity(), kIndex), nullptr);
}

TEST(PackMemory, AFileThatHasJustChangedHasNoLastingIdentity) {
  EXPECT_EQ(lasting_identity(kFile, 54 * kSecond), kFile);
  EXPECT_EQ(lasting_identity(kFile, 51 * kSecond), FileIdentity());
  EXPECT_EQ(lasting_identity(kFile, 40 * kSecond), FileIdentity()) << "a clock that was wrong";
  EXPECT_EQ(lasting_identity(kIndex, 62 * kSecond), FileIdentity());
}

}  // namespace
}  // namespace sluice::cache

#include "git/delta.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/pack_builder.h"

namespace sluice::git {
namespace {

using test::delta_copy;
using test::delta_insert;
using test::delta_sizes;

std::optional<std::string> result_of(std::string_view base, std::string_view delta) {
  DeltaReader reader(delta);
  if (!reader.has_sizes() || reader.result_size() > (1u << 20)) return std::nullopt;
  std::string out(reader.result_size(), '?');
  if (!apply_delta(base, reader, out.data())) return std::nullopt;
  return out;
}

TEST(Delta, CopiesAndInserts) {
  const std::string base = "The quick brown fox";
  EXPECT_EQ(result_of(base, delta_sizes(19, 21) + delta_copy(0, 4) + delta_insert("slow, ") +
                                delta_copy(10, 6) + delta_insert("snail")),
            "The slow, brown snail");
  EXPECT_EQ(result_of(base, delta_sizes(19, 0)), "");
  EXPECT_EQ(result_of("", delta_sizes(0, 3) + delta_insert("new")), "new");
}

TEST(Delta, CopyOfSizeZeroMeans64KiB) {
  const std::string base(0x10000 + 5, 'b');
  EXPECT_EQ(result_of(base, delta_sizes(base.size(), 0x10000) + delta_copy(5, 0)),
            std::string(0x10000, 'b'));
  EXPECT_EQ(result_of(base, delta_sizes(base.size(), 0x10000) + delta_copy(6, 0)), std::nullopt);
}

TEST(Delta, RefusesCopiesOutsideTheBase) {
  const std::string base = "0123456789";
  EXPECT_EQ(result_of(base, delta_sizes(10, 4) + delta_copy(6, 4)), "6789");
  EXPECT_EQ(result_of(base, delta_sizes(10, 4) + delta_copy(7, 4)), std::nullopt);
  EXPECT_EQ(result_of(base, delta_sizes(10, 4) + delta_copy(0xffffffff, 4)), std::nullopt);
}

TEST(Delta, RefusesAnotherBaseAndAnotherResultSize) {
  EXPECT_EQ(result_of("12345", delta_sizes(4, 2) + delta_copy(0, 2)), std::nullopt);
  EXPECT_EQ(result_of("12345", delta_sizes(5, 3) + delta_copy(0, 2)), std::nullopt);
  EXPECT_EQ(result_of("12345", delta_sizes(5, 1) + delta_copy(0, 2)), std::nullopt);
  EXPECT_EQ(result_of("12345", delta_sizes(5, 1) + delta_insert("ab")), std::nullopt);
  EXPECT_EQ(result_of("12345", delta_sizes(5, 2) + delta_copy(0, 2) + delta_insert("a")),
            std::nullopt);
}

TEST(Delta, RefusesTheReservedInstruction) {
  EXPECT_EQ(result_of("12345", delta_sizes(5, 0) + std::string(1, '\0')), std::nullopt);
}

TEST(Delta, RefusesSizesThatOverflow) {
  const std::string ten_bytes(9, '\xff');
  EXPECT_FALSE(DeltaReader(ten_bytes + "\x7f" + "\x01").has_sizes());
  EXPECT_FALSE(DeltaReader(std::string(100, '\xff')).has_sizes());
  EXPECT_FALSE(DeltaReader("").has_sizes());
  EXPECT_FALSE(DeltaReader("\x05").has_sizes());
  DeltaReader largest(ten_bytes + "\x01" + std::string(1, '\0'));
  EXPECT_TRUE(largest.has_sizes());
  EXPECT_EQ(largest.base_size(), UINT64_MAX);
}

TEST(Delta, EveryTruncationIsRefused) {
  const std::string base(1000, 'b');
  const std::string delta = delta_sizes(1000, 260) + delta_copy(300, 0x101) + delta_insert("abc");
  ASSERT_TRUE(result_of(base, delta));
  for (size_t size = 0; size < delta.size(); ++size) {
    EXPECT_EQ(result_of(base, delta.substr(0, size)), std::nullopt) << size;
  }
}

TEST(Delta, ReaderGivesTheOpsThatMakeTheResult) {
  const std::string base = "abcdefghij";
  const std::string delta =
      delta_sizes(10, 8) + delta_copy(2, 3) + delta_insert("XY") + delta_copy(7, 3);
  DeltaReader reader(delta);
  std::string rebuilt;
  DeltaOp op;
  int copies = 0;
  while (reader.next(op)) {
    copies += op.copy ? 1 : 0;
    rebuilt += op.copy ? base.substr(op.offset, op.size) : std::string(op.insert, op.size);
  }
  EXPECT_TRUE(reader.finished());
  EXPECT_EQ(rebuilt, "cdeXYhij");
  EXPECT_EQ(copies, 2);
  EXPECT_FALSE(reader.next(op));
}

TEST(Delta, TellsWhatWasCopiedButForShortCopies) {
  const std::string base(1000, 'b');
  const auto copied = [&](const std::string& ops, uint64_t size) {
    const std::string delta = delta_sizes(base.size(), size) + ops;
    DeltaReader reader(delta);
    std::string out(size, '?');
    std::vector<CopiedRange> ranges = {{9, 9, 9}};
    EXPECT_TRUE(apply_delta(base, reader, out.data(), &ranges));
    std::string told;
    for (const CopiedRange& range : ranges) {
      told += std::to_string(range.target) + "<" + std::to_string(range.source) + "+" +
              std::to_string(range.size) + " ";
    }
    return told;
  };
  EXPECT_EQ(copied(delta_copy(0, 64), 64), "");
  EXPECT_EQ(copied(delta_copy(0, 65), 65), "0<0+65 ");
  EXPECT_EQ(copied(delta_copy(10, 40) + delta_insert("x") + delta_copy(100, 200), 241),
            "41<100+200 ");
  EXPECT_EQ(copied(delta_copy(100, 200) + delta_copy(10, 40), 240), "0<100+200 ");
  EXPECT_EQ(copied(delta_copy(0, 40) + delta_copy(40, 40) + delta_insert("x"), 81), "0<0+80 ")
      << "those that continue each other are one";
  EXPECT_EQ(copied(delta_insert("xyz"), 3), "");
}

}  // namespace
}  // namespace sluice::git

#include "git/inflate.h"

#include <gtest/gtest.h>

#include "support/pack_builder.h"

namespace sluice::git {
namespace {

const std::string kText = "a line of text, and again a line of text\n";

TEST(Inflate, GivesTheContentAndTheStreamsLength) {
  const std::string stream = test::deflate(kText);
  std::string out(kText.size(), '\0');
  Inflater inflater;
  const auto used = inflater.inflate(stream + "what follows", out.data(), out.size(), out.size());
  ASSERT_TRUE(used);
  EXPECT_EQ(*used, stream.size());
  EXPECT_EQ(out, kText);
}

TEST(Inflate, RefusesAnotherSizeThanStated) {
  const std::string stream = test::deflate(kText);
  std::string out;
  Inflater inflater;
  for (const size_t room : {kText.size() + 1, kText.size() + Inflater::kRoom}) {
    out.assign(room, '\0');
    for (const size_t size : {size_t{0}, kText.size() - 1, kText.size() + 1}) {
      EXPECT_FALSE(inflater.inflate(stream, out.data(), size, size));
      EXPECT_FALSE(inflater.inflate(stream, out.data(), size, room));
    }
    EXPECT_TRUE(inflater.inflate(stream, out.data(), kText.size(), room));
  }
}

TEST(Inflate, RefusesEveryTruncationAndEveryFlippedBit) {
  const std::string stream = test::deflate(kText);
  std::string out(kText.size(), '\0');
  Inflater inflater;
  for (size_t size = 0; size < stream.size(); ++size) {
    EXPECT_FALSE(inflater.inflate(stream.substr(0, size), out.data(), out.size(), out.size()))
        << size;
  }
  int harmless = 0;
  for (size_t bit = 0; bit < 8 * stream.size(); ++bit) {
    std::string damaged = stream;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    const auto used = inflater.inflate(damaged, out.data(), out.size(), out.size());
    // A few bits mean nothing: hints in the first two bytes, padding before the checksum.
    if (used) {
      EXPECT_EQ(out, kText) << bit;
      ++harmless;
    }
  }
  EXPECT_LE(harmless, 16);
}

TEST(Inflate, FindsTheSizeOfAStreamThatDoesNotTellIt) {
  Inflater inflater;
  for (const size_t size : {0u, 1u, 511u, 512u, 100'000u, 3'000'000u}) {
    const std::string text(size, 'x');
    const auto out = inflater.inflate_all(test::deflate(text), 4'000'000);
    ASSERT_TRUE(out) << size;
    EXPECT_EQ(*out, text);
  }
}

TEST(Inflate, StopsAtTheLimit) {
  Inflater inflater;
  const std::string stream = test::deflate(std::string(100'000, 'x'));
  EXPECT_TRUE(inflater.inflate_all(stream, 100'000));
  const auto over = inflater.inflate_all(stream, 99'999);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().kind, ErrorKind::kLimit);
}

TEST(Inflate, RefusesBytesAfterAWholeStream) {
  Inflater inflater;
  const auto out = inflater.inflate_all(test::deflate(kText) + "x", 1000);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().kind, ErrorKind::kCorrupt);
}

TEST(Inflate, KnowsWhatDeflateCanHold) {
  // The densest stream there is: one byte again and again.
  const std::string dense(10'000'000, 'x');
  EXPECT_TRUE(plausible_inflated_size(test::deflate(dense).size(), dense.size()));
  EXPECT_TRUE(plausible_inflated_size(8, 0));
  EXPECT_FALSE(plausible_inflated_size(1000, 10'000'000));
  EXPECT_FALSE(plausible_inflated_size(100, uint64_t{1} << 40));
  EXPECT_FALSE(plausible_inflated_size(100, UINT64_MAX));
}

}  // namespace
}  // namespace sluice::git

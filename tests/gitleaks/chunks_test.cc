#include "gitleaks/chunks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gitleaks/binary_formats.h"

namespace sluice::gitleaks {
namespace {

using namespace std::literals;

struct Chunk {
  std::string text;
  int64_t line = 0;
};

std::vector<Chunk> chunks_of(const std::string& text) {
  std::vector<Chunk> out;
  for_each_chunk(text, [&](std::string_view chunk, int64_t line) {
    out.push_back({std::string(chunk), line});
  });
  return out;
}

TEST(Chunks, HoldAllOfAFileInOrder) {
  for (const size_t width : {1u, 7u, 100u, 3000u}) {
    std::string text;
    while (text.size() < 400'000)
      text += std::string(width, 'x') + (text.size() % 5 == 0 ? "\n\n" : "\n");
    std::string joined;
    int64_t line = 1;
    for (const Chunk& chunk : chunks_of(text)) {
      EXPECT_EQ(chunk.line, line);
      line += std::count(chunk.text.begin(), chunk.text.end(), '\n');
      joined += chunk.text;
      EXPECT_LE(chunk.text.size(), 125'000u);
    }
    EXPECT_EQ(joined, text);
  }
  EXPECT_TRUE(chunks_of("").empty());
}

TEST(Chunks, EndAtABlankLineWhereThereIsOne) {
  const std::string text = std::string(100'010, 'a') + "\n \nrest" + std::string(99, 'b');
  const std::vector<Chunk> chunks = chunks_of(text);
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_TRUE(chunks[0].text.ends_with("a\n \n"));
  EXPECT_EQ(chunks[1].line, 3);
  // Without one, 25 kB further.
  EXPECT_EQ(chunks_of(std::string(300'000, 'a')).front().text.size(), 125'000u);
}

TEST(BinaryFormats, AreToldByTheirStart) {
  for (const std::string_view start :
       {"PK\3\4"sv, "%PDF-1"sv, "MZ"sv, "\x1f\x8b\x08"sv, "OTTO\0"sv}) {
    EXPECT_TRUE(is_binary_format(start));
    EXPECT_FALSE(is_binary_format(start.substr(0, 1)));
    EXPECT_TRUE(chunks_of(std::string(start) + "text").empty());
  }
  EXPECT_TRUE(is_binary_format(std::string(257, ' ') + "ustar"));
  EXPECT_TRUE(is_binary_format("\x5a\x2a\x4d\x18\2\0\0\0xx\x28\xb5\x2f\xfd"sv));
  EXPECT_FALSE(is_binary_format("\x5a\x2a\x4d\x18\xff\xff\xff\xffxx"sv));
  EXPECT_FALSE(is_binary_format(""));
  EXPECT_FALSE(is_binary_format("\x89PNG\r\n"));
}

TEST(Chunks, KnowArchivesByName) {
  for (const char* name : {"a.zip", "b/c.tar.gz", "A.ZIP.txt", "x.br", "y.lz"}) {
    EXPECT_TRUE(has_archive_name(name)) << name;
  }
  for (const char* name : {"a.txt", "zip/a.txt", "x.lz.txt", "tar"}) {
    EXPECT_FALSE(has_archive_name(name)) << name;
  }
}

}  // namespace
}  // namespace sluice::gitleaks

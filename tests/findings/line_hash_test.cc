#include "findings/line_hash.h"

#include <gtest/gtest.h>

#include <map>

namespace sluice {
namespace {

using Hashes = std::vector<std::string>;

// The definition, unit by unit, of ASCII text.
Hashes slow_hashes(const std::string& text) {
  std::string plain;
  std::vector<size_t> starts = {0};
  bool pending = true;
  std::vector<uint32_t> units;
  starts.clear();
  for (size_t i = 0; i <= text.size(); ++i) {
    uint32_t unit = i < text.size() ? static_cast<uint8_t>(text[i]) : 0xffff;
    if (unit == ' ' || unit == '\t') continue;
    if (unit == '\n' && i > 0 && text[i - 1] == '\r') continue;
    if (unit == '\r') unit = '\n';
    if (pending) starts.push_back(units.size());
    pending = unit == '\n';
    units.push_back(unit);
  }
  Hashes hashes;
  std::map<uint64_t, int> counts;
  for (const size_t start : starts) {
    uint64_t hash = 0;
    for (size_t i = 0; i < 100; ++i) {
      hash = 37 * hash + (start + i < units.size() ? units[start + i] : 0);
    }
    char hex[32];
    std::snprintf(hex, sizeof hex, "%llx:%d", static_cast<unsigned long long>(hash),
                  ++counts[hash]);
    hashes.emplace_back(hex);
  }
  return hashes;
}

// The answers that github/codeql-action's own tests have for these texts.
TEST(LineHash, IsWhatGithubComputes) {
  EXPECT_EQ(line_hashes("", 10), (Hashes{"c129715d7a2bc9a3:1"}));
  EXPECT_EQ(line_hashes(" a\nb\n  \t\tc\n d", 10),
            (Hashes{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1",
                    "a23a3dc5e078b07b:1"}));
  EXPECT_EQ(line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", 10),
            (Hashes{"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1",
                    "c6805c5e1288b612:1", "b86d3392aea1be30:1", "e6ceba753e1a442:1"}));
}

TEST(LineHash, LineEndsAreAlike) {
  EXPECT_EQ(line_hashes("a\r\nb\r\nc", 10), line_hashes("a\nb\nc", 10));
  EXPECT_EQ(line_hashes("a\rb\rc", 10), line_hashes("a\nb\nc", 10));
  EXPECT_EQ(line_hashes("a\r\r\n\nb", 10).size(), 4u);
}

TEST(LineHash, EqualLinesAreCounted) {
  const std::string line = std::string(120, 'x') + "\n";
  const Hashes hashes = line_hashes(line + line + line, 10);
  ASSERT_EQ(hashes.size(), 4u);
  EXPECT_TRUE(hashes[0].ends_with(":1"));
  EXPECT_TRUE(hashes[1].ends_with(":2"));
  EXPECT_TRUE(hashes[2].ends_with(":3"));
  EXPECT_EQ(hashes[0].substr(0, hashes[0].find(':')), hashes[2].substr(0, hashes[2].find(':')));
}

TEST(LineHash, EqualsItsDefinition) {
  uint32_t state = 12345;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const size_t size = round * 3u;
    for (size_t i = 0; i < size; ++i) {
      state = state * 1664525 + 1013904223;
      text += "abc \t\r\n\nx="[state >> 16 & 7];
    }
    EXPECT_EQ(line_hashes(text, 10000), slow_hashes(text)) << round;
  }
}

TEST(LineHash, StopsAtTheLineThatIsAskedFor) {
  const Hashes all = line_hashes("a\nb\nc\nd\n", 100);
  for (size_t lines = 0; lines <= all.size(); ++lines) {
    EXPECT_EQ(line_hashes("a\nb\nc\nd\n", lines),
              Hashes(all.begin(), all.begin() + static_cast<ptrdiff_t>(lines)));
  }
}

TEST(LineHash, OtherBytesAreReplacedAsJavaScriptDoes) {
  const Hashes replaced = line_hashes(
      "a\xef\xbf\xbd"
      "b",
      1);
  EXPECT_EQ(line_hashes("a\xff"
                        "b",
                        1),
            replaced);
  EXPECT_EQ(line_hashes("a\xe2\x82"
                        "b",
                        1),
            replaced);  // a truncated sequence is one
  EXPECT_EQ(line_hashes("a\xf0\x9f\x92"
                        "b",
                        1),
            replaced);  // likewise
  EXPECT_EQ(line_hashes("a\xc0\xaf"
                        "b",
                        1),
            line_hashes("a\xef\xbf\xbd\xef\xbf\xbd"
                        "b",
                        1));
  EXPECT_EQ(line_hashes("a\xed\xa0\x80"
                        "b",
                        1),
            line_hashes("a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                        "b",
                        1));
  EXPECT_NE(line_hashes("\xf0\x9d\x84\x9e", 1), line_hashes("\xef\xbf\xbd", 1));
}

}  // namespace
}  // namespace sluice

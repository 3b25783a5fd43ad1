#include "findings/path_glob.h"

#include <gtest/gtest.h>

#include <chrono>

#include "support/git_fixture.h"

namespace sluice {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  const Result<PathGlob> glob = PathGlob::compile(pattern);
  EXPECT_TRUE(glob) << pattern;
  return glob && glob.value().matches(path);
}

struct Case {
  const char* pattern;
  const char* path;
  bool expected;
};

const Case kCases[] = {
    {"a.txt", "a.txt", true},
    {"a.txt", "x/y/a.txt", true},  // no slash: at any depth
    {"a.txt", "ba.txt", false},
    {"a.txt", "a.txt2", false},
    {"/a.txt", "a.txt", true},
    {"/a.txt", "x/a.txt", false},
    {"x/a.txt", "x/a.txt", true},
    {"x/a.txt", "y/x/a.txt", false},
    {"tests", "tests/deep/a.txt", true},  // a folder covers what is in it
    {"tests", "src/tests/a.txt", true},
    {"tests", "mytests/a.txt", false},
    {"tests/", "tests/a.txt", true},
    {"tests/", "tests", false},  // a folder only
    {"*.pem", "keys/a.pem", true},
    {"*.pem", "keys/a.pem.txt", false},
    {"keys/*.pem", "keys/a.pem", true},
    {"keys/*.pem", "keys/x/a.pem", false},
    {"keys/**/a.pem", "keys/a.pem", true},
    {"keys/**/a.pem", "keys/x/y/a.pem", true},
    {"keys/**/a.pem", "keysx/a.pem", false},
    {"**/a.pem", "a.pem", true},
    {"**/a.pem", "x/y/a.pem", true},
    {"**/a.pem", "x/ya.pem", false},
    {"keys/**", "keys/x/y", true},
    {"keys/**", "keys", false},
    {"keys/**", "keys2/x", false},
    {"**", "any/thing", true},
    {"*", "any/thing", true},
    {"a?c", "abc", true},
    {"a?c", "a/c", false},
    {"a**c", "abbc", true},
    {"a**c", "ab/bc", false},
    {"a*b*c", "axxbyyc", true},
    {"a*b*c", "axxbyy", false},
    {"pages/[id].tsx", "pages/[id].tsx", true},  // brackets are brackets
    {"a\\*b", "a*b", true},
    {"a\\*b", "axb", false},
    {"\\!a", "!a", true},
    {"a#b", "a#b", true},
};

TEST(PathGlob, MatchesWhatTheTableSays) {
  for (const Case& each : kCases) {
    EXPECT_EQ(matches(each.pattern, each.path), each.expected) << each.pattern << " " << each.path;
  }
}

// Brackets are the one thing that means something else there.
TEST(PathGlob, EqualsGit) {
  test::GitFixture git;
  size_t asked = 0;
  for (const Case& each : kCases) {
    if (std::string_view(each.pattern).find('[') != std::string_view::npos) continue;
    git.write(".gitignore", std::string(each.pattern) + "\n");
    const std::string said =
        git.git("check-ignore --no-index '" + std::string(each.path) + "' || test $? = 1");
    EXPECT_EQ(!said.empty(), each.expected) << each.pattern << " " << each.path;
    ++asked;
  }
  EXPECT_GT(asked, 30u);
}

TEST(PathGlob, RefusesWhatItDoesNotMean) {
  EXPECT_FALSE(PathGlob::compile(""));
  EXPECT_FALSE(PathGlob::compile("/"));
  EXPECT_FALSE(PathGlob::compile("!a"));
  EXPECT_FALSE(PathGlob::compile("a\\"));
  EXPECT_FALSE(PathGlob::compile(std::string(PathGlob::kMaxBytes + 1, 'a')));
  EXPECT_TRUE(PathGlob::compile(std::string(PathGlob::kMaxBytes, 'a')));
}

// The obvious way, exponential at worst: for short patterns without folders.
bool slow_match(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern[0] == '*') {
    return slow_match(pattern.substr(1), path) ||
           (!path.empty() && path[0] != '/' && slow_match(pattern, path.substr(1)));
  }
  if (path.empty()) return false;
  return (pattern[0] == '?' ? path[0] != '/' : pattern[0] == path[0]) &&
         slow_match(pattern.substr(1), path.substr(1));
}

TEST(PathGlob, EqualsTheSlowMatcher) {
  uint32_t random = 7;
  const auto text = [&](std::string_view alphabet, size_t max_size) {
    std::string out;
    random = random * 1664525 + 1013904223;
    for (size_t size = 1 + (random >> 16) % max_size; size > 0; --size) {
      random = random * 1664525 + 1013904223;
      out += alphabet[(random >> 16) % alphabet.size()];
    }
    return out;
  };
  size_t hits = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string pattern = text("ab*?", 6), path = text("ab", 8);
    const bool expected = slow_match(pattern, path);
    EXPECT_EQ(matches("/" + pattern, path), expected) << pattern << " " << path;
    hits += expected ? 1 : 0;
  }
  EXPECT_GT(hits, 1000u);
}

TEST(PathGlob, ManyStarsTakeNoTime) {
  std::string pattern = "/";
  for (int i = 0; i < 200; ++i) pattern += "**/*a";
  const std::string path(4000, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(matches(pattern.substr(0, 1000) + "b", path));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace sluice

#include "git/index.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/digest.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

std::string slurp(const std::string& path) { return test::run("cat '" + path + "'"); }

// The same lines as `git ls-files --stage -z`.
std::string listing(const std::vector<IndexEntry>& entries) {
  std::string text;
  for (const IndexEntry& entry : entries) {
    std::ostringstream mode;
    mode << std::oct << entry.mode;
    text += mode.str() + " " + entry.id.hex() + " " + std::to_string(entry.stage) + "\t" +
            entry.path + '\0';
  }
  return text;
}

std::vector<IndexEntry> entries_of(test::GitFixture& repository, uint8_t id_bytes = 20) {
  Result<std::vector<IndexEntry>> entries = read_index(repository.git_dir() + "/index", id_bytes);
  EXPECT_TRUE(entries.has_value()) << (entries ? "" : entries.error().message);
  return entries ? *entries : std::vector<IndexEntry>{};
}

void expect_as_git(test::GitFixture& repository, uint8_t id_bytes = 20) {
  EXPECT_EQ(listing(entries_of(repository, id_bytes)), repository.git("ls-files --stage -z"));
}

class IndexVersion : public testing::TestWithParam<int> {};

TEST_P(IndexVersion, EqualsGit) {
  test::GitFixture repository;
  repository.write("d/one", "1\n");
  repository.write("b", "1\n");
  repository.commit("first");
  test::run("rm -r '" + repository.path() + "/d'");
  repository.write("x y\xc3\xa9", "2\n");
  repository.git("add -A");
  for (int i = 0; i < 40; ++i) repository.write("many/file" + std::to_string(i), "7\n");
  repository.write("long/" + std::string(200, 'x') + "/" + std::string(200, 'y'), "6\n");
  repository.git("add -A");
  repository.git("update-index --index-version " + std::to_string(GetParam()));
  if (GetParam() >= 3) {
    repository.write("later", "8\n");
    repository.git("add -N later");
    repository.git("update-index --skip-worktree b");
  }
  EXPECT_EQ(slurp(repository.git_dir() + "/index")[7], GetParam());
  expect_as_git(repository);
  for (const IndexEntry& entry : entries_of(repository)) {
    EXPECT_EQ(entry.intent_to_add, entry.path == "later");
    EXPECT_EQ(entry.skip_worktree, GetParam() >= 3 && entry.path == "b");
  }
}

INSTANTIATE_TEST_SUITE_P(All, IndexVersion, testing::Values(2, 3, 4));

TEST(Index, ReadsSha256) {
  test::GitFixture repository("--object-format=sha256");
  repository.write("a", "1\n");
  repository.write("b/c", "2\n");
  repository.git("add -A");
  expect_as_git(repository, 32);
}

TEST(Index, ReadsConflictStagesLinksAndSubmodules) {
  test::GitFixture repository;
  repository.write("f", "base\n");
  test::run("ln -s f '" + repository.path() + "/link'");
  const std::string base = repository.commit("base");
  repository.git("update-index --add --cacheinfo 160000," + base + ",sub");
  repository.git("commit -q -m sub");
  repository.git("checkout -q -b other");
  repository.write("f", "other\n");
  repository.git("commit -q -m other f");
  repository.git("checkout -q main");
  repository.write("f", "main\n");
  repository.git("commit -q -m main f");
  repository.git("merge other >/dev/null || true");
  const std::vector<IndexEntry> entries = entries_of(repository);
  expect_as_git(repository);
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[0].stage, 1);
  EXPECT_EQ(entries[2].stage, 3);
  EXPECT_EQ(entries[3].mode, kModeSymlink);
  EXPECT_EQ(entries[4].mode, kModeGitlink);
}

TEST(Index, NamesRequiredExtensions) {
  test::GitFixture split;
  split.write("one", "1\n");
  split.git("add one");
  split.git("update-index --split-index");
  Result<std::vector<IndexEntry>> entries = read_index(split.git_dir() + "/index", 20);
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(entries.error().message.find("link (split index)"), std::string::npos);

  test::GitFixture sparse;
  sparse.write("in/a", "1\n");
  sparse.write("out/deep/b", "2\n");
  sparse.commit("both");
  sparse.git("sparse-checkout set --cone --sparse-index in");
  entries = read_index(sparse.git_dir() + "/index", 20);
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(entries.error().message.find("sdir (sparse index)"), std::string::npos);
}

TEST(Index, AbsentFileIsNotFound) {
  const test::TempDir dir;
  const Result<std::vector<IndexEntry>> entries = read_index(dir / "index", 20);
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().kind, ErrorKind::kNotFound);
}

std::string with_checksum(std::string body) {
  const auto digest = sha1({body});
  body.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  return body;
}

std::string big_endian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

// A version 4 entry: drops `drop` (below 128) bytes of the path before.
std::string entry4(char drop, std::string_view path) {
  std::string entry(62, '\0');
  entry += drop;
  return entry.append(path).append(1, '\0');
}

TEST(Index, AcceptsOnlyAnEmptyOrRightChecksum) {
  std::string bytes = with_checksum("DIRC" + big_endian(2) + big_endian(0));
  EXPECT_TRUE(parse_index(bytes, 20).has_value());
  bytes[20] = static_cast<char>(bytes[20] ^ 1);
  ASSERT_FALSE(parse_index(bytes, 20).has_value());
  EXPECT_EQ(parse_index(bytes, 20).error().kind, ErrorKind::kCorrupt);
  bytes.replace(12, 20, 20, '\0');
  EXPECT_TRUE(parse_index(bytes, 20).has_value());
}

TEST(Index, RefusesWhatIsNotAscending) {
  const std::string head = "DIRC" + big_endian(4) + big_endian(2);
  EXPECT_TRUE(parse_index(with_checksum(head + entry4(0, "a") + entry4(1, "b")), 20).has_value());
  EXPECT_FALSE(parse_index(with_checksum(head + entry4(0, "b") + entry4(1, "a")), 20).has_value());
  EXPECT_FALSE(parse_index(with_checksum(head + entry4(0, "a") + entry4(0, "")), 20).has_value());
  EXPECT_FALSE(parse_index(with_checksum(head + entry4(0, "a") + entry4(2, "b")), 20).has_value());
}

TEST(Index, LimitsWhatPathCompressionExpandsTo) {
  constexpr uint32_t kEntries = 3000;
  std::string body = "DIRC" + big_endian(4) + big_endian(kEntries);
  body += entry4(0, std::string(100000, 'x'));
  for (uint32_t i = 1; i < kEntries; ++i) body += entry4(0, "x");
  const Result<std::vector<IndexEntry>> entries = parse_index(with_checksum(body), 20);
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().kind, ErrorKind::kLimit);
}

TEST(Index, RefusesAHugeCountBeforeAllocating) {
  const auto entries =
      parse_index(with_checksum("DIRC" + big_endian(2) + big_endian(0xffffffff)), 20);
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().kind, ErrorKind::kCorrupt);
}

// Every truncation, and every byte damaged with the checksum made right again,
// so that the parser itself is what meets the damage.
TEST(Index, SurvivesDamage) {
  for (const int version : {2, 4}) {
    test::GitFixture repository;
    for (int i = 0; i < 6; ++i) repository.write("d/file" + std::to_string(i), "1\n");
    repository.git("add -A");
    repository.git("update-index --index-version " + std::to_string(version));
    const std::string bytes = slurp(repository.git_dir() + "/index");
    const std::string body = bytes.substr(0, bytes.size() - 20);
    ASSERT_TRUE(parse_index(bytes, 20).has_value());
    for (size_t at = 0; at < body.size(); ++at) {
      EXPECT_FALSE(parse_index(std::string_view(bytes).substr(0, at), 20).has_value());
      parse_index(with_checksum(body.substr(0, at)), 20).has_value();
      for (const int mask : {0x01, 0x80, 0xff}) {
        std::string damaged = body;
        damaged[at] = static_cast<char>(damaged[at] ^ mask);
        EXPECT_FALSE(parse_index(damaged + bytes.substr(body.size()), 20).has_value());
        const auto entries = parse_index(with_checksum(damaged), 20);
        if (entries) {
          EXPECT_LE(entries->size(), 7u);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sluice::git

#include "cache/cache_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/git_fixture.h"

namespace sluice::cache {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

std::string refusal(const std::string& path, const std::vector<std::string>& scanned = {}) {
  const Result<CacheFolder> folder = CacheFolder::open(path, scanned);
  EXPECT_FALSE(folder) << path;
  if (folder) return "";
  EXPECT_EQ(folder.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(folder.error().message.find('\n'), std::string::npos);
  return folder.error().message;
}

TEST(CacheFolder, IsMadeForItsOwnerAlone) {
  const test::TempDir dir;
  const auto folder = CacheFolder::open(dir / "deep/er/sluice", {});
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(mode_of(dir / "deep"), 0700u);
  EXPECT_EQ(mode_of(dir / "deep/er/sluice"), 0700u);
  ASSERT_TRUE(folder->write("file", "bytes"));
  EXPECT_EQ(mode_of(dir / "deep/er/sluice/file"), 0600u);
  const auto mapped = folder->map("file");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->bytes(), "bytes");
  EXPECT_EQ(folder->map("none").error().kind, ErrorKind::kNotFound);
}

TEST(CacheFolder, LiesNotInWhatIsScanned) {
  const test::TempDir dir;
  std::filesystem::create_directories(dir / "work/.git");
  std::filesystem::create_directory_symlink(dir / "work", dir / "link");
  const std::vector<std::string> scanned = {dir / "work", dir / "work/.git"};
  for (const char* inside : {"work", "work/", "work/cache", "work/.git/cache", "link/cache",
                             "x/../work/cache", "link/../work/a/b"}) {
    EXPECT_NE(refusal(dir / inside, scanned).find("lies in what is scanned"), std::string::npos);
  }
  // Nothing was made there.
  size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir / "work")) {
    EXPECT_EQ(entry.path().filename(), ".git");
    ++entries;
  }
  EXPECT_EQ(entries, 1u);
  EXPECT_TRUE(CacheFolder::open(dir / "workshop", scanned));
  EXPECT_TRUE(CacheFolder::open(dir / "cache/", scanned));
}

TEST(CacheFolder, IsWrittenByNobodyElse) {
  const test::TempDir dir;
  for (const mode_t mode : {0770u, 0702u, 0777u}) {
    std::filesystem::create_directory(dir / "shared");
    ::chmod((dir / "shared").c_str(), mode);
    EXPECT_NE(refusal(dir / "shared").find("others may write"), std::string::npos);
    ::chmod((dir / "shared").c_str(), 0755);
    EXPECT_TRUE(CacheFolder::open(dir / "shared", {}));
    std::filesystem::remove(dir / "shared");
  }
  dir.write("file", "");
  EXPECT_FALSE(CacheFolder::open(dir / "file", {}));
  if (::geteuid() == 0) {
    std::filesystem::create_directory(dir / "theirs");
    ASSERT_EQ(::chown((dir / "theirs").c_str(), 12345, 12345), 0);
    EXPECT_NE(refusal(dir / "theirs").find("another user"), std::string::npos);
  }
}

TEST(CacheFolder, MapsOnlyOwnFiles) {
  const test::TempDir dir;
  const auto folder = CacheFolder::open(dir / "cache", {});
  ASSERT_TRUE(folder);
  dir.write("elsewhere", "bytes");
  std::filesystem::create_symlink(dir / "elsewhere", dir / "cache/link");
  EXPECT_EQ(folder->map("link").error().kind, ErrorKind::kUsage);
  dir.write("cache/open", "bytes");
  ::chmod((dir / "cache/open").c_str(), 0622);
  EXPECT_EQ(folder->map("open").error().kind, ErrorKind::kUsage);
  std::filesystem::create_directory(dir / "cache/folder");
  EXPECT_EQ(folder->map("folder").error().kind, ErrorKind::kUsage);
  ASSERT_EQ(::mkfifo((dir / "cache/pipe").c_str(), 0600), 0);
  EXPECT_EQ(folder->map("pipe").error().kind, ErrorKind::kUsage);
}

TEST(CacheFolder, TheKeyIsMadeOnceAndStays) {
  const test::TempDir dir;
  const auto folder = CacheFolder::open(dir / "cache", {});
  ASSERT_TRUE(folder);
  const Result<std::string> key = folder->key();
  ASSERT_TRUE(key);
  EXPECT_EQ(key->size(), CacheFolder::kKeyBytes);
  EXPECT_EQ(mode_of(dir / "cache/key"), 0600u);
  EXPECT_EQ(*folder->key(), *key);
  EXPECT_NE(*CacheFolder::open(dir / "other", {})->key(), *key);
  // One that others could read, or of the wrong size, vouches for nothing.
  ::chmod((dir / "cache/key").c_str(), 0644);
  const std::string second = *folder->key();
  EXPECT_NE(second, *key);
  EXPECT_EQ(mode_of(dir / "cache/key"), 0600u);
  dir.write("cache/key", "short");
  EXPECT_NE(*folder->key(), second);
  std::filesystem::remove(dir / "cache/key");
  dir.write("target", std::string(32, 'k'));
  std::filesystem::create_symlink(dir / "target", dir / "cache/key");
  EXPECT_NE(*folder->key(), std::string(32, 'k'));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir / "cache"), {}), 1);
}

TEST(CacheFolder, SeveralAtOnceGetOneKey) {
  const test::TempDir dir;
  const auto folder = CacheFolder::open(dir / "cache", {});
  ASSERT_TRUE(folder);
  for (int round = 0; round < 20; ++round) {
    std::filesystem::remove(dir / "cache/key");
    std::vector<std::string> keys(4);
    {
      std::vector<std::jthread> threads;
      for (std::string& key : keys) threads.emplace_back([&] { key = *folder->key(); });
    }
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 1u);
  }
}

TEST(CacheFolder, TheDefaultIsTheEnvironments) {
  ::setenv("XDG_CACHE_HOME", "/x/cache", 1);
  EXPECT_EQ(*default_cache_dir(), "/x/cache/sluice");
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  ::setenv("HOME", "/home/ann", 1);
  EXPECT_EQ(*default_cache_dir(), "/home/ann/.cache/sluice");
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(*default_cache_dir(), "/home/ann/.cache/sluice");
  ::unsetenv("HOME");
  EXPECT_EQ(default_cache_dir().error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace sluice::cache

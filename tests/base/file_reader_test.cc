#include "base/file_reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "base/mapped_file.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

TEST(FileReader, ReadsWholeFilesUpToTheLimit) {
  const test::TempDir dir;
  const std::string path = dir.write("f", std::string(700'000, 'x'));
  EXPECT_EQ(read_file(path)->size(), 700'000u);
  EXPECT_EQ(read_file(path, 1000).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(read_file(dir / "absent").error().kind, ErrorKind::kNotFound);
}

TEST(FileReader, NeverFollowsASymlinkOrOpensADevice) {
  const test::TempDir dir;
  dir.write("target", "secret");
  ASSERT_EQ(::symlink("target", (dir / "link").c_str()), 0);
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(dir / "link"));
  EXPECT_FALSE(read_file(dir / "fifo"));
  EXPECT_FALSE(MappedFile::open(dir / "link"));
  EXPECT_FALSE(MappedFile::open(dir / "fifo"));
  EXPECT_FALSE(read_file("/dev/zero"));
}

TEST(FileReader, WritesAtomicallyAndReplacesALinkInsteadOfFollowingIt) {
  const test::TempDir dir;
  dir.write("target", "untouched");
  ASSERT_EQ(::symlink("target", (dir / "out").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(dir / "out", "report"));
  EXPECT_EQ(*read_file(dir / "target"), "untouched");
  EXPECT_EQ(*read_file(dir / "out"), "report");
  struct stat status {};
  ASSERT_EQ(::stat((dir / "out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(write_file_atomically(dir / "no/such/folder", "x").error().kind, ErrorKind::kNotFound);
}

TEST(FileReader, WritesToAPipeAndToADeviceAndReplacesNeither) {
  const test::TempDir dir;
  const std::string pipe = dir / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] {
    std::ifstream in(pipe);
    std::getline(in, got);
  });
  EXPECT_TRUE(write_file_atomically(pipe, "report\n"));
  reader.join();
  EXPECT_EQ(got, "report");
  struct stat status {};
  ASSERT_EQ(::lstat(pipe.c_str(), &status), 0);
  EXPECT_TRUE(S_ISFIFO(status.st_mode));
  EXPECT_TRUE(write_file_atomically("/dev/null", "report"));
  ASSERT_EQ(::lstat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST(MappedFile, MapsAndMoves) {
  const test::TempDir dir;
  Result<MappedFile> file = MappedFile::open(dir.write("f", "bytes"));
  ASSERT_TRUE(file);
  const MappedFile moved = *std::move(file);
  EXPECT_EQ(moved.bytes(), "bytes");
  EXPECT_EQ(MappedFile::open(dir.write("empty", ""))->bytes(), "");
}

}  // namespace
}  // namespace sluice

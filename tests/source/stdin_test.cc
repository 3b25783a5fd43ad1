#include "source/stdin.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "support/git_fixture.h"

namespace sluice {
namespace {

struct Got {
  std::vector<std::string> blobs;
  std::vector<Part> parts;
  std::vector<Unread> unread;
};

Got read(int fd, uint64_t max_bytes = 1 << 20, std::stop_token stop = {}) {
  Got got;
  const Result<void> done = StdinSource(max_bytes, fd)
                                .for_each(
                                    4,
                                    [&](unsigned worker, const Blob& blob) {
                                      EXPECT_EQ(worker, 0u);
                                      EXPECT_EQ(blob.kind, BlobKind::kStdin);
                                      EXPECT_TRUE(blob.path.empty());
                                      got.blobs.emplace_back(blob.bytes);
                                      if (blob.part) got.parts.push_back(*blob.part);
                                    },
                                    [&](const Unread& it) { got.unread.push_back(it); }, stop);
  EXPECT_TRUE(done.has_value());
  return got;
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    ::close(ends_[0]);
    finish();
  }
  int reader() const { return ends_[0]; }
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t put = ::write(ends_[1], text.data(), text.size());
      ASSERT_GT(put, 0);
      text.remove_prefix(static_cast<size_t>(put));
    }
  }
  void finish() {
    if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST(Stdin, GivesAllThatComesThroughAPipe) {
  Pipe pipe;
  std::string text;
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + "\n";
  std::jthread writer([&] {
    pipe.write(text);
    pipe.finish();
  });
  const Got got = read(pipe.reader());
  EXPECT_TRUE(got.unread.empty());
  ASSERT_EQ(got.blobs.size(), 1u);
  EXPECT_EQ(got.blobs[0], text);
}

TEST(Stdin, WaitsOnANonBlockingDescriptor) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.reader(), F_SETFL, O_NONBLOCK), 0);
  std::jthread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    pipe.write("late");
    pipe.finish();
  });
  EXPECT_EQ(read(pipe.reader()).blobs, std::vector<std::string>{"late"});
}

TEST(Stdin, NothingIsNoBlob) {
  Pipe pipe;
  pipe.finish();
  const Got got = read(pipe.reader());
  EXPECT_TRUE(got.blobs.empty());
  EXPECT_TRUE(got.unread.empty());
}

TEST(Stdin, GivesInPartsWhatIsOverTheLimit) {
  const test::TempDir dir;
  const std::string path = dir.write("f", "0123456789");
  for (const auto& [limit, offsets] : std::vector<std::pair<uint64_t, std::vector<uint64_t>>>{
           {4, {0, 5, 10}}, {9, {0, 10}}, {10, {}}}) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const Got got = read(fd, limit);
    ::close(fd);
    EXPECT_TRUE(got.unread.empty());
    std::string all;
    for (const std::string& blob : got.blobs) all += blob;
    EXPECT_EQ(all, "0123456789");
    ASSERT_EQ(got.parts.size(), offsets.size());
    for (size_t i = 0; i < offsets.size(); ++i) {
      EXPECT_EQ(got.parts[i].offset, offsets[i]);
      EXPECT_EQ(got.parts[i].last, i + 1 == offsets.size());
    }
  }
}

TEST(Stdin, EndlessInputIsGivenUntilItIsStopped) {
  const int fd = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  std::stop_source source;
  uint64_t bytes = 0;
  bool ended = false;
  const Result<void> done = StdinSource(3 << 20, fd)
                                .for_each(
                                    1,
                                    [&](unsigned, const Blob& blob) {
                                      bytes += blob.bytes.size();
                                      ended = blob.part->last;
                                      if (bytes > uint64_t{40} << 20) source.request_stop();
                                    },
                                    [](const Unread&) {}, source.get_token());
  ::close(fd);
  EXPECT_TRUE(done);
  EXPECT_TRUE(ended);
  EXPECT_LT(bytes, uint64_t{50} << 20);
}

TEST(Stdin, AFolderIsAUsageError) {
  const int fd = ::open("/", O_RDONLY | O_CLOEXEC);
  const Result<void> done = StdinSource(1, fd).for_each(
      1, [](unsigned, const Blob&) {}, [](const Unread&) {}, {});
  ::close(fd);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, ErrorKind::kUsage);
}

TEST(Stdin, ClosedInputIsUnreadable) {
  Pipe pipe;
  const int write_end_only = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const Got got = read(write_end_only);
  ::close(write_end_only);
  EXPECT_TRUE(got.blobs.empty());
  ASSERT_EQ(got.unread.size(), 1u);
  EXPECT_EQ(got.unread[0].reason, Reason::kUnreadable);
}

TEST(Stdin, StopsWhileItWaits) {
  Pipe pipe;
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(read(pipe.reader(), 1, source.get_token()).blobs.empty());
}

TEST(Stdin, TellsAnArchive) {
  Pipe pipe;
  pipe.write("\x1f\x8b\x08 and so on");
  pipe.finish();
  const Got got = read(pipe.reader());
  EXPECT_EQ(got.blobs.size(), 1u);
  ASSERT_EQ(got.unread.size(), 1u);
  EXPECT_EQ(got.unread[0].reason, Reason::kArchive);
}

}  // namespace
}  // namespace sluice

#include "source/file_buffer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kFirstBytes = size_t{256} << 10;
constexpr size_t kKeptBytes = size_t{64} << 20;  // a larger buffer is given back

}  // namespace

bool FileBuffer::reserve(size_t capacity) {
  std::unique_ptr<char[]> larger(new (std::nothrow) char[capacity]);
  if (!larger) return false;
  if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
  data_ = std::move(larger);
  capacity_ = capacity;
  return true;
}

FileBuffer::Outcome FileBuffer::read(int fd, uint64_t max_bytes) {
  size_ = 0;
  if (capacity_ == 0 || capacity_ > kKeptBytes) {
    capacity_ = 0;
    data_.reset();
    if (!reserve(kFirstBytes)) return Outcome::kTooLarge;
  }
  for (;;) {
    if (size_ == capacity_) {
      // Only now is the size worth a system call: most files end before this.
      struct stat status {};
      uint64_t want = uint64_t{2} * capacity_;
      if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        const auto stated = static_cast<uint64_t>(status.st_size);
        if (stated > max_bytes) return Outcome::kTooLarge;
        want = std::max(stated + 1, uint64_t{capacity_} + capacity_ / 4);
      }
      if (!reserve(static_cast<size_t>(want > max_bytes ? max_bytes + 1 : want)))
        return Outcome::kTooLarge;
    }
    const ssize_t got = ::read(fd, data_.get() + size_, capacity_ - size_);
    if (got < 0) {
      if (errno == EINTR) continue;
      return Outcome::kFailed;
    }
    if (got == 0) return Outcome::kRead;
    size_ += static_cast<size_t>(got);
    if (size_ > max_bytes) return Outcome::kTooLarge;
  }
}

}  // namespace sluice

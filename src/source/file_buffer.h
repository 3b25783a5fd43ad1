// FileBuffer: the bytes of one open file at a time, in memory that is reused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace sluice {

// Not base's read_all: that one zeroes its string for each file, which costs
// more than the small files of a working tree do. One thread.
class FileBuffer {
 public:
  enum class Outcome : uint8_t {
    kRead,
    kTooLarge,
    kFailed,  // errno tells why
  };

  // Reads `fd` from where it stands to its end. A file that grows meanwhile ends
  // where it is when reached, or at `max_bytes`.
  Outcome read(int fd, uint64_t max_bytes);
  // What the last read gave; valid until the next.
  std::string_view bytes() const { return {data_.get(), size_}; }

 private:
  bool reserve(size_t capacity);  // keeps the bytes; false: no memory

  std::unique_ptr<char[]> data_;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace sluice

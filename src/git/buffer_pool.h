// Buffer, BufferPool: memory that objects are made in, used again and again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "git/inflate.h"

namespace sluice::git {

// Bytes that are written before they are read, so never cleared; behind them is the room that
// the Inflater wants. What it held is lost when it grows.
class Buffer {
 public:
  void resize(size_t size) {
    if (size + Inflater::kRoom > capacity_) {
      // A quarter more, as the next version of a file is often a little longer.
      capacity_ = std::max<size_t>(size + Inflater::kRoom + std::min(size / 4, kMaxSlack), 4096);
      data_.reset();
      data_ = std::make_unique_for_overwrite<char[]>(capacity_);
    }
    size_ = size;
  }
  char* data() { return data_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  std::string_view view() const { return {data_.get(), size_}; }

 private:
  static constexpr size_t kMaxSlack = size_t{1} << 20;

  std::unique_ptr<char[]> data_;
  size_t capacity_ = 0, size_ = 0;
};

// Buffers in use elsewhere come back here, up to kKeptBytes of them; the last one in, warm in the
// cache, is the first one out. One thread's.
class BufferPool {
 public:
  Buffer take() {
    if (free_.empty()) return {};
    Buffer buffer = std::move(free_.back());
    free_.pop_back();
    kept_ -= buffer.capacity();
    return buffer;
  }
  void give(Buffer buffer) {
    if (kept_ + buffer.capacity() > kKeptBytes) return;
    kept_ += buffer.capacity();
    free_.push_back(std::move(buffer));
  }

 private:
  static constexpr size_t kKeptBytes = size_t{16} << 20;

  std::vector<Buffer> free_;
  size_t kept_ = 0;
};

}  // namespace sluice::git

// ByteWriter and ByteReader: numbers, big-endian, and texts of the files that sluice keeps for
// itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

class ByteWriter {
 public:
  void number(uint64_t value, size_t size = 8) {
    while (size-- > 0) bytes_ += static_cast<char>(value >> (8 * size) & 0xff);
  }
  // Its size in 8 bytes, then itself.
  void text(std::string_view text) {
    number(text.size());
    bytes_ += text;
  }
  // As it is: the reader knows its size.
  void raw(std::string_view bytes) { bytes_ += bytes; }

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// What lies past the end reads as 0 and empty, and is_ok() is false from then on. Views
// are of the bytes given.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  bool is_ok() const { return ok_; }
  bool at_end() const { return ok_ && left_.empty(); }

  uint64_t number(size_t size = 8) {
    uint64_t value = 0;
    for (const char byte : raw(size)) value = value << 8 | static_cast<uint8_t>(byte);
    return value;
  }
  std::string_view text() { return raw(number()); }
  std::string_view raw(uint64_t size) {
    ok_ = ok_ && size <= left_.size();
    if (!ok_) return {};
    const std::string_view bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }
  // How many things of at least `least_bytes` each follow; no more than could.
  size_t count(size_t least_bytes) {
    const uint64_t count = number();
    ok_ = ok_ && count <= left_.size() / least_bytes;
    return ok_ ? static_cast<size_t>(count) : 0;
  }

 private:
  std::string_view left_;
  bool ok_ = true;
};

}  // namespace sluice

// Big-endian integers at a byte offset, as git's binary files hold them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::git {

// The caller has checked that `at` + 4 (8) lies within `bytes`.
inline uint32_t read_be32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

inline uint64_t read_be64(std::string_view bytes, size_t at) {
  return uint64_t{read_be32(bytes, at)} << 32 | read_be32(bytes, at + 4);
}

}  // namespace sluice::git

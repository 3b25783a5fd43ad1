// ObjectId: the name of a git object, SHA-1 (20 bytes) or SHA-256 (32 bytes).
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

struct ObjectId {
  static constexpr size_t kMaxBytes = 32;

  std::array<uint8_t, kMaxBytes> bytes{};  // bytes past `size` are zero
  uint8_t size = 0;                        // 20 or 32; 0 means "no id"

  // `raw` holds exactly 20 or 32 bytes; anything else gives the empty id.
  static ObjectId from_raw(std::string_view raw);
  // 40 or 64 hex digits of either case, nothing else.
  static std::optional<ObjectId> from_hex(std::string_view hex);

  std::string hex() const;
  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
  bool empty() const { return size == 0; }
  // The id git writes for "no object" (a new or deleted ref).
  bool is_null() const;

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
  friend bool operator==(const ObjectId&, const ObjectId&) = default;
};

}  // namespace sluice

template <>
struct std::hash<sluice::ObjectId> {
  size_t operator()(const sluice::ObjectId& id) const noexcept {
    size_t value = 0;
    std::memcpy(&value, id.bytes.data(), sizeof value);
    return value;
  }
};

#include "sluice/oid.h"

#include "base/digest.h"

namespace sluice {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ObjectId ObjectId::from_raw(std::string_view raw) {
  ObjectId id;
  if (raw.size() != 20 && raw.size() != 32) return id;
  std::memcpy(id.bytes.data(), raw.data(), raw.size());
  id.size = static_cast<uint8_t>(raw.size());
  return id;
}

std::optional<ObjectId> ObjectId::from_hex(std::string_view hex) {
  if (hex.size() != 40 && hex.size() != 64) return std::nullopt;
  ObjectId id;
  id.size = static_cast<uint8_t>(hex.size() / 2);
  for (size_t i = 0; i < id.size; ++i) {
    const int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return id;
}

std::string ObjectId::hex() const { return to_hex(raw()); }

bool ObjectId::is_null() const {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace sluice

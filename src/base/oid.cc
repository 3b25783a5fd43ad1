#include "sluice/oid.h"

#include <array>

#include "base/digest.h"

namespace sluice {
namespace {

constexpr uint8_t kNoDigit = 0xff;

// By character. Without a branch on each digit, which nothing could foresee.
constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (uint8_t i = 0; i < 10; ++i) digits['0' + i] = i;
  for (uint8_t i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = static_cast<uint8_t>(10 + i);
  return digits;
}();

uint8_t digit(char c) { return kDigits[static_cast<uint8_t>(c)]; }

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
  uint8_t all = 0;
  for (size_t i = 0; i < id.size; ++i) {
    const uint8_t high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    all |= high | low;
    id.bytes[i] = static_cast<uint8_t>(high << 4 | low);
  }
  if (all > 0xf) return std::nullopt;
  return id;
}

std::string ObjectId::hex() const { return to_hex(raw()); }

bool ObjectId::is_null() const {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace sluice

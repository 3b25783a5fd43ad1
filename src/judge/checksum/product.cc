#include "judge/checksum/product.h"

#include <cstdint>
#include <vector>

namespace sluice::judge {
namespace {

constexpr size_t kMaxFactorBytes = 2048;

using Limbs = std::vector<uint32_t>;  // least significant first, no zeros at the end

Limbs to_limbs(std::string_view bytes) {
  Limbs limbs((bytes.size() + 3) / 4);
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint32_t byte = static_cast<uint8_t>(bytes[bytes.size() - 1 - i]);
    limbs[i / 4] |= byte << (8 * (i % 4));
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  return limbs;
}

bool is_above_one(const Limbs& limbs) {
  return limbs.size() > 1 || (limbs.size() == 1 && limbs[0] > 1);
}

Limbs multiply(const Limbs& a, const Limbs& b) {
  Limbs result(a.size() + b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.size(); ++j) {
      carry += uint64_t{a[i]} * b[j] + result[i + j];
      result[i + j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    result[i + b.size()] = static_cast<uint32_t>(carry);
  }
  while (!result.empty() && result.back() == 0) result.pop_back();
  return result;
}

}  // namespace

bool is_product(std::string_view a, std::string_view b, std::string_view product) {
  if (a.size() > kMaxFactorBytes || b.size() > kMaxFactorBytes ||
      product.size() > 2 * kMaxFactorBytes + 1) {
    return false;
  }
  const Limbs first = to_limbs(a), second = to_limbs(b);
  return is_above_one(first) && is_above_one(second) &&
         multiply(first, second) == to_limbs(product);
}

}  // namespace sluice::judge

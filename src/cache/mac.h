// The seal of a cache file: an HMAC-SHA-256 by the folder's key.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace sluice::cache {

inline constexpr size_t kMacBytes = 32;

inline std::string mac_of(std::string_view key, std::string_view bytes) {
  const auto mac = hmac_sha256(key, {bytes});
  return {mac.begin(), mac.end()};
}

// In a time that does not tell where they differ.
inline bool is_mac(std::string_view expected, std::string_view found) {
  unsigned difference = expected.size() != found.size();
  for (size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    difference |= static_cast<unsigned>(expected[i] ^ found[i]);
  }
  return difference == 0;
}

}  // namespace sluice::cache

#include "base/newlines.h"

#include <algorithm>
#include <cstring>

namespace sluice {

uint64_t back_over_newlines(std::string_view text, uint64_t at, uint64_t floor, uint32_t count) {
  for (uint64_t left = uint64_t{count} + 1; left > 0 && at > floor; --left) {
    const void* found = ::memrchr(text.data() + floor, '\n', at - floor);
    if (found == nullptr) return floor;
    at = static_cast<uint64_t>(static_cast<const char*>(found) - text.data());
  }
  return std::max(at, floor);
}

uint64_t on_over_newlines(std::string_view text, uint64_t at, uint64_t limit, uint32_t count) {
  for (uint64_t left = uint64_t{count} + 1; at < limit; ++at) {
    const void* found = std::memchr(text.data() + at, '\n', limit - at);
    if (found == nullptr) return limit;
    at = static_cast<uint64_t>(static_cast<const char*>(found) - text.data());
    if (--left == 0) return at;
  }
  return limit;
}

}  // namespace sluice

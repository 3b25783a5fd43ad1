// fuzzes: cache
#include <cstdint>
#include <string_view>

#include "cache/scan_cache.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto file = cache::parse_cache(bytes);
  if (!file) return 0;
  size_t total = 0;
  for (const auto& [tag, section] : file->sections) total += section.size();
  if (total > size) __builtin_trap();
  const git::SortedIds ids = file->clean();
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!ids.contains(ObjectId::from_raw(ids[i]))) __builtin_trap();
  }
  return 0;
}

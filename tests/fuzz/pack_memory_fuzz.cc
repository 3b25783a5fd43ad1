// fuzzes: cache
#include <cstdint>
#include <string_view>

#include "cache/pack_memory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto memories = cache::parse_pack_memories(bytes, 20);
  if (!memories) return 0;
  for (const cache::PackMemory& memory : *memories) {
    for (uint32_t at = 0; at < memory.marks.size(); ++at) {
      if (memory.mark(at) >= 0x20) __builtin_trap();
      (void)memory.size(at);
    }
  }
  if (!bytes.empty() && cache::write_pack_memories(*memories) != bytes) __builtin_trap();
  return 0;
}

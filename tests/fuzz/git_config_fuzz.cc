// fuzzes: git
#include <cstdint>
#include <string_view>

#include "git/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto config = sluice::git::Config::parse({reinterpret_cast<const char*>(data), size});
  if (!config) return 0;
  for (const sluice::git::ConfigEntry& entry : config->entries()) {
    if (entry.name.empty()) __builtin_trap();
    if (config->find(entry.section, entry.subsection, entry.name) == nullptr) __builtin_trap();
    entry.as_bool();
  }
  return 0;
}

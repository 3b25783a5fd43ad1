// fuzzes: engine
#include <cstdint>
#include <string_view>

#include "engine/added_rules.h"
#include "engine/prefilter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto added = parse_added_rules(bytes);
  if (!added) return 0;
  if (to_bytes(*added) != bytes) __builtin_trap();
  // Hyperscan checks what it is given by a checksum only: a stranger's bytes never get so far
  // (cache/rule_store.h).
  (void)Prefilter::load(added->database);
  return 0;
}

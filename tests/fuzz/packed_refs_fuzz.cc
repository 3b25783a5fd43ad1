// fuzzes: git
#include <cstdint>
#include <string_view>
#include <vector>

#include "git/refs.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    std::vector<sluice::git::Ref> refs;
    sluice::git::parse_packed_refs(text, id_bytes, refs);
    for (const sluice::git::Ref& ref : refs) {
      if (ref.name.empty() || ref.target.size != id_bytes) __builtin_trap();
    }
  }
  return 0;
}

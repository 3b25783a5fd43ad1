// fuzzes: git
#include <cstdint>
#include <string_view>
#include <vector>

#include "git/reflog.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    std::vector<sluice::ObjectId> ids;
    sluice::git::parse_reflog(text, id_bytes, ids);
    for (const sluice::ObjectId& id : ids) {
      if (id.is_null() || id.size != id_bytes) __builtin_trap();
    }
  }
  return 0;
}

// fuzzes: git
// The last byte chooses the object format; the checksum is cleared, so that the
// parser is reached whatever the fuzzer does.
#include <cstdint>
#include <string>

#include "git/index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const uint8_t id_bytes = data[size - 1] & 1 ? 32 : 20;
  std::string bytes(reinterpret_cast<const char*>(data), size - 1);
  bytes.append(id_bytes, '\0');
  const auto entries = sluice::git::parse_index(bytes, id_bytes);
  if (!entries) return 0;
  for (size_t i = 0; i < entries->size(); ++i) {
    if ((*entries)[i].path.empty() || (*entries)[i].id.size != id_bytes) __builtin_trap();
    if (i > 0 && (*entries)[i].path < (*entries)[i - 1].path) __builtin_trap();
  }
  return 0;
}

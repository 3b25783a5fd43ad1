// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/loose.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kMaxBytes = uint64_t{1} << 20;
  static sluice::git::Inflater inflater;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto object = sluice::git::parse_loose(file, kMaxBytes, inflater);
  if (object && object->bytes.size() > kMaxBytes) std::abort();
  return 0;
}

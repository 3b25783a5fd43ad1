// fuzzes: cache
#include <cstdint>
#include <string>
#include <string_view>

#include "cache/mac.h"
#include "cache/rule_store.h"

// The seal is put on by the folder's key, so that the reader behind it is reached.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string secret(cache::CacheFolder::kKeyBytes, 'k');
  std::string file(reinterpret_cast<const char*>(data), size);
  if (cache::parse_compiled_file(file, secret, "00ff")) __builtin_trap();
  file += cache::mac_of(secret, file);
  const auto bytes = cache::parse_compiled_file(file, secret, "00ff");
  if (bytes && bytes->size() > size) __builtin_trap();
  return 0;
}

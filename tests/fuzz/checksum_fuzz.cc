// fuzzes: judge
// Input: the name of a check, then a secret in parts, each on its own line, so
// that no file of the corpus holds a token.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "judge/checksum/checksum.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t cut = input.find('\n');
  if (cut == std::string_view::npos) return 0;
  std::string secret(input.substr(cut + 1));
  secret.erase(std::remove(secret.begin(), secret.end(), '\n'), secret.end());
  if (const auto* check = sluice::judge::find_check(input.substr(0, cut))) check->run(secret);
  return 0;
}

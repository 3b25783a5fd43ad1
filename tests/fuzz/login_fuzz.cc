// fuzzes: judge
// Logins of databases: any text, each notation at each offset.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "judge/login.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice::judge;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (size_t at = 0; at <= size; ++at) {
    for (const auto& login :
         {read_dsn(text, at), read_oracle(text, at), read_call(text, at), read_pgpass(text, at)}) {
      if (!login) continue;
      for (const auto& span : {login->user, login->password, login->host}) {
        if (span.begin > span.end || span.end > size) std::abort();
      }
    }
  }
  return 0;
}

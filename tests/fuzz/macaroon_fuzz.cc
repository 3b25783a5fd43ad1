// fuzzes: judge
// Input: a macaroon's bytes. They are put into a token, so that the parser is
// reached without the fuzzer having to find base64.
#include <cstddef>
#include <cstdint>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  sluice::judge::check_pypi_macaroon_at("pypi-" + sluice::judge::base64_encode(input), 0);
  sluice::judge::is_json(input);
  return 0;
}

// fuzzes: judge
// Input: the bytes behind a private key's armor, then as text of its own.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "judge/checksum/checks.h"
#include "judge/checksum/der.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/openpgp.h"

using namespace sluice::judge;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  is_pkcs8_key(input);
  is_encrypted_pkcs8_key(input);
  is_rsa_key(input);
  is_dsa_key(input);
  is_ec_key(input);
  inspect_pgp_key(input);
  check_private_key(input);
  for (const char* kind : {"", "RSA ", "EC ", "OPENSSH ", "PGP "}) {
    const std::string label = std::string(kind) + "PRIVATE KEY";
    for (const std::string& body : {base64_encode(input), std::string(input)}) {
      check_private_key("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----");
    }
  }
  return 0;
}

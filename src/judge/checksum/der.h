// A reader of DER (X.690), enough for the private-key formats.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::judge {

struct DerValue {
  uint8_t tag = 0;
  std::string_view content;
};

inline constexpr uint8_t kDerInteger = 0x02;
inline constexpr uint8_t kDerOctets = 0x04;
inline constexpr uint8_t kDerOid = 0x06;
inline constexpr uint8_t kDerSequence = 0x30;
inline constexpr uint8_t kDerContext0 = 0xa0;

// Takes one value after another from `bytes`, which must outlive it. Definite
// lengths of at most four octets, single-octet tags.
class DerReader {
 public:
  explicit DerReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }
  // nullopt at the end and where a length exceeds the bytes left.
  std::optional<DerValue> next();
  // The content of the next value if it has that tag.
  std::optional<std::string_view> next(uint8_t tag);

 private:
  std::string_view bytes_;
};

// PKCS#8 (RFC 5208, 5958): version 0 or 1, algorithm, key octets. Where the algorithm
// is RSA, EC or Ed25519, the octets are a key of that kind.
bool is_pkcs8_key(std::string_view der);
// PKCS#8 under a password: algorithm, encrypted octets.
bool is_encrypted_pkcs8_key(std::string_view der);
// PKCS#1 (RFC 8017): nine integers, of which the second is the product of the fifth
// and sixth; of a key of more than two primes (version 1) only the integers.
bool is_rsa_key(std::string_view der);
// OpenSSL's DSA key: six integers, the first a version.
bool is_dsa_key(std::string_view der);
// SEC 1 (RFC 5915): version 1, the scalar, as long as a curve's order and, where the
// key names its curve, as that one's.
bool is_ec_key(std::string_view der);

}  // namespace sluice::judge

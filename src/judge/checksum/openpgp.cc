#include "judge/checksum/openpgp.h"

#include <optional>

namespace sluice::judge {
namespace {

constexpr uint8_t kSecretKeyTag = 5;

uint8_t octet(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

std::optional<size_t> big_endian(std::string_view bytes, size_t at, size_t octets) {
  if (at > bytes.size() || octets > bytes.size() - at) return std::nullopt;
  size_t value = 0;
  for (size_t i = 0; i < octets; ++i) value = value << 8 | octet(bytes, at + i);
  return value;
}

// The first packet's body, if it is a secret key; what its length claims beyond
// the bytes is left out.
std::optional<std::string_view> secret_key_body(std::string_view bytes) {
  if (bytes.size() < 2 || (octet(bytes, 0) & 0x80) == 0) return std::nullopt;
  const uint8_t head = octet(bytes, 0);
  if ((head & 0x40) == 0) {  // old format: the tag in bits 5..2, the length's size in 1..0
    if ((head >> 2 & 15) != kSecretKeyTag || (head & 3) == 3) return std::nullopt;
    const size_t octets = size_t{1} << (head & 3);
    const std::optional<size_t> length = big_endian(bytes, 1, octets);
    if (!length) return std::nullopt;
    return bytes.substr(1 + octets, *length);
  }
  if ((head & 63) != kSecretKeyTag) return std::nullopt;
  const uint8_t first = octet(bytes, 1);
  if (first < 192) return bytes.substr(2, first);
  if (first < 224 && bytes.size() >= 3) {
    return bytes.substr(3, (size_t{first} - 192) * 256 + octet(bytes, 2) + 192);
  }
  if (first != 255 || bytes.size() < 6) return std::nullopt;
  return bytes.substr(6, *big_endian(bytes, 2, 4));
}

// Past a multiprecision integer: its bits in two octets, then its bytes.
bool skip_integer(std::string_view body, size_t& at) {
  const std::optional<size_t> bits = big_endian(body, at, 2);
  if (!bits) return false;
  at += 2 + (*bits + 7) / 8;
  return at <= body.size();
}

// Past a field of one length octet: a curve's OID, key derivation parameters.
bool skip_short_field(std::string_view body, size_t& at) {
  if (at >= body.size()) return false;
  at += size_t{1} + octet(body, at);
  return at <= body.size();
}

bool skip_integers(std::string_view body, size_t& at, int count) {
  for (int i = 0; i < count; ++i) {
    if (!skip_integer(body, at)) return false;
  }
  return true;
}

// Past the public half, whose fields the algorithm decides (RFC 4880, 9.1).
bool skip_public_half(std::string_view body, uint8_t algorithm, size_t& at) {
  switch (algorithm) {
    case 1:
    case 2:
    case 3: return skip_integers(body, at, 2);   // RSA
    case 16: return skip_integers(body, at, 3);  // ElGamal
    case 17: return skip_integers(body, at, 4);  // DSA
    case 18:                                     // ECDH
      return skip_short_field(body, at) && skip_integer(body, at) && skip_short_field(body, at);
    case 19:
    case 22:  // ECDSA, EdDSA
      return skip_short_field(body, at) && skip_integer(body, at);
    default: return false;
  }
}

}  // namespace

PgpKey inspect_pgp_key(std::string_view packets) {
  const std::optional<std::string_view> body = secret_key_body(packets);
  if (!body || body->size() < 6 || octet(*body, 0) != 4) return PgpKey::kNone;
  size_t at = 6;  // version, four octets of time, algorithm
  if (!skip_public_half(*body, octet(*body, 5), at) || at >= body->size()) return PgpKey::kNone;
  const uint8_t usage = octet(*body, at);
  if (usage == 0) return PgpKey::kClear;
  if (usage < 253) return PgpKey::kLocked;
  const std::optional<size_t> method = big_endian(*body, at + 2, 1);
  return method == size_t{101} ? PgpKey::kStub : PgpKey::kLocked;
}

}  // namespace sluice::judge

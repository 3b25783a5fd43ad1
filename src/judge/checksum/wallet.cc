// Keys of cryptographic currencies: Base58Check (Bitcoin's and Ripple's alphabet)
// and Stellar's base32 with a CRC-16.
#include <string>

#include "base/digest.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kBase58SumBytes = 4;

// What the sum covers: the first four bytes of the double SHA-256 follow it. nullopt:
// not of that alphabet, or another sum.
std::optional<std::string> base58check_decode(std::string_view text, Base58 alphabet) {
  std::optional<std::string> bytes = base58_decode(text, alphabet);
  if (!bytes || bytes->size() <= kBase58SumBytes) return std::nullopt;
  const std::string_view payload(bytes->data(), bytes->size() - kBase58SumBytes);
  const auto once = sha256({payload});
  const auto twice = sha256({{reinterpret_cast<const char*>(once.data()), once.size()}});
  const std::string_view sum(reinterpret_cast<const char*>(twice.data()), kBase58SumBytes);
  if (std::string_view(*bytes).substr(payload.size()) != sum) return std::nullopt;
  bytes->resize(payload.size());
  return bytes;
}

// CRC-16/XMODEM: polynomial 1021, from 0.
uint16_t crc16(std::string_view bytes) {
  unsigned c = 0;
  for (const char one : bytes) {
    c ^= static_cast<unsigned>(static_cast<uint8_t>(one)) << 8;
    for (int bit = 0; bit < 8; ++bit) c = (c & 0x8000) != 0 ? (c << 1 ^ 0x1021) : c << 1;
    c &= 0xffff;
  }
  return static_cast<uint16_t>(c);
}

}  // namespace

CheckOutcome check_base58check(std::string_view secret) {
  return checksum_outcome(base58check_decode(secret, Base58::kBitcoin).has_value(),
                          Source::kDocumented);
}

// Wallet import format: version 0x80 (0xEF on test networks), 32 bytes, and 01 where
// the public key is written compressed.
CheckOutcome check_bitcoin_wif(std::string_view secret) {
  const auto key = base58check_decode(secret, Base58::kBitcoin);
  const bool sized = key && (key->size() == 33 || (key->size() == 34 && byte(*key, 33) == 1));
  const bool holds = sized && (byte(*key, 0) == 0x80 || byte(*key, 0) == 0xef);
  CheckOutcome outcome = checksum_outcome(holds, Source::kDocumented);
  if (holds && byte(*key, 0) == 0xef) outcome.notes.push_back({"network", "test", 0});
  return outcome;
}

// BIP-32: 78 bytes, of which the last 33 are the key; a private one starts with 00.
CheckOutcome check_bip32_private(std::string_view secret) {
  const auto key = base58check_decode(secret, Base58::kBitcoin);
  return checksum_outcome(key && key->size() == 78 && byte(*key, 45) == 0, Source::kDocumented);
}

// 16 bytes behind version 21, or 01 E1 4B for Ed25519.
CheckOutcome check_xrp_seed(std::string_view secret) {
  const auto seed = base58check_decode(secret, Base58::kRipple);
  const bool holds = seed && ((seed->size() == 17 && byte(*seed, 0) == 0x21) ||
                              (seed->size() == 19 && seed->starts_with("\x01\xe1\x4b")));
  return checksum_outcome(holds, Source::kDocumented);
}

// Version 90, 32 bytes, CRC-16 of both with its low byte first.
CheckOutcome check_stellar_seed(std::string_view secret) {
  const std::optional<std::string> bytes = base32_decode(secret);
  if (!bytes || bytes->size() != 35 || byte(*bytes, 0) != 0x90) {
    return checksum_outcome(false, Source::kDocumented);
  }
  const unsigned stored = byte(*bytes, 33) | static_cast<unsigned>(byte(*bytes, 34)) << 8;
  return checksum_outcome(stored == crc16(std::string_view(*bytes).substr(0, 33)),
                          Source::kDocumented);
}

}  // namespace sluice::judge

// The primitives that token checks are made of: CRCs, Marvin32, positional
// digits and the base32, base58 and base64 alphabets. Decoders take hostile
// text and allocate at most the size of their input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::judge {

// IEEE 802.3: reflected polynomial EDB88320, as in zlib and PNG.
uint32_t crc32(std::string_view bytes);
// OpenPGP's CRC-24 (RFC 4880, 6.1): the low 24 bits of the result.
uint32_t crc24(std::string_view bytes);
// .NET's Marvin: both halves of the state folded by xor. A seed of 8 ASCII
// characters is read big-endian, see marvin_seed.
uint32_t marvin32(std::string_view bytes, uint64_t seed);
// The 8 characters of `text` as a big-endian number.
uint64_t marvin_seed(std::string_view text);

inline constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";

// `value` in the base of `alphabet`'s size, most significant digit first, padded
// on the left with the alphabet's first character to at least `width`.
std::string to_digits(uint64_t value, std::string_view alphabet, size_t width);
// Eight hex digits.
std::string hex32_lower(uint32_t value);
std::string hex32_upper(uint32_t value);
// `value`'s bytes, least significant first.
std::string little_endian32(uint32_t value);

// Standard or URL-safe alphabet, even mixed; padding may be missing. nullopt: a
// character outside both, padding in the middle, or an impossible length. Spare
// bits of the last character are ignored.
std::optional<std::string> base64_decode(std::string_view text);
// Standard alphabet, padded.
std::string base64_encode(std::string_view bytes);
// RFC 4648 base32, either case, padding optional.
std::optional<std::string> base32_decode(std::string_view text);
// A leading first character of the alphabet is a zero byte. Quadratic, so nullopt for a
// text longer than 256 characters.
enum class Base58 : uint8_t { kBitcoin, kRipple };
std::optional<std::string> base58_decode(std::string_view text, Base58 alphabet = Base58::kBitcoin);

// `text` without one layer of what transport writes for '=', '+', '/' and line ends:
// %3D, \u003d, \=, \/ and a trailing \n or \r, spelled.
std::string without_escapes(std::string_view text);

// What follows the first `separator`; "" where there is none.
std::string_view after(std::string_view text, char separator);
inline uint8_t byte(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

bool all_of_class(std::string_view text, bool (*in_class)(char));

}  // namespace sluice::judge

#include "judge/checksum/encodings.h"

#include <algorithm>
#include <array>
#include <bit>

namespace sluice::judge {
namespace {

constexpr std::array<uint32_t, 256> make_crc32_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) != 0 ? 0xEDB88320U : 0U);
    table[i] = c;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrc32Table = make_crc32_table();

constexpr uint8_t kNone = 0xff;
using DecodeTable = std::array<uint8_t, 256>;

constexpr DecodeTable make_table(std::string_view alphabet) {
  DecodeTable table{};
  for (uint8_t& entry : table) entry = kNone;
  for (size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
  }
  return table;
}

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr DecodeTable make_base64_table() {
  DecodeTable table = make_table(kBase64);
  table[static_cast<uint8_t>('-')] = 62;
  table[static_cast<uint8_t>('_')] = 63;
  return table;
}

constexpr DecodeTable make_base32_table() {
  DecodeTable table = make_table(kBase32);
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<uint8_t>(c)] = static_cast<uint8_t>(c - 'a');
  }
  return table;
}

constexpr DecodeTable kBase64Table = make_base64_table();
constexpr DecodeTable kBase32Table = make_base32_table();
constexpr DecodeTable kBitcoinTable =
    make_table("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
constexpr DecodeTable kRippleTable =
    make_table("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz");
constexpr size_t kMaxBase58 = 256;

uint8_t byte_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

std::string_view strip_padding(std::string_view text, size_t most) {
  for (size_t i = 0; i < most && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

// Digits of `bits` bits each, regrouped into bytes; spare bits are dropped.
std::optional<std::string> decode_bits(std::string_view text, const DecodeTable& table,
                                       unsigned bits) {
  std::string out;
  out.reserve(text.size() * bits / 8);
  uint32_t buffer = 0;
  unsigned held = 0;
  for (const char c : text) {
    const uint8_t digit = table[static_cast<uint8_t>(c)];
    if (digit == kNone) return std::nullopt;
    buffer = (buffer << bits) | digit;
    held += bits;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<char>((buffer >> held) & 0xff));
    }
  }
  if (held >= bits) return std::nullopt;  // a digit that completes no byte
  return out;
}

struct MarvinState {
  uint32_t p0, p1;

  void mix(uint32_t word) {
    p0 += word;
    p1 ^= p0;
    p0 = std::rotl(p0, 20) + p1;
    p1 = std::rotl(p1, 9) ^ p0;
    p0 = std::rotl(p0, 27) + p1;
    p1 = std::rotl(p1, 19);
  }
};

}  // namespace

uint32_t crc32(std::string_view bytes) {
  uint32_t c = 0xFFFFFFFFU;
  for (const char byte : bytes) c = (c >> 8) ^ kCrc32Table[(c ^ static_cast<uint8_t>(byte)) & 0xff];
  return ~c;
}

uint32_t crc24(std::string_view bytes) {
  uint32_t c = 0xB704CEU;
  for (const char byte : bytes) {
    c ^= uint32_t{static_cast<uint8_t>(byte)} << 16;
    for (int bit = 0; bit < 8; ++bit) {
      c <<= 1;
      if ((c & 0x1000000U) != 0) c ^= 0x1864CFBU;
    }
  }
  return c & 0xFFFFFFU;
}

uint32_t marvin32(std::string_view bytes, uint64_t seed) {
  MarvinState state{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  size_t at = 0;
  for (; bytes.size() - at >= 4; at += 4) {
    state.mix(uint32_t{byte_at(bytes, at)} | uint32_t{byte_at(bytes, at + 1)} << 8 |
              uint32_t{byte_at(bytes, at + 2)} << 16 | uint32_t{byte_at(bytes, at + 3)} << 24);
  }
  uint32_t tail = 0;
  unsigned shift = 0;
  for (; at < bytes.size(); ++at, shift += 8) tail |= uint32_t{byte_at(bytes, at)} << shift;
  state.mix(tail | uint32_t{0x80} << shift);
  state.mix(0);
  return state.p0 ^ state.p1;
}

uint64_t marvin_seed(std::string_view text) {
  uint64_t seed = 0;
  for (const char c : text.substr(0, 8)) seed = seed << 8 | static_cast<uint8_t>(c);
  return seed;
}

std::string to_digits(uint64_t value, std::string_view alphabet, size_t width) {
  std::string out;
  for (; value != 0; value /= alphabet.size()) out.push_back(alphabet[value % alphabet.size()]);
  while (out.size() < width) out.push_back(alphabet[0]);
  std::reverse(out.begin(), out.end());
  return out;
}

std::string hex32_lower(uint32_t value) { return to_digits(value, kBase36.substr(0, 16), 8); }
std::string hex32_upper(uint32_t value) { return to_digits(value, kBase62.substr(0, 16), 8); }

std::string little_endian32(uint32_t value) {
  std::string out;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  return decode_bits(strip_padding(text, 2), kBase64Table, 6);
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t left = std::min<size_t>(3, bytes.size() - at);
    uint32_t group = uint32_t{byte_at(bytes, at)} << 16;
    if (left > 1) group |= uint32_t{byte_at(bytes, at + 1)} << 8;
    if (left > 2) group |= uint32_t{byte_at(bytes, at + 2)};
    for (size_t i = 0; i < 4; ++i) {
      out.push_back(i <= left ? kBase64[(group >> (18 - 6 * i)) & 63] : '=');
    }
  }
  return out;
}

std::optional<std::string> base32_decode(std::string_view text) {
  return decode_bits(strip_padding(text, 6), kBase32Table, 5);
}

std::optional<std::string> base58_decode(std::string_view text, Base58 alphabet) {
  if (text.size() > kMaxBase58) return std::nullopt;
  const DecodeTable& table = alphabet == Base58::kBitcoin ? kBitcoinTable : kRippleTable;
  std::string little;  // the number so far, least significant byte first
  for (const char c : text) {
    uint32_t carry = table[static_cast<uint8_t>(c)];
    if (carry == kNone) return std::nullopt;
    for (char& byte : little) {
      carry += uint32_t{static_cast<uint8_t>(byte)} * 58;
      byte = static_cast<char>(carry & 0xff);
      carry >>= 8;
    }
    for (; carry != 0; carry >>= 8) little.push_back(static_cast<char>(carry & 0xff));
  }
  const char zero = alphabet == Base58::kBitcoin ? '1' : 'r';
  for (size_t i = 0; i < text.size() && text[i] == zero; ++i) little.push_back('\0');
  return std::string(little.rbegin(), little.rend());
}

namespace {

// A spelling at the start of `text`: its size and the character it stands for, of size 0
// where there is none.
struct Escape {
  size_t size = 0;
  char plain = '\0';
};

Escape escape_at(std::string_view text) {
  constexpr std::string_view kPlain = "=+/";
  if (text.size() >= 2 && text[0] == '\\' && kPlain.find(text[1]) != kPlain.npos) {
    return {2, text[1]};
  }
  size_t head = 0;
  if (text.starts_with('%')) head = 1;
  if (text.starts_with("\\u00")) head = 4;
  if (head == 0 || text.size() < head + 2) return {};
  for (const char c : kPlain) {
    const std::string hex = to_digits(static_cast<uint8_t>(c), kBase36.substr(0, 16), 2);
    if (text[head] == hex[0] && (text[head + 1] | 0x20) == hex[1]) return {head + 2, c};
  }
  return {};
}

}  // namespace

std::string without_escapes(std::string_view text) {
  while (text.ends_with("\\n") || text.ends_with("\\r")) text.remove_suffix(2);
  std::string out;
  while (!text.empty()) {
    const Escape escape = escape_at(text);
    out.push_back(escape.size > 0 ? escape.plain : text[0]);
    text.remove_prefix(escape.size > 0 ? escape.size : 1);
  }
  return out;
}

std::string_view after(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
}

bool all_of_class(std::string_view text, bool (*in_class)(char)) {
  return std::all_of(text.begin(), text.end(), in_class);
}

}  // namespace sluice::judge

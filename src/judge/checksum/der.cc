#include "judge/checksum/der.h"

#include <array>

#include "judge/checksum/product.h"

namespace sluice::judge {
namespace {

constexpr size_t kLongestLength = 4;

// A reader over the content of the one sequence that is the whole of `der`.
std::optional<DerReader> outer_sequence(std::string_view der) {
  DerReader outer(der);
  const std::optional<std::string_view> content = outer.next(kDerSequence);
  if (!content || !outer.at_end()) return std::nullopt;
  return DerReader(*content);
}

// The object identifier that an algorithm, or EC parameters, start with; "" for none.
std::string_view first_oid(std::string_view algorithm) {
  return DerReader(algorithm).next(kDerOid).value_or("");
}

constexpr std::string_view kRsaOid = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
constexpr std::string_view kEcOid = "\x2a\x86\x48\xce\x3d\x02\x01";
constexpr std::string_view kEd25519Oid = "\x2b\x65\x70";

// Curves (RFC 5480, SEC 2) and the bytes of a scalar.
struct Curve {
  std::string_view oid;
  size_t bytes;
};
constexpr std::array kCurves = {
    Curve{"\x2a\x86\x48\xce\x3d\x03\x01\x01", 24},           // P-192
    Curve{std::string_view("\x2b\x81\x04\x00\x21", 5), 28},  // P-224
    Curve{"\x2a\x86\x48\xce\x3d\x03\x01\x07", 32},           // P-256
    Curve{std::string_view("\x2b\x81\x04\x00\x0a", 5), 32},  // secp256k1
    Curve{std::string_view("\x2b\x81\x04\x00\x22", 5), 48},  // P-384
    Curve{std::string_view("\x2b\x81\x04\x00\x23", 5), 66},  // P-521
};

// Older writers leave out a scalar's leading zeros.
bool is_scalar_size(size_t bytes, std::string_view curve) {
  for (const Curve& known : kCurves) {
    if (known.oid == curve) return bytes <= known.bytes && bytes + 2 >= known.bytes;
  }
  return bytes >= 16 && bytes <= 72;
}

// `count` integers; nullopt where one is missing or empty, or the first is no version.
std::optional<std::array<std::string_view, 9>> read_integers(DerReader& key, size_t count) {
  std::array<std::string_view, 9> integers;
  for (size_t i = 0; i < count; ++i) {
    const std::optional<std::string_view> value = key.next(kDerInteger);
    if (!value || value->empty() || (i == 0 && value->size() != 1)) return std::nullopt;
    integers[i] = *value;
  }
  return integers;
}

// `curve`: what an outer layer said of it, "" for nothing.
bool is_ec_key_of(std::string_view der, std::string_view curve) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key || key->next(kDerInteger) != std::string_view("\x01", 1)) return false;
  const std::optional<std::string_view> scalar = key->next(kDerOctets);
  if (!scalar) return false;
  const std::optional<DerValue> parameters = key->next();
  if (curve.empty() && parameters && parameters->tag == kDerContext0) {
    curve = first_oid(parameters->content);
  }
  return is_scalar_size(scalar->size(), curve);
}

// An octet string of 32 bytes within the octets (RFC 8410).
bool is_ed25519_key(std::string_view octets) {
  DerReader reader(octets);
  const std::optional<std::string_view> seed = reader.next(kDerOctets);
  return seed && seed->size() == 32 && reader.at_end();
}

bool is_key_of_algorithm(std::string_view algorithm, std::string_view octets) {
  DerReader reader(algorithm);
  const std::string_view oid = reader.next(kDerOid).value_or("");
  if (oid.empty() || octets.empty()) return false;
  if (oid == kRsaOid) return is_rsa_key(octets);
  if (oid == kEcOid) return is_ec_key_of(octets, reader.next(kDerOid).value_or(""));
  return oid != kEd25519Oid || is_ed25519_key(octets);
}

}  // namespace

std::optional<DerValue> DerReader::next() {
  if (bytes_.size() < 2) return std::nullopt;
  const auto tag = static_cast<uint8_t>(bytes_[0]);
  size_t length = static_cast<uint8_t>(bytes_[1]);
  size_t header = 2;
  if (length >= 0x80) {
    const size_t octets = length - 0x80;
    if (octets == 0 || octets > kLongestLength || octets > bytes_.size() - header) {
      return std::nullopt;
    }
    length = 0;
    for (size_t i = 0; i < octets; ++i) {
      length = length << 8 | static_cast<uint8_t>(bytes_[header + i]);
    }
    header += octets;
  }
  if (length > bytes_.size() - header) return std::nullopt;
  const DerValue value{tag, bytes_.substr(header, length)};
  bytes_.remove_prefix(header + length);
  return value;
}

std::optional<std::string_view> DerReader::next(uint8_t tag) {
  const std::optional<DerValue> value = next();
  if (!value || value->tag != tag) return std::nullopt;
  return value->content;
}

bool is_pkcs8_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key) return false;
  const std::optional<std::string_view> version = key->next(kDerInteger);
  if (!version || version->size() != 1 || static_cast<uint8_t>((*version)[0]) > 1) return false;
  const std::optional<std::string_view> algorithm = key->next(kDerSequence);
  const std::optional<std::string_view> octets = key->next(kDerOctets);
  return algorithm && octets && is_key_of_algorithm(*algorithm, *octets);
}

bool is_encrypted_pkcs8_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key) return false;
  const std::optional<std::string_view> algorithm = key->next(kDerSequence);
  if (!algorithm || first_oid(*algorithm).empty()) return false;
  const std::optional<std::string_view> octets = key->next(kDerOctets);
  return octets && !octets->empty() && key->at_end();
}

bool is_rsa_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  const auto integers = key ? read_integers(*key, 9) : std::nullopt;
  if (!integers) return false;
  const auto& [version, modulus, public_exponent, private_exponent, p, q, dp, dq, inverse] =
      *integers;
  if (version != std::string_view("\0", 1)) return version == std::string_view("\x01", 1);
  return is_product(p, q, modulus);
}

bool is_dsa_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  return key && read_integers(*key, 6);
}

bool is_ec_key(std::string_view der) { return is_ec_key_of(der, ""); }

}  // namespace sluice::judge

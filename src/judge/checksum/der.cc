#include "judge/checksum/der.h"

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

bool starts_with_oid(std::string_view algorithm) {
  const std::optional<std::string_view> oid = DerReader(algorithm).next(kDerOid);
  return oid && !oid->empty();
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
  if (!algorithm || !starts_with_oid(*algorithm)) return false;
  const std::optional<std::string_view> octets = key->next(kDerOctets);
  return octets && !octets->empty();
}

bool is_encrypted_pkcs8_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key) return false;
  const std::optional<std::string_view> algorithm = key->next(kDerSequence);
  if (!algorithm || !starts_with_oid(*algorithm)) return false;
  const std::optional<std::string_view> octets = key->next(kDerOctets);
  return octets && !octets->empty() && key->at_end();
}

bool is_integer_key(std::string_view der, size_t integers) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key) return false;
  for (size_t i = 0; i < integers; ++i) {
    const std::optional<std::string_view> value = key->next(kDerInteger);
    if (!value || value->empty()) return false;
    if (i == 0 && value->size() != 1) return false;  // the version
  }
  return true;
}

bool is_ec_key(std::string_view der) {
  std::optional<DerReader> key = outer_sequence(der);
  if (!key || key->next(kDerInteger) != std::string_view("\x01", 1)) return false;
  const std::optional<std::string_view> scalar = key->next(kDerOctets);
  return scalar && scalar->size() >= 16 && scalar->size() <= 66;
}

}  // namespace sluice::judge

#include "findings/fingerprint.h"

#include <array>
#include <cstdint>

#include "base/digest.h"

namespace sluice {
namespace {

constexpr size_t kIdBytes = 16;

// Changing it changes every fingerprint that people have written down.
constexpr std::string_view kBuiltinKey = "sluice identity, version 1";

std::string shortened_hex(const std::array<uint8_t, 32>& digest) {
  return to_hex({reinterpret_cast<const char*>(digest.data()), kIdBytes});
}

}  // namespace

IdentityKey builtin_identity_key() { return {std::string(kBuiltinKey), true}; }

std::string secret_id(const IdentityKey& key, std::string_view secret) {
  return shortened_hex(hmac_sha256(key.bytes, {secret}));
}

std::string fingerprint(const IdentityKey& key, std::string_view rule_id, std::string_view secret,
                        std::string_view path, std::string_view inner_path) {
  constexpr std::string_view zero("\0", 1);
  return shortened_hex(hmac_sha256(
      key.bytes, {rule_id, zero, secret, zero, path, inner_path.empty() ? "" : zero, inner_path}));
}

void identify(std::vector<Finding>& findings, const RuleList& rules, const IdentityKey& key) {
  for (Finding& finding : findings) {
    finding.secret_id = secret_id(key, finding.secret);
    finding.fingerprint =
        fingerprint(key, rules[finding.rule].id, finding.secret, finding.path, finding.inner_path);
  }
}

}  // namespace sluice

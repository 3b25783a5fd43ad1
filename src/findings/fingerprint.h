// Names of secrets and findings that tell nothing of the secret to who lacks the
// key: HMAC-SHA-256 cut to 128 bits, in hex. They hold no commit and no line, so
// they survive a rebase, a squash and shifted lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/finding.h"
#include "sluice/ruleset.h"

namespace sluice {

struct IdentityKey {
  std::string bytes;
  bool builtin = false;  // the program's constant: whoever has a report can test guesses
};

IdentityKey builtin_identity_key();

inline constexpr size_t kIdDigits = 32;
// Before a secret's id, where a fingerprint could stand as well.
inline constexpr std::string_view kSecretPrefix = "secret:";

// HMAC(key, secret): one secret wherever it lies. 32 lower-case hex digits.
std::string secret_id(const IdentityKey& key, std::string_view secret);

// HMAC(key, rule 0 secret 0 path [0 inner_path]): one secret at one place. An
// empty `inner_path` adds nothing. 32 lower-case hex digits.
std::string fingerprint(const IdentityKey& key, std::string_view rule_id, std::string_view secret,
                        std::string_view path, std::string_view inner_path);

// Fills secret_id and fingerprint of each finding.
void identify(std::vector<Finding>& findings, const RuleList& rules, const IdentityKey& key);

}  // namespace sluice

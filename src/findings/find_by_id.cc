#include "findings/find_by_id.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "findings/fingerprint.h"

namespace sluice {

bool is_finding_id(std::string_view id) {
  if (id.starts_with(kSecretPrefix)) id.remove_prefix(kSecretPrefix.size());
  return id.size() == kIdDigits && id.find_first_not_of("0123456789abcdefABCDEF") == id.npos;
}

bool goes_by_id(const Finding& finding, const Rule& rule, std::string_view id,
                const std::vector<IdentityKey>& keys) {
  const bool is_secret = id.starts_with(kSecretPrefix);
  const std::string wanted = lowered(is_secret ? id.substr(kSecretPrefix.size()) : id);
  if (wanted == (is_secret ? finding.secret_id : finding.fingerprint)) return true;
  return std::any_of(keys.begin(), keys.end(), [&](const IdentityKey& key) {
    return wanted == (is_secret ? secret_id(key, finding.secret)
                                : fingerprint(key, rule.id, finding.secret, finding.path,
                                              finding.inner_path));
  });
}

}  // namespace sluice

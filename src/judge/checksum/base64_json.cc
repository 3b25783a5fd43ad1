// Tokens whose body is base64 of a JSON object.
#include <initializer_list>
#include <string>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/json.h"

namespace sluice::judge {
namespace {

bool holds_keys(std::string_view encoded, std::initializer_list<std::string_view> keys) {
  const std::optional<std::string> bytes = base64_decode(encoded);
  const std::optional<JsonObject> object = bytes ? JsonObject::parse(*bytes) : std::nullopt;
  if (!object) return false;
  for (const std::string_view key : keys) {
    if (!object->has(key)) return false;
  }
  return true;
}

}  // namespace

// sntrys_<JSON>_<32 bytes> (getsentry, orgauthtoken_token.py).
CheckOutcome check_sentry_org(std::string_view secret) {
  const std::string_view body = after(secret, '_');
  const size_t cut = body.find('_');
  if (cut == std::string_view::npos) return structure_outcome(false, Source::kDocumented);
  const std::optional<std::string> tail = base64_decode(body.substr(cut + 1));
  const bool holds =
      tail && tail->size() == 32 && holds_keys(body.substr(0, cut), {"iat", "url", "org"});
  return structure_outcome(holds, Source::kDocumented);
}

// snyk_uat.<8>.<JSON claims>.<signature>; older tokens are UUIDs.
CheckOutcome check_snyk(std::string_view secret) {
  if (!secret.starts_with("snyk_")) return {};
  const std::string_view claims = after(after(secret, '.'), '.');
  const size_t cut = claims.find('.');
  const bool holds = cut != std::string_view::npos && cut + 1 < claims.size() &&
                     holds_keys(claims.substr(0, cut), {});
  return structure_outcome(holds, Source::kObserved);
}

CheckOutcome check_grafana_cloud(std::string_view secret) {
  return structure_outcome(holds_keys(after(secret, '_'), {"o", "n", "k"}), Source::kObserved);
}

// The anchor is only the start of {"k":", so without its keys it is another text.
CheckOutcome check_grafana_legacy(std::string_view secret) {
  return structure_outcome(holds_keys(secret, {"k", "n", "id"}), Source::kDocumented);
}

CheckOutcome check_onepassword_ops(std::string_view secret) {
  return structure_outcome(holds_keys(after(secret, '_'), {"email", "muk", "secretKey"}),
                           Source::kObserved);
}

// The account, a secret and the tunnel.
CheckOutcome check_cloudflare_tunnel(std::string_view secret) {
  return structure_outcome(holds_keys(secret, {"a", "s", "t"}), Source::kObserved);
}

// sk.<JSON with u, the user, and a>.<22>
CheckOutcome check_mapbox_secret(std::string_view secret) {
  const std::string_view body = after(secret, '.');
  return structure_outcome(holds_keys(body.substr(0, body.find('.')), {"u", "a"}),
                           Source::kObserved);
}

}  // namespace sluice::judge

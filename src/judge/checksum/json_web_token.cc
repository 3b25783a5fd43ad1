// JSON Web Tokens (RFC 7519 over RFC 7515 and 7516): three segments for a signed
// token, five for an encrypted one; header and payload are JSON objects.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/json.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxSegments = 5;

std::vector<std::string_view> segments_of(std::string_view text) {
  std::vector<std::string_view> segments;
  while (segments.size() <= kMaxSegments) {
    const size_t dot = text.find('.');
    segments.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return segments;
}

// Characters of the signature of each algorithm of fixed length (RFC 7518, 8037).
struct Algorithm {
  std::string_view name;
  size_t characters;
};
constexpr std::array kAlgorithms = {
    Algorithm{"HS256", 43},  Algorithm{"HS384", 64},  Algorithm{"HS512", 86},
    Algorithm{"ES256", 86},  Algorithm{"ES256K", 86}, Algorithm{"ES384", 128},
    Algorithm{"ES512", 176}, Algorithm{"EdDSA", 86},
};
constexpr size_t kShortestRsa = 171;  // 1024 bits

bool is_signature_length(std::string_view algorithm, size_t characters) {
  for (const Algorithm& known : kAlgorithms) {
    if (known.name == algorithm) return known.characters == characters;
  }
  const bool rsa = algorithm.starts_with("RS") || algorithm.starts_with("PS");
  return characters >= (rsa ? kShortestRsa : 1);
}

// The only claim of a library's first example: {"some": "payload"}.
bool is_toy(const JsonObject& payload) {
  constexpr std::array<std::string_view, 5> kToys = {"payload", "value", "bar", "world", "data"};
  if (payload.members().size() != 1) return payload.members().empty();
  const std::string_view claim = payload.text(payload.members()[0].key);
  return std::find(kToys.begin(), kToys.end(), claim) != kToys.end();
}

// The people of documentation: jwt.io's (whoever signed it again), RFC 7519's and
// Supabase's local stack.
bool is_sample(const JsonObject& payload) {
  return (payload.text("sub") == "1234567890" && payload.text("name") == "John Doe") ||
         (payload.text("iss") == "joe" && payload.has("http://example.com/is_root")) ||
         payload.text("iss") == "supabase-demo" || is_toy(payload);
}

// What a claim's text says of the issuer, and how bad a leak is then where that is not
// what the rule says.
struct Issuer {
  std::string_view claim, fragment, kind;
  std::optional<Severity> severity = std::nullopt;
};
constexpr std::array kIssuers = {
    Issuer{"role", "service_role", "supabase service role", Severity::kCritical},
    Issuer{"iss", "kubernetes/serviceaccount", "kubernetes service account, no end",
           Severity::kHigh},
    Issuer{"iss", "login.microsoftonline.com", "entra"},
    Issuer{"iss", "sts.windows.net", "entra"},
    Issuer{"iss", "securetoken.google.com", "firebase id token"},
    Issuer{"iss", "accounts.google.com", "google id token"},
    Issuer{"iss", "token.actions.githubusercontent.com", "github actions id token"},
    Issuer{"iss", "gitlab", "gitlab ci id token"},
    Issuer{"iss", "argocd", "argo cd"},
    Issuer{"iss", "jfac@", "jfrog access"},
    Issuer{"iss", "jfrt@", "jfrog access"},
    Issuer{"iss", "auth.idp.hashicorp.com", "hcp"},
};

void note_kind(CheckOutcome& outcome, const JsonObject& payload) {
  if (payload.has("kubernetes.io")) {
    outcome.notes.push_back({"token_kind", "kubernetes bound token", 0});
    return;
  }
  for (const Issuer& issuer : kIssuers) {
    if (payload.text(issuer.claim).find(issuer.fragment) == std::string_view::npos) continue;
    outcome.notes.push_back({"token_kind", std::string(issuer.kind), 0});
    outcome.severity = issuer.severity;
    return;
  }
}

// Meant for browsers: row level security decides what it may do.
bool is_public(const JsonObject& payload) {
  return payload.text("role") == "anon" && payload.text("iss").starts_with("supabase");
}

std::optional<JsonObject> decode_object(std::string_view segment, std::string& storage) {
  std::optional<std::string> bytes = base64_decode(segment);
  if (!bytes) return std::nullopt;
  storage = std::move(*bytes);
  return JsonObject::parse(storage);
}

CheckOutcome check_signed(const JsonObject& header, const std::vector<std::string_view>& segments,
                          int64_t now) {
  std::string storage;
  const std::optional<JsonObject> payload = decode_object(segments[1], storage);
  if (!payload) return structure_outcome(false, Source::kDocumented);
  const std::string_view algorithm = header.text("alg");
  if (segments[2].empty() || algorithm == "none") return not_a_secret("unsigned token");
  if (is_sample(*payload)) return not_a_secret("documentation token");
  if (is_public(*payload)) return not_a_secret("public token");
  CheckOutcome outcome =
      structure_outcome(is_signature_length(algorithm, segments[2].size()), Source::kObserved);
  note_kind(outcome, *payload);
  if (const auto expires = payload->integer("exp")) note_expiry(outcome, *expires, now);
  return outcome;
}

}  // namespace

CheckOutcome check_jwt(std::string_view secret) { return check_jwt_at(secret, current_time()); }

CheckOutcome check_jwt_at(std::string_view secret, int64_t now) {
  const std::vector<std::string_view> segments = segments_of(secret);
  if (segments.size() != 3 && segments.size() != 5) {
    return structure_outcome(false, Source::kDocumented);
  }
  std::string storage;
  const std::optional<JsonObject> header = decode_object(segments[0], storage);
  if (!header || header->text("alg").empty()) return structure_outcome(false, Source::kDocumented);
  if (segments.size() == 3) return check_signed(*header, segments, now);
  CheckOutcome outcome = structure_outcome(header->has("enc"), Source::kDocumented);
  if (!outcome.drop) outcome.validity = Validity::kEncrypted;
  return outcome;
}

}  // namespace sluice::judge

#include <gtest/gtest.h>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr int64_t kNow = 1'700'000'000;

std::string segment(std::string_view text) {
  std::string out = base64_encode(text);
  out.resize(std::min(out.find('='), out.size()));
  return out;
}

std::string token(std::string_view header, std::string_view payload, size_t signature) {
  return segment(header) + "." + segment(payload) + "." + std::string(signature, 'q');
}

constexpr std::string_view kPayload = R"({"sub":"u-17"})";
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";

TEST(Jwt, SignedTokenHolds) {
  EXPECT_EQ(check_jwt_at(token(kHeader, R"({"sub":"u-17"})", 43), kNow).validity,
            Validity::kStructureValid);
}

TEST(Jwt, SignatureLengthFollowsTheAlgorithm) {
  const struct {
    const char* algorithm;
    size_t good, bad;
  } cases[] = {{"HS256", 43, 42},  {"HS384", 64, 43}, {"HS512", 86, 64},  {"RS256", 342, 100},
               {"PS512", 683, 12}, {"ES256", 86, 88}, {"ES384", 128, 86}, {"ES512", 176, 128},
               {"EdDSA", 86, 43},  {"other", 20, 0}};
  for (const auto& [algorithm, good, bad] : cases) {
    const std::string header = std::string(R"({"alg":")") + algorithm + "\"}";
    EXPECT_EQ(check_jwt_at(token(header, kPayload, good), kNow).validity,
              Validity::kStructureValid);
    EXPECT_NE(check_jwt_at(token(header, kPayload, bad), kNow).validity, Validity::kStructureValid)
        << algorithm;
  }
}

TEST(Jwt, ExpiryIsTold) {
  const CheckOutcome past = check_jwt_at(token(kHeader, R"({"exp":1699999999})", 43), kNow);
  EXPECT_EQ(past.validity, Validity::kExpired);
  EXPECT_EQ(note_of(past, "expires"), "1699999999");
  const CheckOutcome later = check_jwt_at(token(kHeader, R"({"exp":1700000001.5})", 43), kNow);
  EXPECT_EQ(later.validity, Validity::kStructureValid);
}

TEST(Jwt, UnsignedAndSampleTokensAreDropped) {
  EXPECT_TRUE(check_jwt_at(token(R"({"alg":"none"})", kPayload, 43), kNow).drop);
  EXPECT_TRUE(check_jwt_at(token(kHeader, kPayload, 0), kNow).drop);
  EXPECT_TRUE(
      check_jwt_at(token(kHeader, R"({"sub":"1234567890","name":"John Doe"})", 43), kNow).drop);
  for (const char* payload :
       {R"({"iss":"supabase-demo"})", R"({"some":"payload"})", R"({"foo":"bar"})", "{}"}) {
    EXPECT_TRUE(check_jwt_at(token(kHeader, payload, 43), kNow).drop) << payload;
  }
}

TEST(Jwt, IssuerIsNamed) {
  const CheckOutcome outcome =
      check_jwt_at(token(kHeader, R"({"role":"service_role","iss":"supabase"})", 43), kNow);
  EXPECT_EQ(note_of(outcome, "token_kind"), "supabase service role");
  EXPECT_EQ(outcome.severity, Severity::kCritical);
  const CheckOutcome bound =
      check_jwt_at(token(kHeader, R"({"kubernetes.io":{"namespace":"a"}})", 43), kNow);
  EXPECT_EQ(note_of(bound, "token_kind"), "kubernetes bound token");
  EXPECT_FALSE(bound.severity);
}

TEST(Jwt, APublicTokenIsNoSecret) {
  EXPECT_TRUE(check_jwt_at(token(kHeader, R"({"iss":"supabase","role":"anon"})", 43), kNow).drop);
  EXPECT_FALSE(check_jwt_at(token(kHeader, R"({"iss":"acme","role":"anon"})", 43), kNow).drop);
}

TEST(Jwt, EncryptedTokenHasFiveSegments) {
  const std::string header = segment(R"({"alg":"RSA-OAEP","enc":"A256GCM"})");
  EXPECT_EQ(validity_of("jwt", header + ".a.b.c.d"), Validity::kEncrypted);
  EXPECT_TRUE(is_dropped("jwt", header + ".a.b.c"));
  EXPECT_TRUE(is_dropped("jwt", segment(kHeader) + ".a.b.c.d"));
}

TEST(Jwt, OtherTextsAreDropped) {
  for (const std::string& text :
       {std::string(), std::string("a.b.c"), segment("{}") + ".e30.qq", segment("[]") + ".e30.qq",
        segment(kHeader) + "." + segment("[1]") + ".qq", std::string(1000, '.')}) {
    EXPECT_TRUE(is_dropped("jwt", text)) << text;
  }
}

}  // namespace
}  // namespace sluice::judge

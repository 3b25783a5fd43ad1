// Prefixes that many providers share: the built-in rule that reports a secret is the one
// that says most of it, and there is one finding a secret.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "builtin/builtin.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

const Engine& engine() {
  static const Engine built = [] {
    Result<Engine> made = Engine::create(RuleSet(builtin_rules(), {}), builtin_database());
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }();
  return built;
}

std::vector<std::string> rules_of(const std::string& text) {
  Scratch scratch;
  std::vector<Match> matches;
  engine().scan({.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch, matches);
  std::vector<std::string> ids;
  for (const Match& match : matches) ids.push_back(engine().rules().rules()[match.rule].id);
  return ids;
}

// Random enough for any alphabet's floor, and never the same at two places of a token.
std::string drawn(const std::string& alphabet, size_t length) {
  std::string out;
  uint64_t state = 88172645463325252u + length;
  while (out.size() < length) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    out += alphabet[state % alphabet.size()];
  }
  return out;
}
std::string hex(size_t length) { return drawn("0123456789abcdef", length); }
std::string upper(size_t length) { return drawn("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", length); }
std::string alnum(size_t length) {
  return drawn("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", length);
}
std::string base64(size_t length) {
  return drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", length);
}

using Ids = std::vector<std::string>;
const std::string kLive = std::string("sk_") + "live_";
const std::string kSk = std::string("s") + "k-";

TEST(Collisions, SecretKeysOfPaymentProviders) {
  EXPECT_EQ(rules_of(kLive + alnum(24)), Ids{"stripe-access-token"});
  EXPECT_EQ(rules_of(kLive + "51" + alnum(97)), Ids{"stripe-access-token"});
  EXPECT_EQ(rules_of(kLive + hex(40)), Ids{"paystack-secret-key"});
  EXPECT_EQ(rules_of(kLive + "a2V5" + "Xz" + alnum(70)), Ids{"workos-api-key"});
  EXPECT_EQ(rules_of("PAYMONGO_KEY=" + kLive + alnum(24)), Ids{"paymongo-secret-key"});
}

TEST(Collisions, SecretKeysOfModels) {
  EXPECT_EQ(rules_of(kSk + alnum(20) + "T3Blbk" + "FJ" + alnum(21).substr(1)),
            Ids{"openai-api-key"});
  EXPECT_EQ(rules_of("MOONSHOT_API_KEY=" + kSk + alnum(48)), Ids{"moonshot-api-key"});
  EXPECT_EQ(rules_of("STABILITY_API_KEY=" + kSk + alnum(48)), Ids{"stability-api-key"});
  EXPECT_EQ(rules_of("DEEPSEEK_API_KEY=" + kSk + hex(32)), Ids{"deepseek-api-key"});
  EXPECT_EQ(rules_of(kSk + "api-" + alnum(119)), Ids{"minimax-api-key"});
  EXPECT_EQ(rules_of(kSk + "or-v1-" + hex(64)), Ids{"openrouter-api-key"});
}

TEST(Collisions, WebhookSecrets) {
  const std::string prefix = std::string("wh") + "sec_";
  EXPECT_EQ(rules_of(prefix + alnum(32)), Ids{"stripe-webhook-secret"});
  EXPECT_EQ(rules_of(prefix + hex(64)), Ids{"stripe-webhook-secret"});
  EXPECT_EQ(rules_of(prefix + base64(43) + "="), Ids{"standard-webhooks-secret"});
  EXPECT_EQ(rules_of(prefix + base64(32) + "+" + base64(11)), Ids{"standard-webhooks-secret"});
}

TEST(Collisions, SegmentAndSourcegraph) {
  const std::string prefix = std::string("sg") + "p_";
  EXPECT_EQ(rules_of(prefix + alnum(64)), Ids{"segment-public-api-token"});
  EXPECT_EQ(rules_of(prefix + hex(40)), Ids{"sourcegraph-access-token"});
  EXPECT_EQ(rules_of(prefix + hex(16) + "_" + hex(40)), Ids{"sourcegraph-access-token"});
}

TEST(Collisions, LiveKeys) {
  const std::string live = std::string("li") + "ve_";
  EXPECT_EQ(rules_of("MOLLIE_KEY=" + live + alnum(30)), Ids{"mollie-api-key"});
  EXPECT_EQ(rules_of("LOB_API_KEY=" + live + hex(35)), Ids{"lob-api-key"});
  EXPECT_EQ(rules_of(live + "482910375_" + alnum(30)), Ids{"twitch-stream-key"});
}

TEST(Collisions, RunPodAndShorterNamesakes) {
  const std::string prefix = std::string("rp") + "a_";
  EXPECT_EQ(rules_of(prefix + upper(40) + alnum(6)), Ids{"runpod-api-key"});
  EXPECT_EQ(rules_of(prefix + alnum(30)), Ids{});
}

TEST(Collisions, ATokenUnderAnothersName) {
  const std::string token = std::string("gl") + "pat-" + alnum(20);
  EXPECT_EQ(rules_of("NETLIFY_TOKEN=" + token), Ids{"gitlab-pat"});
  EXPECT_EQ(rules_of("api_key = \"" + kLive + alnum(24) + "\""), Ids{"stripe-access-token"});
}

}  // namespace
}  // namespace sluice

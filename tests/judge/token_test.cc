#include "judge/token.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/judge.h"

namespace sluice::judge {
namespace {

const std::string kBody = std::string("f3Kz90QpLwX2vBn7") + "Rt5Ym1Hs8Jd4Gc6A";

Rule token_rule() {
  Rule rule;
  rule.id = "acme-token";
  rule.judge = JudgeKind::kToken;
  rule.keywords = {"acme_"};
  rule.confidence = Confidence::kHigh;
  return rule;
}

std::optional<Evidence> weigh_token_text(const Rule& rule, const std::string& token) {
  const std::string text = "x = " + token + " ";
  Span match{4, 4 + token.size()}, secret = match;
  return weigh(rule, text, match, secret);
}

TEST(Token, AnAnchoredRandomTokenKeepsItsRulesConfidence) {
  const auto evidence = weigh_token_text(token_rule(), "acme_" + kBody);
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->confidence, Confidence::kHigh);
  EXPECT_EQ(evidence->validity, Validity::kUnknown);
}

TEST(Token, ClearStandInsAreDropped) {
  for (const char* body :
       {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "1234567890abcdef1234567890abcdef",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "your_token_here_0123456789abcde",
        "thisIsNotTheRealTokenButAWordOne", "EXAMPLEf3Kz90QpLwX2vBn7Rt5Ym1Hs8"}) {
    EXPECT_FALSE(weigh_token_text(token_rule(), std::string("acme_") + body)) << body;
  }
}

TEST(Token, RandomFalseAllowsPlainValues) {
  Rule rule = token_rule();
  EXPECT_FALSE(weigh_token_text(rule, "acme_aabbaabbcabcabba"));
  rule.random = false;
  EXPECT_TRUE(weigh_token_text(rule, "acme_aabbaabbcabcabba"));
}

TEST(Token, PartsOfATokenHaveAlphabetsOfTheirOwn) {
  EXPECT_TRUE(weigh_token_text(token_rule(),
                               "acme_6bdc37e880c379b014174821-17a4ec7338b0b47511552f65ffdf5a42c3"));
  EXPECT_TRUE(weigh_token_text(token_rule(), "acme_88fa969efe7d65ab4c9f874be38ab8d5"));
  EXPECT_TRUE(
      weigh_token_text(token_rule(), "acme_394189819083-1135955100286-QuOBZh6uEfV9rj1foX8ksX1G"));
}

TEST(Token, AnUnknownCheckChangesNothing) {
  Rule rule = token_rule();
  rule.checksum = "no-such-check";
  EXPECT_TRUE(weigh_token_text(rule, "acme_" + kBody));
}

TEST(Token, ARefutedChecksumIsNeverHigh) {
  Rule rule = token_rule();
  rule.keywords = {"ghp_"};
  rule.checksum = "github-crc32";
  const auto evidence = weigh_token_text(rule, "gh" + std::string("p_") + kBody + "zzzz");
  EXPECT_TRUE(!evidence || evidence->confidence == Confidence::kLow);
}

TEST(Token, KeysAndJwtsAreExtendedToTheirEnd) {
  Rule rule = token_rule();
  rule.judge = JudgeKind::kJwt;
  const std::string head = "eyJhbGciOiJub25lIn0";
  const std::string text = "t=" + head + ".eyJzdWIiOiJ6In0.c2ln next";
  Span match{2, 2 + head.size()}, secret = match;
  if (weigh(rule, text, match, secret)) {
    EXPECT_EQ(text.substr(secret.begin, secret.size()), head + ".eyJzdWIiOiJ6In0.c2ln");
  }
  EXPECT_LE(secret.end, text.size());

  rule.judge = JudgeKind::kPrivateKey;
  const std::string label = std::string("RSA PRIVATE") + " KEY-----";
  const std::string pem = "-----BEGIN " + label + "\nAAAA\n-----END " + label + "\n";
  Span pem_match{0, 11 + label.size()}, pem_secret = pem_match;
  weigh(rule, pem, pem_match, pem_secret);
  EXPECT_EQ(pem_match.end, pem.size() - 1);
  EXPECT_EQ(pem_secret, pem_match);
}

TEST(Token, SpansOutsideTheTextAreRefused) {
  Span match{0, 10}, secret{0, 10};
  EXPECT_FALSE(weigh(token_rule(), "short", match, secret));
  match = {3, 2};
  secret = {0, 1};
  EXPECT_FALSE(weigh(token_rule(), "short", match, secret));
}

}  // namespace
}  // namespace sluice::judge

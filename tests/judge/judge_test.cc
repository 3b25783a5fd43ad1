#include "judge/judge.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/features.h"

namespace sluice::judge {
namespace {

const std::string kHuman = std::string("Tulip-9!") + "harbour";

Rule password_rule() {
  Rule rule;
  rule.id = "generic-password";
  rule.judge = JudgeKind::kAssignment;
  return rule;
}

std::optional<Verdict> verdict(const std::string& text, const std::string& path) {
  const Rule rule = password_rule();
  const size_t begin = text.find("password");
  Match match;
  match.match = {begin, begin + 9};
  match.secret = match.match;
  auto evidence = weigh(rule, text, match.match, match.secret);
  if (!evidence) return std::nullopt;
  match.evidence = *evidence;
  match.secret_text = text.substr(match.secret.begin, match.secret.size());
  return decide(rule, match, path);
}

double score_at(const std::string& text, const char* path) {
  double sum = 0;
  for (const ReasonNote& note : verdict(text, path)->reasons) sum += note.weight;
  return sum;
}

TEST(Judge, PathsOfTestsAndExamplesLowerButDoNotDrop) {
  const std::string text = "password = \"" + kHuman + "\"";
  EXPECT_EQ(verdict(text, "src/app.py")->confidence, Confidence::kMedium);
  EXPECT_EQ(verdict(text, "")->confidence, Confidence::kMedium);
  for (const char* path : {"tests/app.py", "examples/app.py", "docs/app.md"}) {
    ASSERT_TRUE(verdict(text, path)) << path;
    EXPECT_LT(score_at(text, path), score_at(text, "src/app.py") - 1) << path;
    const bool medium = score_at(text, path) >= kMediumScore;
    EXPECT_EQ(verdict(text, path)->confidence, medium ? Confidence::kMedium : Confidence::kLow);
  }
}

TEST(Judge, LockFilesBundlesAndTranslationsHoldNone) {
  const std::string text = "password = \"" + kHuman + "\"";
  for (const char* path : {"yarn.lock", "a.min.js", "locale/de.json"}) {
    EXPECT_FALSE(verdict(text, path)) << path;
  }
}

TEST(Judge, CodeWantsQuotes) {
  const std::string text = "password = " + kHuman;
  EXPECT_FALSE(verdict(text, "src/a.c"));
  EXPECT_TRUE(verdict(text, "a.ini"));
}

TEST(Judge, AWeakValueOfARunningSystemIsMediumWithLowSeverity) {
  const auto weak = verdict("password=postgres", ".env");
  ASSERT_TRUE(weak);
  EXPECT_EQ(weak->confidence, Confidence::kMedium);
  EXPECT_EQ(weak->severity, Severity::kLow);
  EXPECT_EQ(verdict("password=postgres", ".env.example")->confidence, Confidence::kLow);
  EXPECT_EQ(verdict("password=\"postgres\"", "src/a.py")->confidence, Confidence::kLow);
}

TEST(Judge, AnEchoCountsOnlyInADeployment) {
  EXPECT_FALSE(verdict("password = \"password\"", "src/a.py"));
  EXPECT_TRUE(verdict("password: password", "docker-compose.yml"));
}

TEST(Judge, ProviderTokensDoNotCareForThePath) {
  Rule rule;
  rule.judge = JudgeKind::kToken;
  rule.severity = Severity::kCritical;
  Match match;
  match.evidence.confidence = Confidence::kHigh;
  match.evidence.validity = Validity::kChecksumValid;
  const auto found = decide(rule, match, "tests/fixtures/a.txt");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->confidence, Confidence::kHigh);
  EXPECT_EQ(found->severity, Severity::kCritical);
}

TEST(Judge, EncryptedKeysAreOfLowSeverity) {
  Rule rule;
  rule.judge = JudgeKind::kPrivateKey;
  Match match;
  match.evidence.validity = Validity::kEncrypted;
  EXPECT_EQ(decide(rule, match, "id_rsa")->severity, Severity::kLow);
}

TEST(Judge, RulesWithoutAJudgePass) {
  Rule rule;
  rule.judge = JudgeKind::kNone;
  rule.confidence = Confidence::kLow;
  Span match{0, 3}, secret{1, 2};
  const auto evidence = weigh(rule, "abc", match, secret);
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->confidence, Confidence::kLow);
  EXPECT_EQ(secret, (Span{1, 2}));
}

}  // namespace
}  // namespace sluice::judge

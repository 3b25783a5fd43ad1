#include "judge/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

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
  const std::optional<Verdict> found = verdict(text, path);
  for (const ReasonNote& note : found->reasons) sum += note.weight;
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

std::string seen_around(const std::string& text, std::string_view place, const Reach& reach) {
  const size_t at = text.find(place);
  return std::string(slice(text, view_of(text, {at, at + place.size()}, reach).within(text)));
}

TEST(Judge, SeesLinesAboveAndBelowAndNoFurtherThanItsBytes) {
  const std::string text = "one\ntwo\nkey = x\nfour\nfive\nsix";
  EXPECT_EQ(seen_around(text, "key", {100, 100}), text);
  EXPECT_EQ(seen_around(text, "key", {100, 100, 0, 0}), "\nkey = x\n");
  EXPECT_EQ(seen_around(text, "key", {100, 100, 1, 2}), "\ntwo\nkey = x\nfour\nfive\n");
  EXPECT_EQ(seen_around(text, "key", {3, 6, 1, 2}), "wo\nkey = x\nf") << "bytes end it sooner";
  EXPECT_EQ(seen_around(text, "key", {100, 100, 2, 3}), text) << "the text does";
  EXPECT_EQ(seen_around(text, "six", {100, 100, 0, 0}), "\nsix");
}

// Whether the text ends there or goes on is part of what is seen.
TEST(Judge, AViewSaysWhereItSawTheTextsEdges) {
  const std::string text = "key = x\n";
  const View all = view_of(text, {0, 3}, {10, 10});
  EXPECT_LT(all.begin, 0);
  EXPECT_GT(all.end, text.size());
  const View line = view_of(text, {0, 3}, {10, 10, 0, 0});
  EXPECT_LT(line.begin, 0);
  EXPECT_EQ(line.end, text.size()) << "what follows the newline does not matter";
}

TEST(Judge, OnlyWhatIsReadAsKeyAndValueIsSeenByTheLine) {
  const auto is_by_line = [](const char* id, JudgeKind kind) {
    Rule rule;
    rule.id = id;
    rule.judge = kind;
    return reach_of(rule).lines_below != Reach::kAllLines;
  };
  EXPECT_TRUE(is_by_line("generic-password", JudgeKind::kAssignment));
  EXPECT_TRUE(is_by_line("some-rule-of-a-user", JudgeKind::kAssignment));
  EXPECT_TRUE(is_by_line("url-credentials", JudgeKind::kUrl));
  EXPECT_FALSE(is_by_line("generic-secret-record", JudgeKind::kAssignment));
  EXPECT_FALSE(is_by_line("table-password", JudgeKind::kAssignment));
  EXPECT_FALSE(is_by_line("some-token", JudgeKind::kToken));
}

// A glance at a record may not miss what weighing it would find.
TEST(Judge, WhatIsHopelessIsNoSecret) {
  Rule rule;
  rule.id = "generic-secret-record";
  rule.judge = JudgeKind::kAssignment;
  const std::optional<Reach> glance = glance_of(rule);
  ASSERT_TRUE(glance);
  EXPECT_FALSE(glance_of(password_rule()));
  const std::vector<std::string> pieces = {
      "\n",   "\n  ",   "- name: ", "\"name\": \"",  "\"",       "DB_PASSWORD", ":",
      "{",    "}",      "value: ",  "\"value\": \"", kHuman,     ",",           "key=\"",
      " ",    "<name>", "</name>",  "<value>",       "</value>", "Default: ",   "app/",
      "\r\n", "f(",     "--",       "default="};
  std::mt19937 random(3);
  size_t kept = 0, hopeless = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    for (int i = 0; i < 14; ++i) text += pieces[random() % pieces.size()];
    const size_t at = text.find("PASSWORD");
    if (at == text.npos) continue;
    Span match = {at, std::min(text.size(), at + 9 + random() % 3)}, secret = match;
    const Span seen = view_of(text, match, *glance).within(text);
    const bool is_out =
        is_hopeless(rule, slice(text, seen), {match.begin - seen.begin, match.end - seen.begin});
    const bool is_secret = weigh(rule, text, match, secret).has_value();
    EXPECT_FALSE(is_out && is_secret) << text;
    kept += is_secret ? 1 : 0;
    hopeless += is_out ? 1 : 0;
  }
  EXPECT_GT(kept, 100u);
  EXPECT_GT(hopeless, 1000u);
}

// Nor may one at a table.
TEST(Judge, WhatIsHopelessIsNoTable) {
  Rule rule;
  rule.id = "table-password";
  rule.judge = JudgeKind::kAssignment;
  const std::optional<Reach> glance = glance_of(rule);
  ASSERT_TRUE(glance);
  EXPECT_TRUE(announces_many(rule));
  EXPECT_FALSE(announces_many(password_rule()));
  const std::vector<std::string> pieces = {
      "\n", "| user ", "|", "|---|", "|---|---|\n", kHuman, "," + kHuman + "\n",
      ",",  "user,",   "x", "\r\n",  "(",           ";"};
  std::mt19937 random(5);
  size_t kept = 0, hopeless = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    for (int i = 0; i < 2; ++i) text += pieces[random() % pieces.size()];
    const std::string mark = random() % 2 == 0 ? "|" : ",";
    const size_t at = text.size();
    text += mark + "password";
    const Span match = {at, text.size()};
    for (int i = 0; i < 8; ++i) text += pieces[random() % pieces.size()];
    const Span seen = view_of(text, match, *glance).within(text);
    const bool is_out =
        is_hopeless(rule, slice(text, seen), {match.begin - seen.begin, match.end - seen.begin});
    const unsigned count = count_announced(rule, text, match);
    size_t secrets = 0;
    for (unsigned number = 0; number < count; ++number) {
      Span found = match, secret = match;
      secrets += weigh(rule, text, found, secret, number) ? 1 : 0;
    }
    EXPECT_FALSE(is_out && secrets > 0) << text;
    kept += secrets > 0 ? 1 : 0;
    hopeless += is_out ? 1 : 0;
  }
  EXPECT_GT(kept, 100u);
  EXPECT_GT(hopeless, 1000u);
}

}  // namespace
}  // namespace sluice::judge

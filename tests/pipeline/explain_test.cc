// What the built-in rules say of a line. Secrets are drawn.
#include "pipeline/explain.h"

#include <gtest/gtest.h>

#include <string>

#include "builtin/builtin.h"
#include "judge/watch.h"

namespace sluice {
namespace {

using Stage = RuleStory::Stage;

const Engine& engine() {
  static const Engine built = [] {
    Result<Engine> made = Engine::create(RuleSet(builtin_rules(), {}), builtin_database());
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }();
  return built;
}

const std::string kValue = std::string("f3Kz90QpLwX2vBn7") + "Rt5Ym1Hs8Jd4Gc6A";

// The rule's story on a line; one of no rule where it has none.
RuleStory story(const std::string& text, const std::string& rule, uint64_t line = 1,
                const std::string& path = "a.env", ScanOptions options = {}) {
  const Result<Explanation> told = explain(engine(), options, text, path, line);
  EXPECT_TRUE(told) << told.error().message;
  if (!told) return {};
  for (const RuleStory& one : told->stories) {
    if (told->rules[one.rule].id == rule) return one;
  }
  RuleStory none;
  none.why = "no story";
  return none;
}

TEST(Explain, AReportedSecretAddsUp) {
  const RuleStory one =
      story("api_" + std::string("key = \"") + kValue + "\"\n", "generic-api-key");
  EXPECT_EQ(one.stage, Stage::kReported);
  EXPECT_EQ(one.key, "api_key");
  EXPECT_EQ(one.value, kValue);
  EXPECT_EQ(one.why, "");
  EXPECT_EQ(one.confidence, Confidence::kMedium);
  EXPECT_GT(one.reasons.size(), 2U);
  EXPECT_GE(one.score(), 0);
}

TEST(Explain, ADropNamesItsReasonAndWhatWasRead) {
  const RuleStory reference = story("api_key = \"${API_KEY}\"\n", "generic-api-key");
  EXPECT_EQ(reference.stage, Stage::kJudge);
  EXPECT_EQ(reference.value, "${API_KEY}");
  EXPECT_NE(reference.why, "");
  const RuleStory mask = story("api_key = \"xxxxxxxxxxxxxxxxxxxxxxxx\"\n", "generic-api-key");
  EXPECT_NE(mask.why.find("placeholder"), std::string::npos);
}

TEST(Explain, AFailedCheckIsNamed) {
  const std::string id = "AK" + std::string("IA") + "IOSFODNN7EXAMPLE";
  const RuleStory one = story("id = " + id + "\n", "aws-access-token");
  EXPECT_EQ(one.stage, Stage::kJudge);
  EXPECT_EQ(one.why, "its check fails");
  ASSERT_FALSE(one.reasons.empty());
  EXPECT_EQ(one.reasons[0].feature, "sample");
}

TEST(Explain, APathMayDropWhatTheJudgeLetPass) {
  const std::string line = "api_" + std::string("key = \"") + kValue + "\"\n";
  EXPECT_EQ(story(line, "generic-api-key", 1, "package-lock.json").stage, Stage::kPath);
  ScanOptions high;
  high.min_confidence = Confidence::kHigh;
  EXPECT_EQ(story(line, "generic-api-key", 1, "a.env", high).stage, Stage::kLow);
  EXPECT_EQ(
      story("x\n" + line.substr(0, line.size() - 1) + "  # sluice:allow\n", "generic-api-key", 2)
          .why,
      "allowed by a comment on its line");
}

TEST(Explain, OtherLinesAreNotTold) {
  const std::string text = "nothing\napi_" + std::string("key = \"") + kValue + "\"\nnothing";
  EXPECT_TRUE(explain(engine(), {}, text, "", 1)->stories.empty());
  EXPECT_FALSE(explain(engine(), {}, text, "", 2)->stories.empty());
  EXPECT_TRUE(explain(engine(), {}, text, "", 3)->stories.empty());
}

TEST(Explain, LinesThatAreNotThereAreRefused) {
  for (const uint64_t line : {uint64_t{0}, uint64_t{3}, UINT64_MAX}) {
    EXPECT_FALSE(explain(engine(), {}, "one\ntwo\n", "", line)) << line;
  }
  EXPECT_FALSE(explain(engine(), {}, "", "", 1));
}

TEST(Watch, HearsOnlyWhileItLives) {
  judge::note_drop("unheard");
  EXPECT_EQ(judge::watching(), nullptr);
  {
    judge::Watch watch;
    judge::note_drop("first");
    judge::note_drop("second");
    EXPECT_EQ(watch.why, "first");
  }
  EXPECT_EQ(judge::watching(), nullptr);
}

}  // namespace
}  // namespace sluice

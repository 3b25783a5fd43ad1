#include "judge/features.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::judge {
namespace {

TEST(Features, TheNotesAddUpToTheScore) {
  Features features;
  features.key_password = 1;
  features.four_classes = 1;
  features.word_share = 0.5;
  for (const Head head : {Head::kRandom, Head::kHuman, Head::kUrl}) {
    std::vector<ReasonNote> notes;
    const double total = score(features, head, notes);
    double sum = 0;
    for (const ReasonNote& note : notes) sum += note.weight;
    EXPECT_DOUBLE_EQ(sum, total);
    EXPECT_DOUBLE_EQ(score(features, head), total);
  }
}

TEST(Features, EveryFeatureHasItsTermAndItsSign) {
  EXPECT_EQ(terms().size() * sizeof(double), sizeof(Features));
  for (const Term& term : terms()) {
    for (const std::string_view against :
         {"sample", "identifier", "echo", "common", "keyboard_walk", "test_path", "digest_near"}) {
      if (term.name != against) continue;
      for (const double weight : term.weights) EXPECT_LE(weight, 0) << term.name;
    }
  }
  for (const Head head : {Head::kRandom, Head::kHuman, Head::kUrl})
    EXPECT_LT(low_score(head), kMediumScore);
}

TEST(Features, PartsTokensFromPasswords) {
  EXPECT_TRUE(measure_value("f3Kz90QpLwX2vBn7", "key").token_like);
  EXPECT_TRUE(measure_value("9c1185a5c5e9fc54612808977ee8f548b2258d31", "key").token_like);
  EXPECT_FALSE(measure_value("user_password_field_name", "key").token_like);
  EXPECT_FALSE(measure_value("Tulip-9!harbour", "key").token_like);
  EXPECT_FALSE(measure_value("11111111111111111111", "key").token_like);
  EXPECT_FALSE(measure_value("", "key").token_like);
}

TEST(Features, Strength) {
  EXPECT_EQ(measure_value("f3Kz90QpLwX2vBn7", "key").strength, Strength::kRandom);
  EXPECT_EQ(measure_value("Tulip-9!harbour", "key").strength, Strength::kHuman);
  for (const char* weak :
       {"hunter2", "letmein", "123456", "qwertyuiop", "db-password", "myapp_example"}) {
    EXPECT_EQ(measure_value(weak, "password").strength, Strength::kWeak) << weak;
  }
}

TEST(Features, ThePathOnlyLowers) {
  for (const char* path :
       {"tests/a.py", "docs/a.py", "examples/a.py", "vendor/a.py", "README.md"}) {
    std::vector<ReasonNote> notes;
    EXPECT_LT(score_path(file_facts(path), false, Head::kHuman, notes), 0) << path;
    EXPECT_FALSE(notes.empty());
  }
  std::vector<ReasonNote> notes;
  EXPECT_EQ(score_path(file_facts("src/a.py"), true, Head::kHuman, notes), 0);
}

}  // namespace
}  // namespace sluice::judge

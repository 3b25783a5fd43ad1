// The built-in rules: the embedded database and its windows against RE2 alone.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "builtin/builtin.h"
#include "sluice/engine.h"
#include "support/edit_maker.h"

namespace sluice {
namespace {

std::vector<Rule> rules_with_examples() {
  std::vector<Rule> rules = builtin_rules();
  add_builtin_examples(rules);
  return rules;
}

const Engine& engine() {
  static const Engine built = [] {
    Result<Engine> made = Engine::create(RuleSet(rules_with_examples(), {}), builtin_database());
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }();
  return built;
}

// Every example and counter-example, shuffled, glued by what stands around
// secrets, and cut and damaged in places.
std::string hard_text(std::mt19937& random, size_t pieces) {
  static const std::vector<std::string> examples = [] {
    std::vector<std::string> all;
    for (const Rule& rule : rules_with_examples()) {
      all.insert(all.end(), rule.examples.begin(), rule.examples.end());
      all.insert(all.end(), rule.counter_examples.begin(), rule.counter_examples.end());
    }
    return all;
  }();
  static const char* const kGlue[] = {"\n", " ",  "\"", "'", "=",  ": ",   ",",        "_",
                                      "-",  "\t", ";",  "/", "\0", "\xff", "\xc3\xa9", ""};
  std::string text;
  for (size_t i = 0; i < pieces; ++i) {
    std::string piece = examples[random() % examples.size()];
    if (random() % 4 == 0 && !piece.empty()) piece.resize(random() % piece.size());
    if (random() % 8 == 0 && !piece.empty())
      piece[random() % piece.size()] = static_cast<char>(random());
    text += piece;
    text += kGlue[random() % std::size(kGlue)];
  }
  return text;
}

std::string told(const Evidence& evidence) {
  std::string out = evidence.key + '|';
  for (const bool flag : {evidence.quoted, evidence.in_comment, evidence.machine_made,
                          evidence.in_record, evidence.severity.has_value()}) {
    out += flag ? '1' : '0';
  }
  out += strength_name(evidence.strength);
  out += validity_name(evidence.validity);
  out += confidence_name(evidence.confidence);
  for (const ReasonNote& note : evidence.reasons) {
    out += '|' + note.feature + '=' + note.value + ' ' + std::to_string(note.weight);
  }
  return out;
}

TEST(BuiltinRules, AnEditHasTheMatchesOfTheWhole) {
  std::mt19937 random(29);
  size_t matches = 0;
  for (int round = 0; round < 12; ++round) {
    Scratch scratch;
    std::string base = hard_text(random, 60);
    std::vector<CopiedRange> copied;
    Edit edit;
    for (unsigned depth = 0; depth < 20; ++depth) {
      edit.depth = depth;
      edit.is_base = true;
      std::vector<Match> fast, slow;
      engine().scan({.bytes = base, .edit = edit}, scratch, fast);
      Scratch fresh;
      engine().scan({.bytes = base}, fresh, slow);
      ASSERT_EQ(fast.size(), slow.size()) << "round " << round << ", depth " << depth;
      for (size_t i = 0; i < fast.size(); ++i) {
        ASSERT_EQ(fast[i].rule, slow[i].rule);
        ASSERT_EQ(fast[i].match, slow[i].match);
        ASSERT_EQ(fast[i].secret, slow[i].secret);
        ASSERT_EQ(told(fast[i].evidence), told(slow[i].evidence));
      }
      matches += fast.size();
      EditedText next = random_edit(random, base, [&] { return hard_text(random, random() % 3); });
      edit.has_base = true;
      edit.base_bytes = base.size();
      base = std::move(next.text);
      copied = std::move(next.copied);
      edit.copied = copied;
      if (base.size() < 2000) {
        base = hard_text(random, 60);
        edit.has_base = false;
      }
    }
  }
  EXPECT_GT(matches, 1000u);
}

TEST(BuiltinRules, StagesEqualRe2AloneOnWholeInputs) {
  std::mt19937 random(23);
  Scratch scratch;
  size_t matches = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string text = hard_text(random, 40);
    const auto fast = engine().confirm(text, scratch);
    const auto slow = engine().confirm_slowly(text);
    ASSERT_EQ(fast.size(), slow.size()) << "round " << round;
    for (size_t i = 0; i < fast.size(); ++i) {
      ASSERT_EQ(fast[i], slow[i]) << engine().rules().rules()[slow[i].rule].id << " round "
                                  << round;
    }
    matches += fast.size();
  }
  EXPECT_GT(matches, 1000u);
}

// Hyperscan works in vectors: an example must be found wherever it starts.
TEST(BuiltinRules, ExamplesAreConfirmedAtEveryOffsetOfAVector) {
  Scratch scratch;
  const std::vector<Rule> rules = rules_with_examples();
  for (uint32_t i = 0; i < rules.size(); ++i) {
    if (rules[i].regex.empty()) continue;  // found beside an id: no stage of its own
    const std::string& example = rules[i].examples.front();
    size_t expected = 0;
    for (const auto& found : engine().confirm(example, scratch)) expected += found.rule == i;
    ASSERT_GT(expected, 0u) << rules[i].id;
    for (size_t before = 1; before < 128; before += 3) {
      size_t found_here = 0;
      for (const auto& found : engine().confirm(std::string(before, '\n') + example, scratch)) {
        found_here += found.rule == i;
      }
      ASSERT_EQ(found_here, expected) << rules[i].id << " at " << before;
    }
  }
}

TEST(BuiltinRules, EveryRuleSaysWhatToRevoke) {
  for (const Rule& rule : builtin_rules()) {
    EXPECT_FALSE(rule.remediation.empty()) << rule.id;
    EXPECT_TRUE(rule.builtin) << rule.id;
  }
}

}  // namespace
}  // namespace sluice

#include "pipeline/rule_examples.h"

#include <optional>

#include "judge/judge.h"

namespace sluice {
namespace {

// The confidence with which `rule` is reported in `text`; nullopt: it is not.
std::optional<Confidence> reported(const Engine& engine, Scratch& scratch, uint32_t rule,
                                   const std::string& text) {
  std::vector<Match> matches;
  engine.scan({.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch, matches);
  for (const Match& match : matches) {
    if (match.rule != rule) continue;
    if (const auto verdict = judge::decide(engine.rules().rules()[rule], match, "")) {
      return verdict->confidence;
    }
  }
  return std::nullopt;
}

}  // namespace

ExampleResults test_examples(const Engine& engine) {
  ExampleResults results;
  Scratch scratch;
  const std::vector<Rule>& rules = engine.rules().rules();
  for (uint32_t i = 0; i < rules.size(); ++i) {
    const auto check = [&](bool good, const char* kind, size_t number, const char* outcome) {
      if (good) {
        ++results.passed;
      } else {
        results.failures.push_back(
            {rules[i].id, std::string(kind) + " " + std::to_string(number + 1) + " " + outcome});
      }
    };
    for (size_t n = 0; n < rules[i].examples.size(); ++n) {
      const auto confidence = reported(engine, scratch, i, rules[i].examples[n]);
      check(confidence >= Confidence::kMedium, "example", n,
            confidence ? "is only found with low confidence" : "is not found");
    }
    for (size_t n = 0; n < rules[i].counter_examples.size(); ++n) {
      const auto confidence = reported(engine, scratch, i, rules[i].counter_examples[n]);
      check(!confidence || *confidence == Confidence::kLow, "counter-example", n, "is reported");
    }
  }
  return results;
}

}  // namespace sluice

#include "pipeline/rule_examples.h"

#include <algorithm>
#include <optional>

#include "judge/judge.h"

namespace sluice {
namespace {

// What is reported in an example of one rule.
struct Reported {
  std::optional<Confidence> own;  // under the rule's id; nullopt: not at all
  const Rule* other = nullptr;    // a provider's rule that reports something as well, or instead
};

Reported reported(const Engine& engine, Scratch& scratch, uint32_t rule, const std::string& text) {
  std::vector<Match> matches;
  engine.scan({.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch, matches);
  Reported found;
  for (const Match& match : matches) {
    const Rule& by = engine.rules().rules()[match.rule];
    const auto verdict = judge::decide(by, match, "");
    if (!verdict) continue;
    if (match.rule == rule) {
      found.own = std::max(found.own, std::optional(verdict->confidence));
    } else if (by.judge == JudgeKind::kToken && verdict->confidence >= Confidence::kMedium) {
      found.other = &by;
    }
  }
  return found;
}

// "" for an example as it should be.
std::string fault_of_example(const Rule& rule, const Reported& found) {
  if (found.other != nullptr && rule.judge == JudgeKind::kToken) {
    return (found.own ? "is also reported as " : "is reported as ") + found.other->id;
  }
  if (!found.own) return "is not found";
  return *found.own >= Confidence::kMedium ? "" : "is only found with low confidence";
}

// What a rule that ships must have; "" where all is there.
std::string missing_in(const Rule& rule) {
  if (!rule.builtin) return "";
  if (rule.examples.empty()) return "has no example";
  if (rule.counter_examples.empty()) return "has no counter-example";
  if (rule.remediation.empty()) return "does not say what to revoke (remediation)";
  if (rule.references.empty()) return "does not say where its facts come from (references)";
  return "";
}

}  // namespace

ExampleResults test_examples(const Engine& engine) {
  ExampleResults results;
  Scratch scratch;
  const RuleList& rules = engine.rules().rules();
  for (uint32_t i = 0; i < rules.size(); ++i) {
    const auto check = [&](const std::string& subject, const std::string& fault) {
      if (fault.empty()) {
        ++results.passed;
      } else {
        results.failures.push_back({rules[i].id, subject + fault});
      }
    };
    if (const std::string missing = missing_in(rules[i]); !missing.empty()) check("", missing);
    for (size_t n = 0; n < rules[i].examples.size(); ++n) {
      const Reported found = reported(engine, scratch, i, rules[i].examples[n]);
      check("example " + std::to_string(n + 1) + " ", fault_of_example(rules[i], found));
    }
    for (size_t n = 0; n < rules[i].counter_examples.size(); ++n) {
      const Reported found = reported(engine, scratch, i, rules[i].counter_examples[n]);
      check("counter-example " + std::to_string(n + 1) + " ",
            found.own >= Confidence::kMedium ? "is reported" : "");
    }
  }
  return results;
}

}  // namespace sluice

// What was thought of one line: `sluice explain`. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice {

// How far a rule came on the line.
struct RuleStory {
  enum class Stage : uint8_t {
    kPrefilter,  // stage one ends here, and the regex does not match
    kJudge,      // the regex matches, and the judge says no
    kEngine,     // the judge let it pass; an allowlist, or a more telling match, did not
    kPath,       // no secret in a file of that path, or allowed there
    kLow,        // below the confidence or severity that is asked for
    kReported,
  };

  uint32_t rule = 0;  // index into Explanation::rules
  Stage stage = Stage::kPrefilter;
  std::string key, value;  // as read; raw: reporters redact the value
  std::string why;         // what dropped it; empty where reported
  // Where it came as far as a verdict.
  std::optional<Confidence> confidence;
  std::optional<Severity> severity;
  Validity validity = Validity::kUnknown;
  std::vector<ReasonNote> reasons;  // their weights add up to `score`

  double score() const;
};
std::string_view stage_name(RuleStory::Stage stage);

struct Explanation {
  std::string path;
  uint64_t line = 0;
  std::vector<RuleStory> stories;  // those that came farthest first
  std::vector<Rule> rules;
};

}  // namespace sluice

// Stages: the compiled side of each rule, made when a rule first has something to answer, of
// which most never have in one run.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/lazy_array.h"
#include "engine/allowlist.h"
#include "engine/compiler.h"
#include "engine/confirm.h"
#include "engine/extent.h"
#include "judge/judge.h"
#include "sluice/ruleset.h"

namespace sluice {

inline bool is_on_path_alone(const Rule& rule) { return rule.regex.empty() && !rule.path.empty(); }

// What is known of a rule before it is asked.
struct StageFacts {
  Extent stage_one;                        // of the widest match of any of its patterns
  uint32_t regex_width = kUnboundedWidth;  // bytes; kUnboundedWidth: no bound, or no regex
  bool needs_re2_alone = false;            // stage one cannot run it
  bool unsure_past_ascii = false;          // stage one could miss matches where bytes >= 0x80 are
};

struct Stage {
  Detector detector;
  SearchPattern path;
  judge::Reach reach;
  std::optional<judge::Reach> glance;
  bool announces_many = false;  // judge::announces_many
  std::vector<CompiledAllowlist> allowlists;
};

// Any thread may ask, once `facts` are final.
class Stages {
 public:
  explicit Stages(const RuleList& rules)
      : facts(rules.size()), rules_(rules), made_(rules.size()) {}

  const Stage& operator[](uint32_t rule) const;

  std::vector<StageFacts> facts;  // one a rule

 private:
  const RuleList rules_;
  const LazyArray<Stage> made_;
};

}  // namespace sluice

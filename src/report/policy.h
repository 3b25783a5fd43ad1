// Policy: the figures that an auditor asks for. How many secrets are unresolved, how long they are
// exposed, which of them longer than allowed; by severity, by rule, by owner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sluice/report.h"

namespace sluice {

struct PolicyCount {
  std::string name;  // a severity, a rule's id, "Name <address>"; raw
  uint64_t secrets = 0, places = 0;
  uint64_t over = 0;                    // of `secrets`, exposed longer than the limit
  std::optional<int64_t> longest_days;  // absent where no exposure is known
};

struct PolicyFigures {
  uint64_t unresolved = 0;  // secrets that nothing suppresses
  uint64_t accepted = 0;    // by a baseline, an ignore entry, a comment
  uint64_t over = 0;        // of `unresolved`: longer than Report::max_exposure_days
  // Where those unresolved stand; they add up.
  uint64_t in_head = 0, on_refs = 0, in_history = 0, in_files = 0;
  std::optional<int64_t> median_days, longest_days;
  struct Bucket {
    std::optional<int64_t> up_to_days;  // absent: more than the one before
    uint64_t secrets = 0;
  };
  std::vector<Bucket> exposure;  // of those whose exposure is known
  // Each: what has most secrets first, then by name; severities from the worst on.
  std::vector<PolicyCount> by_severity, by_rule, by_owner;
  std::vector<const SecretGroup*> longest;  // unresolved, over the limit first; views the report
};

// The owner of a secret is the author of the commit that brought it in.
PolicyFigures policy_figures(const Report& report);

// Each returns the whole document, newline-terminated. Secrets are taken out.
std::string policy_text(const Report& report);
std::string policy_json(const Report& report);
std::string policy_markdown(const Report& report);

}  // namespace sluice

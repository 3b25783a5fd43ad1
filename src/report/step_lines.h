// The steps after a leak (findings/remediation.h) for formats that have room for plain lines only.
#pragma once

#include <string>
#include <vector>

#include "sluice/report.h"

namespace sluice {

// Views the report. Not for several threads at once: it keeps the last answer, as a secret's
// findings come one after the other.
class StepLines {
 public:
  explicit StepLines(const Report& report) : report_(report) {}

  // "1. TEXT URL", each command after " $ "; raw.
  const std::vector<std::string>& of(const SecretGroup& group) const;

 private:
  const Report& report_;
  mutable const SecretGroup* last_ = nullptr;
  mutable std::vector<std::string> lines_;
};

}  // namespace sluice

// What gitleaks' flags and files mean together: the rules, and what a person has seen before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/gitleaks_flags.h"
#include "cli/gitleaks_log.h"
#include "gitleaks/detector.h"
#include "gitleaks/rules.h"
#include "gitleaks/suppression.h"
#include "sluice/engine.h"
#include "sluice/result.h"

namespace sluice::cli {

struct GitleaksConfig {
  gitleaks::Rules rules;
  std::optional<Engine> engine;  // where one of sluice's own rules runs
  gitleaks::Suppressions known;
  std::vector<std::string> own_files;  // gitleaks::DetectorOptions::own_files
  // Ignore files that could not be read, a line each, safe to print: the run goes on, and fails.
  std::vector<std::string> failures;
};

// `source`: what is scanned, "" for standard input. kUsage: what gitleaks stops at, and a baseline
// that cannot be read.
Result<GitleaksConfig> read_gitleaks_config(const GitleaksFlags& flags, const std::string& source,
                                            const GitleaksLog& log);

}  // namespace sluice::cli

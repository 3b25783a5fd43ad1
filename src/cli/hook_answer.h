// What a hook says, and what it returns to git.
#pragma once

#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

// Says what is wrong; kUsage where a person has to change something, else kIncomplete.
inline int fail_hook(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kNotFound ? kUsage
                                                                               : kIncomplete;
}

// Whether a person who only commits or pushes has to know anything of it.
inline bool is_worth_saying(const Report& report) {
  return !report.findings.empty() || !report.coverage.complete ||
         !report.coverage.skipped.empty() || !report.coverage.suppressed.empty() ||
         !report.new_suppressions.empty();
}

// deliver() for a hook: looking at nothing is finding nothing, and for a person's eyes no news is
// no output, unless they ask (-v).
inline int deliver_hook(const Report& report, const CommonOptions& options) {
  constexpr bool kExamined = true;
  const bool for_a_person = format_of(options).name == "text" && options.output.empty();
  if (for_a_person && !options.verbose && !is_worth_saying(report)) return kClean;
  return deliver(report, options, kExamined);
}

}  // namespace sluice::cli

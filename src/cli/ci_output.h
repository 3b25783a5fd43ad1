// What `sluice ci` writes: reports to files, and to the log of the service text, annotations and a
// step summary.
#pragma once

#include <string>
#include <vector>

#include "cli/ci_environment.h"
#include "cli/options.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

struct CiOutput {
  std::string annotations = "auto";  // or "github", "azure", "never"
  std::vector<std::string> also;     // "FORMAT=FILE" each

  // kUsage: an entry of `also` that is none.
  Result<void> check() const;
  // Whether one of `also` is the SARIF that holds GitHub's line hashes.
  bool wants_line_hashes() const;
};

// The report goes where -f and -o say, and to each of `also`. The log (standard output) gets it as
// text, between lines that keep a service from reading commands in it, and annotations: unless -f
// writes another format there. A step summary is appended to $GITHUB_STEP_SUMMARY. Returns the exit
// code of the contract; kUsage where a report could not be written.
int write_ci_report(const Report& report, const CommonOptions& options, const CiOutput& output,
                    CiProvider provider);

}  // namespace sluice::cli

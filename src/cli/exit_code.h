// What sluice's exit codes mean; the README lists them for people.
#pragma once

namespace sluice::cli {

enum ExitCode : int {
  kClean = 0,       // complete, nothing to report
  kFindings = 1,    // at least one finding that nothing suppresses
  kUsage = 2,       // a flag, a configuration or a rule is wrong; nothing was scanned
  kIncomplete = 3,  // something could not be read, or nothing was scanned
};

}  // namespace sluice::cli

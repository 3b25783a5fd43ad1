// WholeScan: what `sluice scan` finds in a target, for commands that do something with it other
// than report it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/config.h"
#include "cli/run_scan.h"
#include "pipeline/target.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

struct WholeScan {
  ScanTarget target;
  std::unique_ptr<Config> config;  // by pointer: the scan borrows from it
  Report report;
};

// History and working tree of `target`; says its notes and those of the configuration. `in_merge`
// as make_config has it; `prepare` (may be null) changes the configuration before anything is
// scanned. Errors: those of make_config and of `prepare`; kIo where a signal came.
Result<WholeScan> whole_scan(const CommonOptions& options, ScanTarget target, bool in_merge = false,
                             const std::function<Result<void>(Config&)>& prepare = nullptr);

// Where a file of that name lies at the root of `target`. kUsage where it has no root on disk.
Result<std::string> path_at_root(const ScanTarget& target, const std::string& name);

// Replaces a file of the target's own: true where that changed it. Its permissions stay.
Result<bool> replace_file(const std::string& path, const std::string& text);

}  // namespace sluice::cli

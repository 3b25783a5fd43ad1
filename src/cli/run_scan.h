// What a scan has around it on the command line: signals, the progress line, the target's own
// files, the report and the exit code. For every command that scans.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/stage_timer.h"
#include "cli/config.h"
#include "cli/options.h"
#include "git/object_store.h"
#include "pipeline/scan.h"
#include "pipeline/target.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

// Says what is wrong; the exit code it earns: kIncomplete for what cannot be read, else kUsage.
int fail(const Error& error);

// A line worth saying, unless it is empty or the person wants quiet.
void say(const CommonOptions& options, const std::string& note);

// A working tree's root, a folder's, or the tree of HEAD in a bare repository.
RootFile root_files(const ScanTarget& target, const git::Limits& limits);

class SignalStop;

struct Scanned {
  Report report;
  // Signals are waited for as long as this lives.
  std::shared_ptr<const SignalStop> signals;

  int signal() const;  // the one that came by now; 0: none
};

// Runs `scan_it` with the progress line, and with `scan.stop` set when the person or the system
// asks for an end: what was found by then is in the report, which says so.
Result<Scanned> scan_with_signals(const CommonOptions& options, ScanOptions& scan,
                                  const std::function<Result<Report>(Progress&)>& scan_it);

using ScanIt = std::function<Result<Report>(Config&, Progress&, StageTimer&)>;

// Configuration, scan, report: the exit code.
int run_scan(const CommonOptions& options, const RootFile& root_file, const ScanIt& scan_it);

}  // namespace sluice::cli

// Deliver: a finished report to where it belongs, and the exit code it earns.
#pragma once

#include "cli/exit_code.h"
#include "cli/options.h"
#include "report/formats.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

// The format that was asked for: by -f, else by the name of --output, else text.
const Format& format_of(const CommonOptions& options);

// Writes the report to standard output or to --output; false, having said why, where that
// fails.
bool write_report(const Report& report, const CommonOptions& options);

// Whether it holds a finding that is not suppressed.
bool has_findings(const Report& report);

// Writes the report to standard output or to --output, the coverage of machine
// formats in a line to stderr. `examined` false: the scan looked at nothing.
// Returns the exit code of the contract; kUsage where the report could not be
// written.
int deliver(const Report& report, const CommonOptions& options, bool examined);

// One line on stderr: "sluice: MESSAGE".
void complain(const std::string& message);
// Says what is wrong; `code`.
int fail_with(const Error& error, ExitCode code);

// Whether `stream` (1 or 2) is a terminal that takes colour: --color, NO_COLOR,
// CLICOLOR_FORCE, TERM=dumb.
bool wants_color(const CommonOptions& options, int stream);

}  // namespace sluice::cli

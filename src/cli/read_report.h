// Reports that were written as JSON, read back.
#pragma once

#include <string>

#include "cli/options.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice::cli {

// `name`: a file, or - for standard input. kUsage: it is none, or --show-secrets was given and its
// secrets were taken out; kNotFound, kIo: it cannot be read.
Result<Report> read_report(const std::string& name, const CommonOptions& options);

}  // namespace sluice::cli

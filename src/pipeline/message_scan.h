// The scan of one commit message, before there is a commit.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/report.h"

namespace sluice {

// `shown`: the file that `message` comes from. Findings are of kind kCommit and have no path and
// no object, so that their fingerprints are those of the commit to be.
Report scan_message(std::string_view message, const std::string& shown, const Engine& engine,
                    const ScanOptions& options);

}  // namespace sluice

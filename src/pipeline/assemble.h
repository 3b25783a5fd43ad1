// Hits and their provenance -> findings and secrets.
#pragma once

#include <vector>

#include "pipeline/hits.h"
#include "pipeline/scan.h"
#include "provenance/locate.h"
#include "sluice/engine.h"
#include "sluice/report.h"

namespace sluice {

// Appends a finding for each (hit of history, place, match) that the judge keeps
// at that place and that is severe and sure enough; `located` answers for
// `hits[i]` by i. What allowlists dropped is counted in report.coverage.
void add_history_findings(const std::vector<Hit>& hits, const provenance::Located& located,
                          const Engine& engine, const ScanOptions& options, Report& report);

// The same for files as they lie on disk. One that equals a blob already found
// at its path is that finding, marked `worktree`, and no second one.
void add_file_findings(const std::vector<Hit>& hits, const Engine& engine,
                       const ScanOptions& options, Report& report);

// Ids, suppressions, order and groups; then, with `located`, each secret's life.
void finish_report(const std::vector<Hit>& history_hits, const provenance::Located* located,
                   const ScanOptions& options, Report& report);

}  // namespace sluice

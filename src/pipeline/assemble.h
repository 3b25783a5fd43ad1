// Hits and their provenance -> findings and secrets.
#pragma once

#include <span>
#include <vector>

#include "pipeline/hits.h"
#include "pipeline/scan.h"
#include "provenance/locate.h"
#include "sluice/engine.h"
#include "sluice/report.h"

namespace sluice {

// Appends a finding for each (hit of history, place, match) that the judge keeps
// at that place and that is severe and sure enough; `located` answers for
// `hits[i]` by `first` + i. What allowlists dropped is counted in report.coverage.
void add_history_findings(std::span<const Hit> hits, size_t first,
                          const provenance::Located& located, const Engine& engine,
                          const ScanOptions& options, Report& report);

// The same for files as they lie on disk. One that equals a blob already found
// at its path is that finding, marked `worktree`, and no second one.
void add_file_findings(const std::vector<Hit>& hits, const Engine& engine,
                       const ScanOptions& options, Report& report);

// What tells secrets' lives. `located` answers for `hits[i]` by i; `elsewhere` are
// findings in objects that the scan was not to look at: part of a life, not of the
// report.
struct LifeFacts {
  const provenance::Located& located;
  const std::vector<Hit>& hits;
  const std::vector<Finding>& elsewhere;
};

// Ids, suppressions, order and groups; then each secret's life. `life` is null where
// there is no history.
void finish_report(const LifeFacts* life, const ScanOptions& options, Report& report);

}  // namespace sluice

// Hits and their provenance -> findings and secrets.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "pipeline/hits.h"
#include "pipeline/scan.h"
#include "provenance/locate.h"
#include "sluice/engine.h"
#include "sluice/report.h"

namespace sluice {

// The places of hits[i], by i. Any thread.
using PlacesOf = std::function<const std::vector<provenance::Place>&(size_t hit)>;

// Appends a finding for each (hit of history, place, match) that the judge keeps
// at that place and that is severe and sure enough; `places` answers for
// `hits[i]` by `first` + i. What allowlists dropped is counted in report.coverage.
// On options.workers. Returns, a hit each, whether the report holds or counts anything of it.
std::vector<bool> add_history_findings(std::span<const Hit> hits, size_t first,
                                       const PlacesOf& places, const Engine& engine,
                                       const ScanOptions& options, Report& report);

// The same for files as they lie on disk. One that equals a blob already found
// at its path is that finding, marked `worktree`, and no second one.
void add_file_findings(const std::vector<Hit>& hits, const Engine& engine,
                       const ScanOptions& options, Report& report);

// As provenance::Located::lives, of hits by their ranks.
using LivesOf = std::function<std::vector<provenance::SecretLife>(
    std::span<const std::vector<uint32_t>> secrets)>;

// What tells secrets' lives. `lives` answers for `hits[i]` by i; `elsewhere` are
// findings in objects that the scan was not to look at: part of a life, not of the
// report.
struct LifeFacts {
  LivesOf lives;
  const std::vector<Hit>& hits;
  const std::vector<Finding>& elsewhere;
};

// Ids, suppressions, order and groups; then each secret's life. `life` is null where
// there is no history.
void finish_report(const LifeFacts* life, const ScanOptions& options, Report& report);

}  // namespace sluice

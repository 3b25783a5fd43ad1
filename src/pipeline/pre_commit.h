// The pre-commit scan: list what is staged -> scan those blobs -> leave out what
// HEAD already holds -> suppress -> group -> report.
#pragma once

#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/report.h"
#include "source/staged_index.h"

namespace sluice {

struct PreCommitOptions {
  ScanOptions scan;                   // history, worktree and include_ignored mean nothing here
  bool all_in_changed_files = false;  // also what HEAD holds at the same path
};

// The report's findings are those of staged blobs, reach kIndex, without commit.
// One that HEAD holds at its path (or at the path it was renamed from), outside
// every allowlist, is left out. A change that adds no content gives an empty,
// complete report. A staged blob that cannot be read makes it incomplete.
Report scan_staged(const StagedIndex& staged, const Engine& engine,
                   const PreCommitOptions& options);

}  // namespace sluice

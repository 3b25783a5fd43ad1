// The scan: list -> scan -> locate -> judge by path -> suppress -> group ->
// report, a call a line.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "findings/baseline.h"
#include "findings/fingerprint.h"
#include "findings/ignore_file.h"
#include "git/object_store.h"
#include "pipeline/accept.h"
#include "pipeline/target.h"
#include "provenance/selection.h"
#include "sluice/engine.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice {

class AuditCache;
class KnownSecrets;
struct ProposedPolicy;

// Counters that another thread may read while a scan runs.
struct Progress {
  std::atomic<uint64_t> blobs = 0, bytes = 0, matches = 0;
  std::atomic<uint64_t> expected_blobs = 0;  // 0: not known
  std::atomic<const char*> stage = "starting";
};

struct ScanOptions {
  bool history = true;
  bool worktree = true;
  bool include_ignored = false;
  bool follow_alternates = false;  // objects borrowed from outside the target, too
  provenance::Choice choice;       // of the history; empty: all of it
  bool full_scan = false;          // every byte of every blob, deltas or not
  unsigned workers = 1;
  Confidence min_confidence = Confidence::kMedium;
  Severity min_severity = Severity::kInfo;
  git::Limits limits;
  // Of a blob over limits.max_object_bytes, how much is scanned at a time.
  uint64_t window_bytes = uint64_t{16} << 20;
  IdentityKey key;
  AcceptPolicy accept;
  const IgnoreFile* ignores = nullptr;  // borrowed; may be null
  const Baseline* baseline = nullptr;   // likewise
  // Of a change: what it would itself have suppressed. Borrowed; null: nothing is told apart.
  const ProposedPolicy* proposed = nullptr;
  // What is looked for, where that is known secrets; null: what rules find. Borrowed.
  const KnownSecrets* known = nullptr;
  bool tell_stale = false;  // entries of these that cover nothing, where all is scanned
  std::optional<int64_t> max_exposure_days;  // a baseline does not cover what is exposed longer
  int64_t now = 0;                           // seconds since the epoch
  std::string repository_uri;                // its web address; empty: of the remote `origin`
  bool line_hashes = false;                  // GitHub's, of what lies in files (web_places.h)
  AuditCache* cache = nullptr;  // borrowed; null: none. For a repository's history whole
  std::stop_token stop;         // ends the scan early, with what was found
};

// `progress` may be null. Errors: kUsage and kIo for a target that cannot be
// opened at all; everything smaller is in the report's coverage.
Result<Report> scan(const ScanTarget& target, const Engine& engine, const ScanOptions& options,
                    Progress* progress);

// The same pipeline over standard input.
Result<Report> scan_stdin(const Engine& engine, const ScanOptions& options, Progress* progress);

}  // namespace sluice

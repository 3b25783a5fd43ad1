// The scan of a change: what some heads bring that was not known before. It stands behind
// `hook pre-push`, `hook pre-receive`, `hook update` and `ci`.
//
//   which commits (provenance/commit_range) -> what they bring (provenance/range_files)
//   -> scan each object once -> judge by path -> leave out what the base holds (change_base)
//   -> suppress -> group -> report
//
// Every commit of the change counts, merges with all their parents and what a later commit takes
// away again; their messages and headers, annotated tags, tags to trees and blobs, names of new
// paths and refs. The cost follows the change: a clean one reads its own commits, the trees in
// which they differ and the new blobs.
//
// A finding (secret, path) is left out where the base holds that secret at that path, live: outside
// every allowlist and not allowed in its line. The base holds what the tree of any known commit
// holds, at any time; the texts of known commits and tags are its path "". A path that a commit
// renames, keeping half of its content or more, carries what the base holds at the old path, unless
// an ignore entry covered that there. What is suppressed is left out likewise where the base holds
// it suppressed.
//
// So is answered in three steps, the later ones only where something is left to report: what known
// tips and parents of the change hold at the path; renames; the whole history of the base, commits
// first, so that the change is then exact (commit_range.h), then the paths in question
// (path_history.h). A time limit that strikes here leaves more to report, not less.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/repository.h"
#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/oid.h"
#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice {

struct Change {
  // What is to become reachable: commits, annotated tags, trees or blobs.
  std::vector<ObjectId> heads;
  // What is known, with all that it reaches: the merge base, what the remote has. Those that the
  // store lacks are left out and listed in ChangeScan::absent: the change is then larger.
  std::vector<ObjectId> known;
  // Also known, and there may be very many: the targets of refs. One that is lacking is no news.
  std::vector<ObjectId> known_names;
  // Names of refs that are new: content, too.
  std::vector<std::string> new_refs;
  // A push in quarantine: the change is these objects of the store's own folder, all that the
  // store did not have before, whether a head leads to it or not.
  std::optional<std::vector<ObjectId>> quarantined;
  // For the report: "origin/main..HEAD".
  std::vector<std::string> described;
};

struct ChangeOptions {
  ScanOptions scan;                   // history, worktree, choice and cache mean nothing here
  bool all_in_changed_files = false;  // also what the base holds
  // False: a comment that allows a secret in its line suppresses only what the base holds so.
  bool trust_inline = true;
};

struct ChangeScan {
  // `commit` of each finding is the commit of the change that brought it; findings are those of
  // design's "new", suppressed ones included. A secret's `introduced` is the first of their
  // commits. reach is kRef, or kUnreachable for what no head leads to. coverage tells shallow
  // boundaries and promised or missing objects, with the command to run.
  Report report;
  uint64_t commits = 0;          // of the change
  std::vector<ObjectId> absent;  // of Change::known
  std::vector<bool> hit;         // by Change::heads: it leads to a finding that nothing suppresses
};

// `shallow`: the boundary commits. Nothing is written. An empty change is complete and clean;
// whether it may be empty is the caller's to say. `scan.stop` ends it early with what was found,
// kTimeout told.
ChangeScan scan_change(const git::Repository& repository, const git::ObjectStore& store,
                       std::span<const ObjectId> shallow, const Change& change,
                       const Engine& engine, const ChangeOptions& options);

}  // namespace sluice

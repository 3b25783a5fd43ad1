// Scans of what is no patch: a folder, a file, standard input.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gitleaks/detector.h"

namespace sluice::gitleaks {

// What a scan leaves beside its findings.
struct Scanned {
  std::vector<Finding> findings;      // in no order; without fingerprints and links
  uint64_t bytes = 0, commits = 0;    // looked at
  std::vector<std::string> warnings;  // of files left out by what the options say
  std::vector<std::string> failures;  // what should have been read, and could not be
};

// Adds all of `part`, but its count of commits.
void add(Scanned&& part, Scanned& whole);

struct FolderOptions {
  bool follow_symlinks = false;  // to files
  uint64_t max_bytes = 0;        // larger files are left out; 0: none are
  bool open_archives = false;    // asked for: each that is met is a failure
  unsigned workers = 1;
};

// `source` as typed: paths of findings start with it, but for ".". A folder is walked to the end,
// ignored and untracked files as well.
Scanned scan_folder(const Detector& detector, const std::string& source,
                    const FolderOptions& options, const std::stop_token& stop);

Scanned scan_text(const Detector& detector, std::string_view bytes);

}  // namespace sluice::gitleaks

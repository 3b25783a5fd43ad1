// Config: what the options, the environment and the target's own files mean
// together: the rules that run, what is ignored, the key, the limits.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "findings/baseline.h"
#include "findings/ignore_file.h"
#include "pipeline/scan.h"
#include "sluice/engine.h"
#include "sluice/result.h"

namespace sluice::cli {

// Gives a file at the target's root, by name: from the working tree, the index
// or a commit, as the command has it. nullopt: there is none.
using RootFile = std::function<std::optional<std::string>(const std::string& name)>;

struct Config {
  std::optional<Engine> engine;
  IgnoreFile ignores;
  Baseline baseline;
  ScanOptions scan;                // lend() completes it
  std::vector<std::string> notes;  // lines worth saying: what narrows the scan, warnings

  // Lets `scan` borrow the ignore file and the baseline: once this has its place.
  void lend() {
    scan.ignores = &ignores;
    scan.baseline = &baseline;
  }
};

// kUsage: the first thing that is wrong, with its place.
Result<Config> make_config(const CommonOptions& options, const RootFile& root_file);

// A RootFile for a folder on disk; symlinks are not followed.
RootFile files_in(const std::string& folder);

}  // namespace sluice::cli

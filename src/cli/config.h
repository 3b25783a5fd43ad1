// Config: what the options, the environment and the target's own files mean
// together: the rules that run, what is ignored, the key, the limits.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "findings/baseline.h"
#include "findings/ignore_file.h"
#include "pipeline/scan.h"
#include "rules/rule_file.h"
#include "sluice/engine.h"
#include "sluice/result.h"

namespace sluice::cli {

// Gives a file at the target's root, by name: from the working tree, the index
// or a commit, as the command has it. nullopt: there is none.
class RootFile {
 public:
  // Nothing is scanned that could have files of its own.
  RootFile() : scanned_(std::in_place) {}
  // `scanned`: the folders that are looked at; rules compiled by an earlier start are not believed
  // where they lie in one. Without it none are.
  template <class Read>
    requires(!std::is_same_v<Read, RootFile> &&
             std::is_invocable_r_v<std::optional<std::string>, Read&, const std::string&>)
  RootFile(Read read, std::optional<std::vector<std::string>> scanned = std::nullopt)
      : read_(std::move(read)), scanned_(std::move(scanned)) {}

  explicit operator bool() const { return read_ != nullptr; }
  std::optional<std::string> operator()(const std::string& name) const { return read_(name); }
  const std::optional<std::vector<std::string>>& scanned() const { return scanned_; }

 private:
  std::function<std::optional<std::string>(const std::string& name)> read_;
  std::optional<std::vector<std::string>> scanned_;
};

// How a configuration of this name is read.
Dialect dialect_of(const std::string& name);

// The rules that run.
struct TargetRules {
  RuleSet rules;
  std::string file;  // --config or the target's own; empty: the built-in rules alone
  bool new_suppressions_fail = false;  // as that file says
  std::vector<std::string> notes;      // as Config::notes
};

// The part of make_config that needs no engine. kUsage: likewise.
Result<TargetRules> read_rules(const CommonOptions& options, const RootFile& root_file);

struct Config {
  std::optional<Engine> engine;
  std::string rules_file;              // TargetRules::file
  bool new_suppressions_fail = false;  // likewise
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

// kUsage: the first thing that is wrong, with its place. `in_merge`: a baseline may hold the
// marks of an unfinished merge (Baseline::add).
Result<Config> make_config(const CommonOptions& options, const RootFile& root_file,
                           bool in_merge = false);

// Under which a fingerprint may have been printed for the target: the baseline's and the program's.
std::vector<IdentityKey> known_keys(const Config& config);

// A RootFile for a folder on disk; symlinks are not followed. `scanned`: it and all else that is
// looked at.
RootFile files_in(const std::string& folder, std::vector<std::string> scanned);
RootFile files_in(const std::string& folder);

}  // namespace sluice::cli

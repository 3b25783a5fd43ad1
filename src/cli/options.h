// Options: what the person typed, typed. What it means is config.h's work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sluice::cli {

// Flags that every scanning command takes.
struct CommonOptions {
  std::string format;  // as report/formats.h names them; empty: by `output` (deliver.h)
  std::string output;
  bool show_secrets = false;
  std::string min_confidence = "medium";
  std::string min_severity = "info";
  std::string config;
  bool no_repo_config = false;
  std::string key_file;
  std::vector<std::string> baselines;
  unsigned jobs = 0;  // 0: one a processor
  bool quiet = false;
  bool verbose = false;
  bool stats = false;
  std::string progress = "auto";
  std::string color = "auto";
  std::vector<std::string> accept;
  bool allow_incomplete = false;
  bool require_complete = false;
  bool allow_empty = false;
  uint64_t max_object_mb = 256;
  std::string report_mode = "600";
  std::string repository_uri;
};

// Threads to work with, at least 1.
unsigned workers_of(const CommonOptions& options);

// Where a report goes and in what format.
void add_output_options(CLI::App& command, CommonOptions& options);
// What every command that writes a report of any secrets takes.
void add_report_options(CLI::App& command, CommonOptions& options);
// What every command that scans takes, whether it writes a report or not.
void add_scan_options(CLI::App& command, CommonOptions& options);
// Both, and the baseline.
void add_common_options(CLI::App& command, CommonOptions& options);
// What only a run that may be long, or may find nothing to look at, takes.
void add_run_options(CLI::App& command, CommonOptions& options);

}  // namespace sluice::cli

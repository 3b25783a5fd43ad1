// GitleaksFlags: gitleaks' command line, read as gitleaks reads it: flags anywhere, -abc for three
// short ones, --flag=value, --redact with a value only behind '='.
// Source: gitleaks 8.30.1's --help; pkg.go.dev/github.com/spf13/pflag.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sluice/result.h"

namespace sluice::cli {

struct GitleaksFlags {
  enum class Command : uint8_t { kHelp, kVersion, kGit, kDir, kStdin, kDetect, kProtect };

  Command command = Command::kHelp;
  std::vector<std::string> arguments;
  bool help = false, version = false;

  std::string config, report_path, report_format, report_template, baseline_path;
  std::string log_level = "info", ignore_path = ".", diagnostics, diagnostics_dir;
  std::vector<std::string> enable_rules;
  int64_t exit_code = 1, max_target_megabytes = 0, redact = 0, max_decode_depth = 5;
  int64_t max_archive_depth = 0, timeout = 0;
  bool verbose = false, no_color = false, ignore_allow = false, no_banner = false;

  std::string platform, log_opts, source = ".";
  bool staged = false, pre_commit = false, follow_symlinks = false, no_git = false, pipe = false;
};

// kUsage, in gitleaks' words.
Result<GitleaksFlags> parse_gitleaks_flags(const std::vector<std::string>& words);

// What --help says.
std::string gitleaks_help();

}  // namespace sluice::cli

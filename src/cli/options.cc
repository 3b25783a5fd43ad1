#include "cli/options.h"

#include <CLI/CLI.hpp>

#include "base/escape.h"
#include "report/formats.h"

namespace sluice::cli {
namespace {

// What is wrong with a format's name; empty: nothing.
std::string check_format(const std::string& name) {
  if (find_format(name) != nullptr) return "";
  return "no format is called '" + escape_for_terminal(name) + "'; there are " + format_names();
}

}  // namespace

void add_report_options(CLI::App& command, CommonOptions& options) {
  command
      .add_option("-f,--format", options.format,
                  format_names() + "; default by the name of FILE, else text")
      ->check(CLI::Validator(check_format, ""));
  command.add_option("-o,--output", options.output, "write the report to FILE, atomically")
      ->type_name("FILE");
  command.add_option("--report-mode", options.report_mode, "permissions of that file, octal")
      ->check(CLI::IsMember({"600", "640", "644", "660", "664"}))
      ->capture_default_str();
  command.add_flag("--show-secrets", options.show_secrets, "print secrets in full");
  command.add_flag("-q,--quiet", options.quiet, "say nothing but the report and errors");
  command.add_flag("-v,--verbose", options.verbose, "tell what spoke for each finding");
  command.add_option("--color", options.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  add_report_options(command, options);
  command
      .add_option("--min-confidence", options.min_confidence, "report from high, medium or low on")
      ->check(CLI::IsMember({"high", "medium", "low"}))
      ->capture_default_str();
  command
      .add_option("--min-severity", options.min_severity,
                  "report from critical, high, medium, low or info on")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "info"}))
      ->capture_default_str();
  command.add_option("--config", options.config, "rules and allowlists to add (rules/README.md)")
      ->type_name("FILE");
  command
      .add_option("--repository-uri", options.repository_uri,
                  "web address for links in reports; default that of the remote `origin`")
      ->type_name("URL");
  command.add_flag("--no-repo-config", options.no_repo_config,
                   "read no configuration and no ignore file of the target");
  command
      .add_option("--baseline", options.baselines,
                  "what was known before: .sluice-baseline or gitleaks' JSON; may be repeated")
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("FILE");
  command.add_option("--key-file", options.key_file, "key of fingerprints and secret ids")
      ->type_name("FILE");
  command.add_option("-j,--jobs", options.jobs, "threads; default one a processor")
      ->check(CLI::Range(1u, 256u));
  command
      .add_option("--accept", options.accept,
                  "reasons that do not make the scan incomplete, for example shallow,limit")
      ->delimiter(',')
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("REASON,...");
  command.add_flag("--allow-incomplete", options.allow_incomplete, "accept every reason");
  command.add_flag("--require-complete", options.require_complete,
                   "boundaries (archives, submodules, ignored files) count as well");
  command
      .add_option("--max-object-mb", options.max_object_mb,
                  "held in memory whole up to this; larger ones are scanned in pieces")
      ->check(CLI::Range(uint64_t{1}, uint64_t{4095}))
      ->capture_default_str();
}

void add_run_options(CLI::App& command, CommonOptions& options) {
  command.add_flag("--stats", options.stats, "time of each stage, on stderr");
  command.add_option("--progress", options.progress, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command.add_flag("--allow-empty", options.allow_empty, "scanning nothing is no error");
}

}  // namespace sluice::cli

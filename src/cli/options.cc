#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "cli/choice.h"
#include "report/formats.h"

namespace sluice::cli {
namespace {

std::vector<std::string> words_of_formats() {
  std::vector<std::string> words;
  for (const Format& each : formats()) words.emplace_back(each.name);
  return words;
}

}  // namespace

unsigned workers_of(const CommonOptions& options) {
  return options.jobs != 0 ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
}

void add_output_options(CLI::App& command, CommonOptions& options) {
  command
      .add_option("-f,--format", options.format,
                  format_names() + "; default by the name of FILE, else text")
      ->type_name("FORMAT")
      ->check(one_of(words_of_formats()));
  command.add_option("-o,--output", options.output, "write the report to FILE, atomically")
      ->type_name("FILE");
  command.add_option("--report-mode", options.report_mode, "permissions of that file, octal")
      ->check(one_of({"600", "640", "644", "660", "664"}))
      ->capture_default_str();
  command.add_flag("-q,--quiet", options.quiet, "say nothing but the report and errors");
  command.add_flag("-v,--verbose", options.verbose, "tell what spoke for each finding");
  command
      .add_option("--color", options.color,
                  "colour the report; auto: on a terminal, and not under $NO_COLOR")
      ->check(one_of({"auto", "always", "never"}));
}

void add_report_options(CLI::App& command, CommonOptions& options) {
  add_output_options(command, options);
  command.add_flag("--show-secrets", options.show_secrets, "print secrets in full");
}

void add_scan_options(CLI::App& command, CommonOptions& options) {
  command.add_option("--min-confidence", options.min_confidence, "report from this one on")
      ->check(one_of({"high", "medium", "low"}))
      ->capture_default_str();
  command.add_option("--min-severity", options.min_severity, "report from this one on")
      ->check(one_of({"critical", "high", "medium", "low", "info"}))
      ->capture_default_str();
  command.add_option("--config", options.config, "rules and allowlists to add (rules/README.md)")
      ->type_name("FILE");
  command.add_flag("--no-repo-config", options.no_repo_config,
                   "read no configuration and no ignore file of the target");
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

void add_common_options(CLI::App& command, CommonOptions& options) {
  add_report_options(command, options);
  add_scan_options(command, options);
  command
      .add_option("--repository-uri", options.repository_uri,
                  "web address for links in reports; default that of the remote `origin`")
      ->type_name("URL");
  command
      .add_option("--baseline", options.baselines,
                  "what was known before: .sluice-baseline or gitleaks' JSON; may be repeated")
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("FILE");
}

void add_run_options(CLI::App& command, CommonOptions& options) {
  command.add_flag("--stats", options.stats, "time of each stage, on stderr");
  command
      .add_option("--progress", options.progress,
                  "the line of progress, on stderr; auto: on a terminal, and not under $CI")
      ->check(one_of({"auto", "always", "never"}));
  command.add_flag("--allow-empty", options.allow_empty, "scanning nothing is no error");
}

}  // namespace sluice::cli

#include "cli/report_command.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/choice.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/private_file.h"
#include "cli/read_report.h"
#include "cli/run_scan.h"
#include "cli/whole_scan.h"
#include "findings/exposure_limit.h"
#include "findings/replace_text.h"
#include "findings/written_forms.h"
#include "report/merge.h"
#include "report/policy.h"
#include "report/words.h"

namespace sluice::cli {
namespace {

struct ReportArguments {
  std::vector<std::string> sources;
  std::string format = "text", output, replace_text;
  std::optional<int64_t> max_exposure_days;
};

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<Report> scanned(const ReportArguments& arguments, const CommonOptions& options) {
  const std::optional<std::string> path =
      arguments.sources.empty() ? std::nullopt : std::optional(arguments.sources.front());
  Result<ScanTarget> target = resolve_target(path, /*follow_gitdir=*/false);
  if (!target) return std::move(target).error();
  Result<WholeScan> whole =
      whole_scan(options, *std::move(target), /*in_merge=*/false, [&](Config& config) {
        config.scan.max_exposure_days = arguments.max_exposure_days;
        return Result<void>();
      });
  if (!whole) return std::move(whole).error();
  return std::move(whole->report);
}

// A repository that is scanned now, or reports of scans that were.
Result<Report> source_of(const ReportArguments& arguments, const CommonOptions& options) {
  if (arguments.sources.empty() ||
      (arguments.sources.size() == 1 && is_folder(arguments.sources.front()))) {
    return scanned(arguments, options);
  }
  std::vector<Report> reports;
  for (const std::string& name : arguments.sources) {
    if (is_folder(name)) {
      return Error{ErrorKind::kUsage,
                   escape_for_terminal(name) + ": a folder stands alone; of several, give reports"};
    }
    Result<Report> report = read_report(name, options);
    if (!report) return report;
    if (arguments.max_exposure_days) report->max_exposure_days = arguments.max_exposure_days;
    reports.push_back(*std::move(report));
  }
  Report report =
      reports.size() == 1 ? std::move(reports.front()) : merge_reports(std::move(reports));
  enforce_exposure_limit(report);
  return report;
}

Result<void> write_replacements(const Report& report, const ReportArguments& arguments) {
  const Result<ReplaceText> replacements = replace_text(report);
  if (!replacements) return replacements.error();
  if (replacements->values == 0) {
    return Error{ErrorKind::kUsage,
                 "no secret that is reported lies in a commit: nothing to write"};
  }
  if (Result<void> written = write_private_file(arguments.replace_text, replacements->text);
      !written) {
    return written;
  }
  complain(escape_for_terminal(arguments.replace_text) + " holds " +
           counted(replacements->values, "secret", "secrets") +
           " in full: delete it once history is rewritten");
  if (replacements->encoded > 0) {
    complain(counted(replacements->encoded, "secret also lies", "secrets also lie") +
             " encoded: base64, hex and escapes are replaced, compressed copies are not");
  }
  if (replacements->too_short > 0) {
    complain(counted(replacements->too_short, "secret", "secrets") + " under " +
             std::to_string(kMinKnownBytes) +
             " bytes left out: other text holds such by chance; edit these by hand");
  }
  if (replacements->uncommitted > 0) {
    complain(counted(replacements->uncommitted, "secret", "secrets") +
             " left out that no commit holds");
  }
  return {};
}

std::string figures(const Report& report, const std::string& format) {
  if (format == "json") return policy_json(report);
  return format == "markdown" ? policy_markdown(report) : policy_text(report);
}

int write_figures(const Report& report, const ReportArguments& arguments,
                  const CommonOptions& options) {
  const std::string text = figures(report, arguments.format);
  if (arguments.output.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (std::fflush(stdout) != 0) return kUsage;
  } else if (Result<void> written = write_file_atomically(arguments.output, text, 0600); !written) {
    return fail(written.error());
  }
  if (report.max_exposure_days && policy_figures(report).over > 0) return kFindings;
  if (report.coverage.complete || options.allow_incomplete) return kClean;
  complain("incomplete: some things were not read; secrets in them are not counted");
  return kIncomplete;
}

int run_report(const ReportArguments& arguments, const CommonOptions& options) {
  const bool replaces = !arguments.replace_text.empty();
  if (replaces && !options.show_secrets) {
    complain("--replace-text writes secrets in full: say --show-secrets as well");
    return kUsage;
  }
  const Result<Report> report = source_of(arguments, options);
  if (!report) return fail(report.error());
  if (replaces) {
    if (Result<void> written = write_replacements(*report, arguments); !written) {
      return fail(written.error());
    }
    return kClean;
  }
  return write_figures(*report, arguments, options);
}

}  // namespace

void define_report(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<ReportArguments>();
  command.add_option("SOURCE", arguments->sources,
                     "reports that `-f json` wrote, or a repository to scan; default the one "
                     "around this folder");
  command.add_option("-f,--format", arguments->format, "text, json or markdown")
      ->check(one_of({"text", "json", "markdown"}))
      ->capture_default_str();
  command.add_option("-o,--output", arguments->output, "write to FILE, atomically")
      ->type_name("FILE");
  command
      .add_option("--max-exposure-days", arguments->max_exposure_days,
                  "how long a secret may be exposed; exit code 1 where one was longer")
      ->check(CLI::NonNegativeNumber)
      ->type_name("DAYS");
  command
      .add_option("--replace-text", arguments->replace_text,
                  "in place of figures, write what git filter-repo --replace-text takes: the "
                  "secrets in full, mode 0600, outside of any repository")
      ->type_name("FILE");
  command.add_flag("--show-secrets", session.options.show_secrets,
                   "for --replace-text: yes, write secrets in full");
  command.add_flag("-q,--quiet", session.options.quiet, "say nothing but errors");
  add_scan_options(command, session.options);
  command.footer(
      "Exit codes: 0 done, 1 a secret is exposed longer than allowed, 2 usage, 3 incomplete.\n\n"
      "Examples:\n"
      "  sluice report --max-exposure-days 30\n"
      "  sluice report api.json web.json -f markdown -o figures.md\n"
      "  sluice report . --show-secrets --replace-text ../replace.txt\n"
      "  git filter-repo --replace-text ../replace.txt");
  command.callback(
      [arguments, &session] { session.exit_code = run_report(*arguments, session.options); });
}

}  // namespace sluice::cli

#include "cli/deliver.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/exit_code.h"
#include "findings/group.h"
#include "report/formats.h"
#include "report/words.h"

namespace sluice::cli {
namespace {

std::string rendered(const Report& report, const CommonOptions& options) {
  ReportOptions how;
  how.show_secrets = options.show_secrets;
  how.verbose = options.verbose;
  how.workers = workers_of(options);
  how.color = options.output.empty() && wants_color(options, STDOUT_FILENO);
  return format_of(options).write(report, how);
}

bool print(const std::string& text) {
  size_t put = 0;
  while (put < text.size()) {
    const size_t now = std::fwrite(text.data() + put, 1, text.size() - put, stdout);
    if (now == 0) return false;
    put += now;
  }
  return std::fflush(stdout) == 0;
}

// The line that a person sees where the report itself goes to a machine.
void summarize(const Report& report) {
  std::string line = counted(report.secrets.size(), "secret", "secrets") + ", " +
                     counted(report.findings.size(), "finding", "findings") + "; scanned " +
                     counted(report.coverage.blobs, "blob", "blobs") + ", " +
                     counted(report.coverage.bytes, "byte", "bytes");
  if (report.coverage.commits > 0)
    line += ", " + counted(report.coverage.commits, "commit", "commits");
  if (report.coverage.cached > 0) {
    line += " (" + std::to_string(report.coverage.cached) + " known clean, by the cache)";
  }
  if (report.target.selection) {
    line += ", only of " + escape_for_terminal(selection_text(*report.target.selection));
  }
  complain(line + (report.coverage.complete ? "; complete" : "; INCOMPLETE"));
  for (const Coverage::Skipped& skipped : report.coverage.skipped) {
    if (!is_failure(skipped.reason)) continue;
    complain("not read: " + std::to_string(skipped.count) + " " +
             std::string(reason_name(skipped.reason)) + " (see coverage in the report)");
  }
}

// A line a file for entries that do nothing: the report holds each.
void tell_stale(const Report& report) {
  std::map<std::string, std::pair<uint64_t, uint64_t>> counts;  // by file: dead, expired
  for (const StaleEntry& each : report.stale) {
    const std::string file =
        each.by == "baseline" ? each.where : each.where.substr(0, each.where.rfind(':'));
    auto& [dead, expired] = counts[file];
    (each.expired ? expired : dead) += each.entries;
  }
  for (const auto& [file, count] : counts) {
    const auto& [dead, expired] = count;
    std::string line = file + ": ";
    if (dead > 0) line += counted(dead, "entry", "entries") + " of no effect";
    if (expired > 0) line += (dead > 0 ? ", " : "") + std::to_string(expired) + " expired";
    complain(line + (file.ends_with("ignore") ? "; see `sluice ignore --check`"
                                              : "; `sluice baseline prune` removes them"));
  }
}

}  // namespace

void complain(const std::string& message) { std::fprintf(stderr, "sluice: %s\n", message.c_str()); }

int fail_with(const Error& error, ExitCode code) {
  complain(error.message);
  return code;
}

bool wants_color(const CommonOptions& options, int stream) {
  if (options.color != "auto") return options.color == "always";
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  if (set("NO_COLOR")) return false;
  if (set("CLICOLOR_FORCE") || set("FORCE_COLOR")) return true;
  const char* term = std::getenv("TERM");
  return ::isatty(stream) != 0 && (term == nullptr || std::strcmp(term, "dumb") != 0);
}

const Format& format_of(const CommonOptions& options) {
  const Format* format =
      options.format.empty() ? format_of_file(options.output) : find_format(options.format);
  return format != nullptr ? *format : *find_format("text");
}

bool write_report(const Report& report, const CommonOptions& options) {
  const std::string text = rendered(report, options);
  if (options.output.empty()) {
    if (print(text)) return true;
    complain("the report could not be written to standard output");
    return false;
  }
  const auto mode = static_cast<unsigned>(std::strtoul(options.report_mode.c_str(), nullptr, 8));
  const Result<void> written = write_file_atomically(options.output, text, mode);
  if (!written) complain("the report could not be written: " + written.error().message);
  return written.has_value();
}

bool has_findings(const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [](const Finding& finding) { return !finding.suppressed.has_value(); });
}

int deliver(const Report& report, const CommonOptions& options, bool examined) {
  if (!write_report(report, options)) return kUsage;
  const bool for_a_person = format_of(options).name == "text" && options.output.empty();
  if (!options.quiet && !for_a_person) {
    summarize(report);
    tell_stale(report);
  }
  if (has_findings(report)) return kFindings;
  if (!examined && !options.allow_empty) {
    complain(
        "nothing was scanned: no file and no object was there to look at; --allow-empty "
        "accepts that");
    return kIncomplete;
  }
  return report.coverage.complete ? kClean : kIncomplete;
}

}  // namespace sluice::cli

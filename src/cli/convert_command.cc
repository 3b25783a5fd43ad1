#include "cli/convert_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/read_report.h"
#include "report/merge.h"

namespace sluice::cli {
namespace {

// A report that is not there or is none was named wrongly; what cannot be read is another thing.
int fail_to_read(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kNotFound ? kUsage
                                                                               : kIncomplete;
}

int run_convert(const std::string& name, const CommonOptions& options) {
  const Result<Report> report = read_report(name, options);
  if (!report) return fail_to_read(report.error());
  return write_report(*report, options) ? kClean : kUsage;
}

int run_merge(const std::vector<std::string>& names, const CommonOptions& options) {
  std::vector<Report> shards;
  for (const std::string& name : names) {
    Result<Report> shard = read_report(name, options);
    if (!shard) return fail_to_read(shard.error());
    shards.push_back(*std::move(shard));
  }
  constexpr bool kExamined = true;  // the shards' own exit codes said where nothing was
  return deliver(merge_reports(std::move(shards)), options, kExamined);
}

}  // namespace

void define_convert(CLI::App& command, Session& session) {
  const auto name = std::make_shared<std::string>();
  command.add_option("REPORT", *name, "what `-f json` wrote; - for standard input")->required();
  add_report_options(command, session.options);
  command.footer("Example:\n  sluice convert report.json -o report.html");
  command.callback([name, &session] { session.exit_code = run_convert(*name, session.options); });
}

void define_merge(CLI::App& command, Session& session) {
  const auto names = std::make_shared<std::vector<std::string>>();
  command.add_option("REPORT", *names, "what `-f json` wrote; - for standard input")->required();
  add_report_options(command, session.options);
  command.footer(
      "Exit codes: 0 complete and clean, 1 findings, 2 usage, 3 one of them is incomplete.\n\n"
      "Example:\n  sluice merge api.json web.json -o all.html");
  command.callback([names, &session] { session.exit_code = run_merge(*names, session.options); });
}

}  // namespace sluice::cli

#include "cli/run_scan.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/progress_line.h"
#include "cli/signal_stop.h"
#include "git/file_at_head.h"

namespace sluice::cli {

int Scanned::signal() const { return signals->received(); }

int fail(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUnsupported || error.kind == ErrorKind::kCorrupt ? kIncomplete
                                                                                    : kUsage;
}

void say(const CommonOptions& options, const std::string& note) {
  if (!options.quiet && !note.empty()) complain(note);
}

RootFile root_files(const ScanTarget& target, const git::Limits& limits) {
  if (target.kind == ScanTarget::Kind::kFile) return {};
  if (target.repository && target.repository->work_tree.empty()) {
    const auto read = [repository = *target.repository, limits](const std::string& name) {
      return git::file_at_head(repository, limits, name);
    };
    return {read, target.folders()};
  }
  return files_in(target.path, target.folders());
}

Result<Scanned> scan_with_signals(const CommonOptions& options, ScanOptions& scan,
                                  const std::function<Result<Report>(Progress&)>& scan_it) {
  auto signals = std::make_shared<const SignalStop>();
  scan.stop = signals->token();
  Progress progress;
  Result<Report> report = [&] {
    std::optional<ProgressLine> line;
    if (wants_progress(options.progress, options.quiet)) line.emplace(progress);
    return scan_it(progress);
  }();
  if (!report) return std::move(report).error();
  Scanned scanned{*std::move(report), std::move(signals)};
  if (scanned.signal() != 0) {
    scanned.report.coverage.add({Reason::kTimeout, "the scan was interrupted", "signal"});
    scanned.report.coverage.finish();
    scanned.report.coverage.complete = false;
  }
  return scanned;
}

int run_scan(const CommonOptions& options, const RootFile& root_file, const ScanIt& scan_it) {
  StageTimer timer;
  timer.start("configuration");
  Result<Config> config = make_config(options, root_file);
  if (!config) return fail(config.error());
  for (const std::string& note : config->notes) say(options, note);
  config->lend();
  Result<Scanned> scanned = scan_with_signals(
      options, config->scan, [&](Progress& progress) { return scan_it(*config, progress, timer); });
  if (!scanned) return fail(scanned.error());
  timer.start("report");
  const bool examined = scanned->report.coverage.blobs > 0;
  const int code = deliver(scanned->report, options, examined);
  timer.stop();
  if (options.stats) std::fputs(timer.table().c_str(), stderr);
  return scanned->signal() != 0 ? 128 + scanned->signal() : code;
}

}  // namespace sluice::cli

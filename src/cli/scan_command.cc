#include "cli/scan_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/stage_timer.h"
#include "base/when.h"
#include "cache/cache_folder.h"
#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/run_scan.h"
#include "pipeline/audit_cache.h"
#include "pipeline/scan.h"
#include "pipeline/target.h"

namespace sluice::cli {
namespace {

struct ScanArguments {
  std::optional<std::string> target;
  bool no_history = false;
  bool no_worktree = false;
  bool ignored = false;
  bool follow_gitdir = false;
  bool follow_alternates = false;
  bool full_scan = false;
  std::vector<std::string> refs;
  std::vector<std::string> ranges;
  std::string since;
  bool worktree = false;  // also where part of the history is chosen
  bool cache = false;
  std::string cache_dir;  // not empty: `cache` as well
  std::optional<int64_t> max_exposure_days;

  bool caches() const { return cache || !cache_dir.empty(); }
  bool chooses() const { return !refs.empty() || !ranges.empty() || !since.empty(); }
};

Result<provenance::Choice> choice_of(const ScanArguments& arguments, const CommonOptions& options,
                                     int64_t now) {
  provenance::Choice choice;
  choice.refs = arguments.refs;
  choice.ranges = arguments.ranges;
  choice.allow_empty = options.allow_empty;
  if (arguments.since.empty()) return choice;
  const Result<int64_t> since = parse_when(arguments.since, now);
  if (!since) return Error{since.error().kind, "--since: " + since.error().message};
  choice.since = *since;
  return choice;
}

// Absent, with a line on why, where there is none to be had: the scan then goes without.
std::optional<AuditCache> open_cache(const ScanArguments& arguments, const ScanTarget& target,
                                     const Config& config) {
  if (!arguments.caches()) return std::nullopt;
  if (!target.repository) {
    complain("--cache: only a repository's history is remembered; all is scanned");
    return std::nullopt;
  }
  Result<std::string> folder =
      arguments.cache_dir.empty() ? cache::default_cache_dir() : Result(arguments.cache_dir);
  if (!folder) {
    complain(folder.error().message + "; all is scanned");
    return std::nullopt;
  }
  Result<AuditCache> cache = AuditCache::open(*folder, target, *config.engine, config.scan);
  if (!cache) {
    complain(cache.error().message + "; all is scanned");
    return std::nullopt;
  }
  return *std::move(cache);
}

int scan_target(const ScanArguments& arguments, const CommonOptions& options) {
  if (arguments.no_history && arguments.no_worktree) {
    complain("--no-history and --no-worktree together leave nothing to scan");
    return kUsage;
  }
  if (arguments.no_history && arguments.chooses()) {
    complain("--refs, --range and --since choose from the history that --no-history leaves out");
    return kUsage;
  }
  if (arguments.caches() && (arguments.no_history || arguments.chooses())) {
    complain(
        "--cache remembers a whole history: it does not go with --no-history, --refs, --range "
        "and --since");
    return kUsage;
  }
  Result<ScanTarget> target = resolve_target(arguments.target, arguments.follow_gitdir);
  if (!target) return fail(target.error());
  git::Limits limits;
  limits.max_object_bytes = options.max_object_mb << 20;
  return run_scan(options, root_files(*target, limits),
                  [&](Config& config, Progress& progress, StageTimer& timer) {
                    say(options, target->note);
                    config.scan.history = !arguments.no_history;
                    // Part of the history alone, unless the rest is asked for.
                    config.scan.worktree =
                        !arguments.no_worktree && (!arguments.chooses() || arguments.worktree);
                    Result<provenance::Choice> choice =
                        choice_of(arguments, options, config.scan.now);
                    if (!choice) return Result<Report>(std::move(choice).error());
                    config.scan.choice = *std::move(choice);
                    config.scan.tell_stale =
                        config.scan.history && config.scan.worktree && !config.scan.choice.any();
                    config.scan.max_exposure_days = arguments.max_exposure_days;
                    config.scan.include_ignored = arguments.ignored;
                    config.scan.follow_alternates = arguments.follow_alternates;
                    config.scan.full_scan = arguments.full_scan;
                    std::optional<AuditCache> cache = open_cache(arguments, *target, config);
                    const auto say_notes = [&] {
                      if (!cache) return;
                      for (const std::string& note : cache->take_notes()) complain(note);
                    };
                    say_notes();
                    config.scan.cache = cache ? &*cache : nullptr;
                    timer.start("scan");
                    Result<Report> report = scan(*target, *config.engine, config.scan, &progress);
                    say_notes();
                    return report;
                  });
}

int run_stdin(const CommonOptions& options) {
  return run_scan(options, {}, [&](Config& config, Progress& progress, StageTimer& timer) {
    timer.start("scan");
    return scan_stdin(*config.engine, config.scan, &progress);
  });
}

}  // namespace

void define_scan(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<ScanArguments>();
  command.add_option("TARGET", arguments->target,
                     "repository, folder or file; default the repository around this folder");
  command.add_flag("--no-history", arguments->no_history, "only the working tree");
  command.add_flag("--no-worktree", arguments->no_worktree, "only history");
  command
      .add_option("--refs", arguments->refs, "only what these refs' histories hold: main,release/*")
      ->delimiter(',')
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("GLOB,...");
  command
      .add_option("--range", arguments->ranges,
                  "only what the commits of A..B bring (A...B, '^A B', A^!)")
      ->allow_extra_args(false)
      ->type_name("RANGE");
  command
      .add_option("--since", arguments->since,
                  "only what commits from then on bring: 2024-03-01, '2 weeks ago', 90d")
      ->type_name("WHEN");
  command
      .add_flag("--worktree", arguments->worktree,
                "the index and working tree, too, beside a part of history")
      ->excludes("--no-worktree");
  command.add_flag("--ignored", arguments->ignored, "untracked files that .gitignore names, too");
  command.add_flag("--full-scan", arguments->full_scan,
                   "scan every byte of every version, also where only deltas are new (slow)");
  command.add_flag("--cache", arguments->cache,
                   "remember what is clean, so that the next such scan reads what is new");
  command
      .add_option("--cache-dir", arguments->cache_dir,
                  "--cache, in DIR; default $XDG_CACHE_HOME/sluice or ~/.cache/sluice")
      ->type_name("DIR");
  command
      .add_option("--max-exposure-days", arguments->max_exposure_days,
                  "mark what is exposed longer; a baseline does not cover it")
      ->check(CLI::NonNegativeNumber)
      ->type_name("DAYS");
  command.add_flag("--follow-gitdir", arguments->follow_gitdir,
                   "open a .git file that points outside the target");
  command.add_flag("--follow-alternates", arguments->follow_alternates,
                   "read objects that are borrowed from outside the target");
  add_common_options(command, session.options);
  add_run_options(command, session.options);
  command.footer(
      "Exit codes: 0 complete and clean, 1 findings, 2 usage, 3 incomplete.\n\n"
      "Examples:\n"
      "  sluice scan                                  the repository around this folder\n"
      "  sluice scan ~/src/app -o report.html         one page for people\n"
      "  sluice scan /srv/git/app.git -o report.json  a bare repository; all there is to know\n"
      "  sluice scan --no-history .                   the working tree alone\n"
      "  sluice scan --range origin/main..HEAD        what this branch brings\n"
      "  sluice scan --since '2 weeks ago' --refs 'release/*'\n"
      "  sluice scan --cache                          the next one reads what is new");
  command.callback(
      [arguments, &session] { session.exit_code = scan_target(*arguments, session.options); });
}

void define_stdin(CLI::App& command, Session& session) {
  add_common_options(command, session.options);
  add_run_options(command, session.options);
  command.footer(
      "Examples:\n"
      "  kubectl logs app | sluice stdin\n"
      "  git diff --cached | sluice stdin -f json --quiet");
  command.callback([&session] { session.exit_code = run_stdin(session.options); });
}

}  // namespace sluice::cli

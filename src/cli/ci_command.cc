#include "cli/ci_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/change_config.h"
#include "cli/choice.h"
#include "cli/ci_clone.h"
#include "cli/ci_environment.h"
#include "cli/ci_output.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/run_scan.h"
#include "git/refs.h"
#include "pipeline/change_scan.h"
#include "pipeline/ci_range.h"

namespace sluice::cli {
namespace {

constexpr uint64_t kMaxEventBytes = uint64_t{64} << 20;

struct CiArguments {
  std::optional<std::string> target;
  CiFlags ends;
  std::string policy_ref;
  std::string new_suppressions;
  bool all_in_changed_files = false;
  bool follow_alternates = false;
  bool follow_gitdir = false;
  uint64_t require_commits = 0;
  CiOutput output;
};

CiInputs process_inputs() {
  CiInputs inputs;
  inputs.variable = environment_variable;
  inputs.file = [](const std::string& path) { return read_file(path, kMaxEventBytes); };
  return inputs;
}

// The clone as the service left it.
struct CiClone {
  git::Repository repository;
  git::ObjectStore store;
  git::RefSet refs;
  std::vector<Unread> unread;  // what is there and could not be opened
  std::vector<std::string> folders;

  bool is_shallow() const { return !refs.shallow.empty(); }
};

Result<CiClone> open_clone(const CiArguments& arguments, const CommonOptions& options) {
  Result<ScanTarget> target = resolve_target(arguments.target, arguments.follow_gitdir);
  if (!target) return std::move(target).error();
  if (!target->repository) {
    return Error{ErrorKind::kUsage, escape_for_terminal(target->shown) +
                                        " is no repository: only a repository has changes"};
  }
  const git::Repository& repository = *target->repository;
  git::StoreOptions store_options;
  store_options.limits.max_object_bytes = options.max_object_mb << 20;
  store_options.alternates.inside =
      repository.work_tree.empty() ? repository.git_dir : repository.work_tree;
  store_options.alternates.follow_all = arguments.follow_alternates;
  std::vector<Unread> unread;
  const OnUnread on_unread = [&](const Unread& each) { unread.push_back(each); };
  Result<git::ObjectStore> store = git::ObjectStore::open(
      repository.objects_dir(), repository.id_bytes, store_options, on_unread);
  if (!store) return std::move(store).error();
  git::RefSet refs = git::read_tips(repository, on_unread);
  return CiClone{repository, *std::move(store), std::move(refs), std::move(unread),
                 target->folders()};
}

NewSuppressions wanted(const CiArguments& arguments) {
  if (arguments.new_suppressions.empty()) return NewSuppressions::kAsTrusted;
  return arguments.new_suppressions == "fail" ? NewSuppressions::kFail : NewSuppressions::kAllow;
}

// One run, from what the service says to the exit code.
class CiSession {
 public:
  CiSession(const CiArguments& arguments, const CommonOptions& options, CiRun run, CiClone clone)
      : arguments_(arguments), options_(options), run_(std::move(run)), clone_(std::move(clone)) {}

  int judge() {
    CiRange range;
    if (!run_.nothing) {
      CiRangeResult found = find_ci_range(clone_.store, clone_.refs, run_.change);
      if (!found.range) return give_up(found.problem);
      range = *std::move(found.range);
    } else if (clone_.refs.head) {
      range.head_commit = *clone_.refs.head;
    }
    tell_range(range);
    Result<ChangeConfig> config = make_config(range);
    if (!config) return fail(config.error());
    for (const std::string& note : config->notes()) say(options_, note);
    for (const std::string& warning : config->warnings()) complain(warning);
    Result<Scanned> scanned =
        scan_with_signals(options_, config->scan(),
                          [&](Progress&) -> Result<Report> { return scan(range, *config); });
    if (!scanned) return fail(scanned.error());
    return tell(scanned->report, scanned->signal());
  }

 private:
  void tell_range(const CiRange& range) const {
    std::string line(provider_name(run_.provider));
    const auto add = [&](const std::string& word) {
      if (!word.empty()) line += (line.empty() ? "" : " ") + word;
    };
    add(escape_for_terminal(run_.event));
    if (!run_.number.empty()) add("#" + escape_for_terminal(run_.number));
    if (!line.empty()) line += ": ";
    if (run_.nothing) {
      line += "takes a ref away and adds nothing";
    } else if (!range.base) {
      line += "no change is named; all of the history of " + range.shown + " is looked at";
    } else if (range.commits.empty()) {
      line += range.shown + " adds no commit";
    } else {
      line += range.shown + ", " + std::to_string(range.commits.size()) +
              (range.commits.size() == 1 ? " commit" : " commits");
    }
    say(options_, line);
  }

  Result<ChangeConfig> make_config(const CiRange& range) const {
    PolicyCommits commits;
    commits.head = range.head_commit;
    commits.trusted = range.base ? *range.base : range.head_commit;
    if (range.head_commit.empty()) commits.trusted.reset();
    commits.forks = range.forks;
    commits.own = range.commits;
    commits.folders = clone_.folders;
    if (!arguments_.policy_ref.empty()) {
      Result<ObjectId> trusted = find_ci_commit(clone_.store, clone_.refs,
                                                {CiCommit::Kind::kRevision, arguments_.policy_ref});
      if (!trusted) {
        return Error{ErrorKind::kUsage, "--policy-ref " + trusted.error().message};
      }
      commits.trusted = *trusted;
    }
    return ChangeConfig::make(options_, clone_.store, commits, wanted(arguments_));
  }

  Report scan(const CiRange& range, ChangeConfig& config) const {
    Change change;
    if (!run_.nothing) change.heads = {range.head};
    change.known = range.forks;
    // Where the fork is not in the clone, the base is the best that is known.
    if (change.known.empty() && range.base) change.known = {*range.base};
    if (!run_.change.new_ref.empty()) change.new_refs = {run_.change.new_ref};
    change.described = {range.shown};
    ChangeOptions how;
    how.scan = config.scan();
    how.scan.line_hashes |= arguments_.output.wants_line_hashes();
    how.trust_inline = config.new_suppressions_hold();
    how.all_in_changed_files = arguments_.all_in_changed_files;
    ChangeScan scan = scan_change(clone_.repository, clone_.store, clone_.refs.shallow, change,
                                  config.engine(), how);
    Coverage& coverage = scan.report.coverage;
    for (const Unread& unread : clone_.unread) coverage.add(unread);
    coverage.finish();
    coverage.complete = coverage.complete && how.scan.accept.complete(coverage);
    return std::move(scan.report);
  }

  int tell(const Report& report, int signal) {
    const int code = write_ci_report(report, options_, arguments_.output, run_.provider);
    advise(report);
    if (signal != 0) return 128 + signal;
    if (code == kUsage || code == kFindings) return code;
    const uint64_t commits = report.target.selection ? report.target.selection->commits : 0;
    if (commits < arguments_.require_commits) {
      complain("only " + std::to_string(commits) + " commits were scanned, fewer than the " +
               std::to_string(arguments_.require_commits) + " that --require-commits asks for");
      return kIncomplete;
    }
    return code;
  }

  // How to get what the scan did not see.
  void advise(const Report& report) const {
    const auto lacks = [&](Reason reason) {
      return std::any_of(report.coverage.skipped.begin(), report.coverage.skipped.end(),
                         [&](const Coverage::Skipped& each) { return each.reason == reason; });
    };
    if (lacks(Reason::kShallow)) {
      complain("the clone is shallow and does not hold all of the change" +
               clone_advice(run_, nullptr, true));
    } else if (lacks(Reason::kMissing) && lacks(Reason::kAlternateOutside)) {
      complain(
          "objects are missing, and the clone borrows from a folder outside it: "
          "--follow-alternates reads that");
    }
  }

  // The range could not be found: nothing was scanned, and the report says so.
  int give_up(const CiProblem& problem) {
    switch (problem.kind) {
      case CiProblem::Kind::kWrongBase: complain(problem.what); return kUsage;
      case CiProblem::Kind::kOwnBranch:
        complain(problem.what +
                 "; give --base REV: HEAD~1 judges the last commit and all that a merge brought, "
                 "the id of the last build that passed judges all since then");
        return kUsage;
      case CiProblem::Kind::kHeadMissing:
      case CiProblem::Kind::kBaseMissing:
      case CiProblem::Kind::kUnreadable: break;
    }
    complain(problem.what + clone_advice(run_, &problem, clone_.is_shallow()));
    const Result<Config> config = cli::make_config(options_, RootFile());
    if (!config) return fail(config.error());
    // A report all the same, for whoever uploads it: of nothing, and incomplete whatever is
    // accepted.
    ChangeOptions how;
    how.scan = config->scan;
    Report report = scan_change(clone_.repository, clone_.store, clone_.refs.shallow, Change(),
                                *config->engine, how)
                        .report;
    report.coverage.add({clone_.is_shallow() ? Reason::kShallow : Reason::kMissing, problem.what,
                         problem.revision});
    report.coverage.finish();
    report.coverage.complete = false;
    const int code = write_ci_report(report, options_, arguments_.output, run_.provider);
    return code == kUsage ? kUsage : kIncomplete;
  }

  const CiArguments& arguments_;
  const CommonOptions& options_;
  const CiRun run_;
  const CiClone clone_;
};

int run_ci(const CiArguments& arguments, const CommonOptions& options) {
  if (const Result<void> checked = arguments.output.check(); !checked) return fail(checked.error());
  Result<CiRun> run = read_ci_run(process_inputs(), arguments.ends);
  if (!run) {
    complain(run.error().message);
    return run.error().kind == ErrorKind::kUsage ? kUsage : kIncomplete;
  }
  Result<CiClone> clone = open_clone(arguments, options);
  if (!clone) return fail(clone.error());
  return CiSession(arguments, options, *std::move(run), *std::move(clone)).judge();
}

}  // namespace

void define_ci(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<CiArguments>();
  command.add_option("TARGET", arguments->target, "repository; default the one around this folder");
  command
      .add_option("--base", arguments->ends.base,
                  "where the change starts: a commit or branch; default as the CI service says")
      ->type_name("REV");
  command
      .add_option("--head", arguments->ends.head, "what is judged; default as the CI service says")
      ->type_name("REV");
  command
      .add_option("--policy-ref", arguments->policy_ref,
                  "whose configuration, ignore file and baseline are believed; default the base")
      ->type_name("REV");
  command
      .add_option("--new-suppressions", arguments->new_suppressions,
                  "what the change itself suppresses; default as the trusted "
                  "configuration says, else allow")
      ->check(one_of({"allow", "fail"}));
  command.add_flag("--all-in-changed-files", arguments->all_in_changed_files,
                   "old findings in changed files, too");
  command
      .add_option("--require-commits", arguments->require_commits,
                  "fewer scanned commits than N are an incomplete scan")
      ->type_name("N");
  command
      .add_option("--annotations", arguments->output.annotations,
                  "commands that the service shows at the lines; auto: as the service has it")
      ->check(one_of({"auto", "github", "azure", "never"}));
  command
      .add_option("--also-write", arguments->output.also,
                  "a further report, as sarif=FILE; may be repeated")
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("FORMAT=FILE");
  command.add_flag("--follow-gitdir", arguments->follow_gitdir,
                   "open a .git file that points outside the target");
  command.add_flag("--follow-alternates", arguments->follow_alternates,
                   "read objects that are borrowed from outside the target");
  add_common_options(command, session.options);
  add_run_options(command, session.options);
  command.footer(
      "Exit codes: 0 complete and clean, 1 findings, 2 usage, 3 not all of the change is there.\n\n"
      "Examples:\n"
      "  sluice ci                                    as the CI service says\n"
      "  sluice ci -f sarif -o sluice.sarif           for GitHub's code scanning\n"
      "  sluice ci -f gitlab -o gl-secret-detection-report.json\n"
      "  sluice ci -f junit -o sluice.xml             for Jenkins and others\n"
      "  sluice ci --base origin/main                 on a branch, by hand\n"
      "  sluice ci --new-suppressions fail            an allowance has to come in before");
  command.callback(
      [arguments, &session] { session.exit_code = run_ci(*arguments, session.options); });
}

}  // namespace sluice::cli

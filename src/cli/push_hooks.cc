#include "cli/push_hooks.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/escape.h"
#include "cli/change_config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/hook_answer.h"
#include "cli/run_scan.h"
#include "cli/time_limit.h"
#include "cli/tree_files.h"
#include "pipeline/ci_range.h"
#include "pipeline/push_change.h"

namespace sluice::cli {
namespace {

constexpr size_t kMaxPushBytes = size_t{64} << 20;

struct PushArguments {
  bool all_in_changed_files = false;
  double time_limit = 0;           // seconds; 0: none
  std::string remote, url;         // of pre-push
  std::string ref, before, after;  // of update
  std::string policy_ref;          // of the two that receive
};

Result<std::string> read_standard_input() {
  if (::isatty(STDIN_FILENO) != 0) {
    return Error{ErrorKind::kUsage,
                 "git runs this hook and writes to it which refs change; `sluice hook install` "
                 "puts it in place"};
  }
  std::string text;
  std::array<char, 65536> chunk;
  for (ssize_t size = 0; (size = ::read(STDIN_FILENO, chunk.data(), chunk.size())) != 0;) {
    if (size < 0) return Error{ErrorKind::kIo, "standard input could not be read"};
    text.append(chunk.data(), static_cast<size_t>(size));
    if (text.size() > kMaxPushBytes) {
      return Error{ErrorKind::kUsage, "standard input names more refs than 64 MB hold"};
    }
  }
  return text;
}

git::Limits limits_of(const CommonOptions& options) {
  git::Limits limits;
  limits.max_object_bytes = options.max_object_mb << 20;
  return limits;
}

std::vector<ObjectId> targets_of(const git::RefSet& refs) {
  std::vector<ObjectId> ids;
  for (const git::Ref& ref : refs.refs) ids.push_back(ref.target);
  return ids;
}

// What is judged, and by what.
struct PushScan {
  std::vector<RefUpdate> updates;
  Change change;
  const Engine& engine;
  ScanOptions& options;
  bool trust_inline = true;
};

// Scans, prints the report and what becomes of each ref; the exit code. `scan` is filled in.
Result<int> judge_push(const PushArguments& arguments, const CommonOptions& options,
                       const PushPlace& place, const PushScan& push, ChangeScan& scan) {
  const auto scan_it = [&](Progress&) -> Result<Report> {
    const TimeLimit limit(arguments.time_limit, push.options.stop);
    ChangeOptions how;
    how.scan = push.options;
    how.scan.stop = limit.token();
    how.trust_inline = push.trust_inline;
    how.all_in_changed_files = arguments.all_in_changed_files;
    scan = scan_change(place.repository, place.store, place.refs.shallow, push.change, push.engine,
                       how);
    for (const Unread& unread : place.unread) scan.report.coverage.add(unread);
    scan.report.coverage.finish();
    scan.report.coverage.complete =
        scan.report.coverage.complete && how.scan.accept.complete(scan.report.coverage);
    return scan.report;
  };
  Result<Scanned> scanned = scan_with_signals(options, push.options, scan_it);
  if (!scanned) return std::move(scanned).error();
  const int code = deliver_hook(scanned->report, options);
  return scanned->signal() != 0 ? 128 + scanned->signal() : code;
}

bool was_out_of_time(const Report& report) {
  return std::any_of(report.coverage.skipped.begin(), report.coverage.skipped.end(),
                     [](const Coverage::Skipped& each) { return each.reason == Reason::kTimeout; });
}

void tell_incomplete(const PushArguments& arguments, const Report& report) {
  if (arguments.time_limit > 0 && was_out_of_time(report)) {
    complain(
        "refused: the push could not be scanned within the time that the hook's --time-limit "
        "gives; push it in smaller parts, or ask for more time");
    return;
  }
  complain("refused: not all of the push could be read, see above");
}

// For whoever pushes: what of the push is wrong.
void tell_refs(const CommonOptions& options, const std::vector<RefUpdate>& updates,
               const ChangeScan& scan) {
  for (const RefVerdict& verdict : judge_refs(updates, scan)) {
    if (verdict.refused) complain(verdict.name + ": refused, it brings a secret");
    if (!verdict.refused) say(options, verdict.name + ": nothing to report");
  }
}

constexpr char kTakeOut[] =
    "take the secret out of every commit named above (git commit --amend, git rebase -i), for a "
    "later commit that removes it leaves it in the history; then push again";

// --- pre-push

// The framework of that name gives its hooks no standard input; it says by variables what it
// runs them for, one ref a push. Source: pre-commit's documentation, "pre-push".
std::optional<std::vector<CiCommit>> framework_ends() {
  if (environment_variable("PRE_COMMIT").empty() ||
      environment_variable("PRE_COMMIT_REMOTE_NAME").empty()) {
    return std::nullopt;
  }
  std::string head = environment_variable("PRE_COMMIT_TO_REF");
  // All of a branch that the remote has nothing of.
  if (head.empty()) head = environment_variable("PRE_COMMIT_LOCAL_BRANCH");
  return std::vector<CiCommit>{
      {CiCommit::Kind::kRevision, head},
      {CiCommit::Kind::kRevision, environment_variable("PRE_COMMIT_FROM_REF")}};
}

Result<std::vector<RefUpdate>> framework_updates(const PushPlace& place,
                                                 const std::vector<CiCommit>& ends) {
  RefUpdate update;
  update.name = environment_variable("PRE_COMMIT_REMOTE_BRANCH");
  if (update.name.empty()) update.name = "HEAD";
  const auto find = [&](const CiCommit& named, ObjectId& id) -> Result<void> {
    if (named.name.empty()) return {};
    Result<ObjectId> found = find_ci_commit(place.store, place.refs, named);
    if (!found) return std::move(found).error();
    id = *found;
    return {};
  };
  if (Result<void> found = find(ends[0], update.after); !found) return found.error();
  if (Result<void> found = find(ends[1], update.before); !found) return found.error();
  return std::vector<RefUpdate>{std::move(update)};
}

Result<std::vector<RefUpdate>> pushed_updates(const PushPlace& place) {
  if (const auto ends = framework_ends()) return framework_updates(place, *ends);
  const Result<std::string> text = read_standard_input();
  if (!text) return text.error();
  return parse_pushed(*text, place.repository.id_bytes);
}

// Whose configuration holds for a push: the commit of HEAD where that is pushed, else the first
// that is.
std::optional<ObjectId> pushed_commit(const PushPlace& place,
                                      const std::vector<RefUpdate>& updates) {
  std::optional<ObjectId> first;
  for (const RefUpdate& update : updates) {
    if (update.after.empty()) continue;
    const Result<ObjectId> commit =
        find_ci_commit(place.store, place.refs, {CiCommit::Kind::kId, update.after.hex()});
    if (!commit) continue;
    if (place.refs.head == *commit) return *commit;
    if (!first) first = *commit;
  }
  return first ? first : place.refs.head;
}

bool brings_nothing(const std::vector<RefUpdate>& updates) {
  return std::all_of(updates.begin(), updates.end(),
                     [](const RefUpdate& update) { return update.after.empty(); });
}

int run_pre_push(const PushArguments& arguments, const CommonOptions& options) {
  Result<PushPlace> place = PushPlace::of_process(limits_of(options));
  if (!place) return fail_hook(place.error());
  const Result<std::vector<RefUpdate>> updates = pushed_updates(*place);
  if (!updates) return fail_hook(updates.error());
  if (brings_nothing(*updates)) return kClean;
  TreeFiles files(place->store, pushed_commit(*place, *updates));
  Result<Config> config =
      make_config(options, RootFile([&](const std::string& name) { return files.read(name); },
                                    place->repository.folders()));
  if (files.error()) return fail_hook(*files.error());
  if (!config) return fail_hook(config.error());
  for (const std::string& note : config->notes) say(options, note);
  config->lend();
  const Result<git::Config> settings = git::read_config(place->repository);
  if (!settings) return fail_hook(settings.error());
  const std::string framework = environment_variable("PRE_COMMIT_REMOTE_NAME");
  const std::string& remote = arguments.remote.empty() ? framework : arguments.remote;
  const PushScan push{*updates, push_change(*updates, tracked_by(*settings, place->refs, remote)),
                      *config->engine, config->scan};
  ChangeScan scan;
  const Result<int> code = judge_push(arguments, options, *place, push, scan);
  if (!code) return fail_hook(code.error());
  if (*code == kFindings) {
    tell_refs(options, *updates, scan);
    complain(kTakeOut);
  } else if (*code == kIncomplete) {
    tell_incomplete(arguments, scan.report);
  }
  return *code;
}

// --- pre-receive and update

// Whose policy is believed: the default branch's, which is what HEAD names on a server. That of
// the branch that is pushed could be changed by an earlier push of the same hand.
Result<std::optional<ObjectId>> trusted_commit(const PushArguments& arguments,
                                               const PushPlace& place) {
  if (arguments.policy_ref.empty()) return place.refs.head;
  Result<ObjectId> commit =
      find_ci_commit(place.store, place.refs, {CiCommit::Kind::kRevision, arguments.policy_ref});
  if (commit) return std::optional<ObjectId>(*commit);
  return Error{ErrorKind::kUsage, "--policy-ref " + commit.error().message};
}

Result<ChangeConfig> receive_config(const PushArguments& arguments, const CommonOptions& options,
                                    const PushPlace& place, const std::vector<RefUpdate>& updates) {
  const Result<std::optional<ObjectId>> trusted = trusted_commit(arguments, place);
  if (!trusted) return trusted.error();
  PolicyCommits commits;
  commits.trusted = *trusted;
  commits.head = pushed_commit(place, updates).value_or(ObjectId());
  for (const RefUpdate& update : updates) {
    if (update.before.empty() || update.after.empty()) continue;
    const Result<ObjectId> fork =
        find_ci_commit(place.store, place.refs, {CiCommit::Kind::kId, update.before.hex()});
    if (fork) commits.forks.push_back(*fork);
  }
  if (commits.forks.empty() && *trusted) commits.forks.push_back(**trusted);
  commits.folders = place.repository.folders();
  return ChangeConfig::make(options, place.store, commits, NewSuppressions::kFail);
}

std::string policy_name(const PushArguments& arguments, const PushPlace& place) {
  if (!arguments.policy_ref.empty()) return escape_for_terminal(arguments.policy_ref);
  return place.refs.head_name.empty() ? "HEAD" : escape_for_terminal(place.refs.head_name);
}

int judge_received(const PushArguments& arguments, const CommonOptions& options,
                   const PushPlace& place, const std::vector<RefUpdate>& updates,
                   std::optional<std::vector<ObjectId>> quarantined) {
  Result<ChangeConfig> config = receive_config(arguments, options, place, updates);
  if (!config) return fail_hook(config.error());
  for (const std::string& note : config->notes()) say(options, note);
  for (const std::string& warning : config->warnings()) complain(warning);
  const PushScan push{updates, push_change(updates, targets_of(place.refs), std::move(quarantined)),
                      config->engine(), config->scan(), config->new_suppressions_hold()};
  ChangeScan scan;
  const Result<int> code = judge_push(arguments, options, place, push, scan);
  if (!code) return fail_hook(code.error());
  if (*code == kFindings) {
    tell_refs(options, updates, scan);
    complain(kTakeOut);
    complain(
        "revoke it as well, for it has left your machine; a false positive has to be allowed in " +
        policy_name(arguments, place) + " first, by the line under 'To ignore'");
  } else if (*code == kIncomplete) {
    tell_incomplete(arguments, scan.report);
  }
  return *code;
}

int run_pre_receive(const PushArguments& arguments, const CommonOptions& options) {
  Result<PushPlace> place = PushPlace::of_process(limits_of(options));
  if (!place) return fail_hook(place.error());
  const Result<std::string> text = read_standard_input();
  if (!text) return fail_hook(text.error());
  const Result<std::vector<RefUpdate>> updates = parse_received(*text, place->repository.id_bytes);
  if (!updates) return fail_hook(updates.error());
  if (brings_nothing(*updates)) return kClean;
  Result<std::optional<std::vector<ObjectId>>> quarantined = place->quarantined(limits_of(options));
  if (!quarantined) return fail_hook(quarantined.error());
  return judge_received(arguments, options, *place, *updates, *std::move(quarantined));
}

// git runs it once what was pushed is in the store, before it moves the ref: the ref's own
// history beyond what any ref has is the change.
int run_update(const PushArguments& arguments, const CommonOptions& options) {
  Result<PushPlace> place = PushPlace::of_process(limits_of(options));
  if (!place) return fail_hook(place.error());
  const Result<RefUpdate> update =
      make_update(arguments.ref, arguments.before, arguments.after, place->repository.id_bytes);
  if (!update) return fail_hook(update.error());
  if (update->after.empty()) return kClean;
  return judge_received(arguments, options, *place, {*update}, std::nullopt);
}

void add_push_options(CLI::App& command, PushArguments& arguments, Session& session) {
  command.add_flag("--all-in-changed-files", arguments.all_in_changed_files,
                   "old findings in changed files, too");
  command
      .add_option("--time-limit", arguments.time_limit,
                  "seconds; a push that takes longer is refused as not scanned, unless --accept "
                  "timeout lets it pass")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  add_common_options(command, session.options);
  add_run_options(command, session.options);
}

void add_policy_option(CLI::App& command, PushArguments& arguments) {
  command
      .add_option("--policy-ref", arguments.policy_ref,
                  "whose rules and ignore files hold; default HEAD, the default branch")
      ->type_name("REV");
}

}  // namespace

void define_push_hooks(CLI::App& hook, Session& session) {
  const auto arguments = std::make_shared<PushArguments>();
  const auto define = [&](const char* name, const char* summary, auto run) {
    CLI::App* command = hook.add_subcommand(name, summary);
    add_push_options(*command, *arguments, session);
    command->callback(
        [arguments, &session, run] { session.exit_code = run(*arguments, session.options); });
    return command;
  };
  CLI::App* push =
      define("pre-push", "scan what a push brings that the remote has not", run_pre_push);
  push->add_option("REMOTE", arguments->remote, "its name, as git gives it");
  push->add_option("URL", arguments->url, "its address, as git gives it");
  CLI::App* receive = define(
      "pre-receive", "on a server: scan what a push brings, and refuse all of it", run_pre_receive);
  add_policy_option(*receive, *arguments);
  CLI::App* update = define(
      "update", "on a server: scan what one ref of a push brings, and refuse that", run_update);
  update->add_option("REF", arguments->ref, "as git gives it")->required();
  update->add_option("OLD", arguments->before, "likewise")->required();
  update->add_option("NEW", arguments->after, "likewise")->required();
  add_policy_option(*update, *arguments);
  push->footer("Example, in .git/hooks/pre-push:\n  exec sluice hook pre-push \"$@\"");
  receive->footer(
      "Examples, in hooks/pre-receive of the server:\n"
      "  exec sluice hook pre-receive\n"
      "  exec sluice hook pre-receive --time-limit 20 --policy-ref refs/heads/security");
  update->footer("Example, in hooks/update of the server:\n  exec sluice hook update \"$@\"");
}

}  // namespace sluice::cli

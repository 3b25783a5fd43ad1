#include "cli/baseline_command.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "base/file_reader.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/run_scan.h"
#include "cli/whole_scan.h"
#include "findings/baseline.h"
#include "findings/find_by_id.h"
#include "findings/fingerprint.h"
#include "findings/redact.h"
#include "report/words.h"

namespace sluice::cli {
namespace {

enum class Action { kCreate, kUpdate, kPrune, kShow };

struct BaselineArguments {
  std::optional<std::string> target;
  std::string file;               // empty: at the target's root
  std::vector<std::string> from;  // gitleaks' reports
  std::vector<std::string> only;  // fingerprints and secret:IDs
};

bool has_entry(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// What is scanned, and what the file that is looked after said before.
struct Work {
  WholeScan whole;
  std::string path;
  bool had_file = false;
  Baseline from;  // what --from names

  const Baseline& old() const { return whole.config->baseline; }
  const std::vector<Finding>& findings() const { return whole.report.findings; }
};

Result<Baseline> read_from(const std::vector<std::string>& names) {
  Baseline baseline;
  for (const std::string& name : names) {
    const Result<std::string> text = read_file(name);
    if (!text) return Error{ErrorKind::kUsage, "--from " + text.error().message};
    if (Result<void> added = baseline.add(name, *text); !added) return std::move(added).error();
  }
  return baseline;
}

Result<Work> scan_for(Action action, const BaselineArguments& arguments, CommonOptions options) {
  if (!std::all_of(arguments.only.begin(), arguments.only.end(), is_finding_id)) {
    return Error{ErrorKind::kUsage,
                 "--only: not a fingerprint and not secret:ID, as reports print"};
  }
  Result<Baseline> from = read_from(arguments.from);
  if (!from) return std::move(from).error();
  Result<ScanTarget> target = resolve_target(arguments.target, /*follow_gitdir=*/false);
  if (!target) return std::move(target).error();
  Result<std::string> path =
      arguments.file.empty() ? path_at_root(*target, Baseline::kFileName) : Result(arguments.file);
  if (!path) return std::move(path).error();
  const bool had_file = has_entry(*path);
  if (had_file && action == Action::kCreate) {
    return Error{ErrorKind::kUsage, escape_for_terminal(*path) +
                                        " is there already; `sluice baseline update` adds to it"};
  }
  if (!had_file && action != Action::kCreate) {
    return Error{ErrorKind::kUsage,
                 escape_for_terminal(*path) + " is not there; `sluice baseline create` writes one"};
  }
  if (had_file) options.baselines = {*path};
  const bool in_merge = action == Action::kUpdate || action == Action::kPrune;
  Result<WholeScan> whole = whole_scan(options, *std::move(target), in_merge);
  if (!whole) return std::move(whole).error();
  return Work{*std::move(whole), *std::move(path), had_file, *std::move(from)};
}

// Whether --only names the finding, by what was printed under any key.
bool is_chosen(const std::vector<std::string>& only, const Finding& finding, const Rule& rule,
               const std::vector<IdentityKey>& keys) {
  return only.empty() || std::any_of(only.begin(), only.end(), [&](const std::string& id) {
           return goes_by_id(finding, rule, id, keys);
         });
}

// Whether the finding is one that the new file is to hold, which the old one covers or not.
std::vector<bool> accepted(Action action, const Work& work, const std::vector<std::string>& only) {
  const std::vector<Finding>& findings = work.findings();
  const std::vector<Rule>& rules = work.whole.report.rules;
  const std::vector<const Baseline::Entry*> old = work.old().match_all(findings, rules);
  const std::vector<const Baseline::Entry*> from = work.from.match_all(findings, rules);
  const std::vector<IdentityKey> keys = known_keys(*work.whole.config);
  std::vector<bool> result(findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    const bool is_new = action != Action::kPrune && !findings[i].suppressed &&
                        (work.from.empty() || from[i] != nullptr) &&
                        is_chosen(only, findings[i], rules[findings[i].rule], keys);
    result[i] = old[i] != nullptr || is_new;
  }
  return result;
}

// The old entries that cover nothing now.
std::vector<std::string> unmatched(const Work& work) {
  const std::vector<const Baseline::Entry*> old =
      work.old().match_all(work.findings(), work.whole.report.rules);
  const std::set<const Baseline::Entry*> matched(old.begin(), old.end());
  std::set<std::string_view> alive;
  for (const Baseline::Entry* each : matched) {
    if (each != nullptr) alive.insert(each->fingerprint);
  }
  std::vector<std::string> dead;
  for (const Baseline::Entry& entry : work.old().entries()) {
    if (!entry.fingerprint.empty() && !alive.contains(entry.fingerprint)) {
      dead.push_back(entry.fingerprint);
    }
  }
  return dead;
}

struct BaselineChange {
  size_t entries = 0, added = 0, removed = 0;
};

BaselineChange change_between(const Baseline& old, const std::vector<std::string>& fingerprints) {
  std::set<std::string> before, after(fingerprints.begin(), fingerprints.end());
  for (const Baseline::Entry& entry : old.entries()) before.insert(entry.fingerprint);
  BaselineChange change{after.size()};
  for (const std::string& each : after) change.added += !before.contains(each);
  for (const std::string& each : before) change.removed += !after.contains(each);
  return change;
}

// What is wrong with writing after a scan that did not see everything; empty: nothing.
std::string not_whole(Action action, const Work& work) {
  if (work.whole.report.coverage.complete) return "";
  if (action == Action::kPrune) {
    return "the scan is incomplete, so an entry that covers nothing may cover what was not read; "
           "nothing was removed (--accept REASON takes it as it is)";
  }
  if (work.old().keys().size() > 1) {
    return "the scan is incomplete, and entries under the baseline's second key would be lost; "
           "nothing was written (--accept REASON takes it as it is)";
  }
  return "";
}

int write(Action action, const BaselineArguments& arguments, const CommonOptions& options) {
  Result<Work> work = scan_for(action, arguments, options);
  if (!work) return fail(work.error());
  if (const std::string wrong = not_whole(action, *work); !wrong.empty()) {
    complain(wrong);
    return kIncomplete;
  }
  Result<IdentityKey> key = work->old().key() ? Result(*work->old().key()) : new_identity_key();
  if (!key) return fail(key.error());
  std::vector<std::string> fingerprints;
  if (action == Action::kUpdate) fingerprints = unmatched(*work);
  const std::vector<bool> kept = accepted(action, *work, arguments.only);
  for (size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    const Finding& finding = work->findings()[i];
    fingerprints.push_back(fingerprint(*key, work->whole.report.rules[finding.rule].id,
                                       finding.secret, finding.path, finding.inner_path));
  }
  const Result<bool> changed = replace_file(work->path, baseline_text(*key, fingerprints));
  if (!changed) return fail(changed.error());
  const BaselineChange change = change_between(work->old(), fingerprints);
  if (!options.quiet) {
    std::printf("%s: %s%s\n", escape_for_terminal(work->path).c_str(),
                counted(change.entries, "entry", "entries").c_str(),
                *changed ? (", " + std::to_string(change.added) + " added, " +
                            std::to_string(change.removed) + " removed")
                               .c_str()
                         : ", unchanged");
  }
  if (work->whole.report.coverage.complete) return kClean;
  complain("the scan was incomplete: what was not read is not in the baseline");
  return kIncomplete;
}

// "FINGERPRINT  RULE  SECRET  PLACE  since DATE by NAME"
std::string entry_line(const Work& work, const Redactor& redactor, const Finding& finding,
                       size_t versions) {
  const auto safe = [&](std::string_view raw) { return escape_for_terminal(redactor.text(raw)); };
  std::string line = safe(work.whole.report.rules[finding.rule].id) + "  " +
                     escape_for_terminal(redactor.secret(finding)) + "  " +
                     place_text(finding, safe(full_path(finding)));
  if (versions > 1) line += ", " + counted(versions, "version", "versions");
  if (finding.commit) {
    line += "  since " + utc_day(finding.commit->date) + " by " + safe(finding.commit->author.name);
  }
  return line;
}

int show(const BaselineArguments& arguments, const CommonOptions& options) {
  const Result<Work> work = scan_for(Action::kShow, arguments, options);
  if (!work) return fail(work.error());
  const Redactor redactor(work->whole.report, /*show_secrets=*/false);
  std::map<std::string_view, std::vector<const Finding*>> covered;
  const std::vector<const Baseline::Entry*> matched =
      work->old().match_all(work->findings(), work->whole.report.rules);
  for (size_t i = 0; i < matched.size(); ++i) {
    if (matched[i] != nullptr) covered[matched[i]->fingerprint].push_back(&work->findings()[i]);
  }
  for (const Baseline::Entry& entry : work->old().entries()) {
    const std::vector<const Finding*>& findings = covered[entry.fingerprint];
    const std::string what = findings.empty()
                                 ? "covers nothing now"
                                 : entry_line(*work, redactor, *findings[0], findings.size());
    std::printf("%s  %s\n", entry.fingerprint.c_str(), what.c_str());
  }
  return work->whole.report.coverage.complete ? kClean : kIncomplete;
}

using Arguments = std::shared_ptr<BaselineArguments>;

CLI::App* add_action(CLI::App& command, const char* name, const char* summary,
                     const Arguments& arguments, Session& session) {
  CLI::App* action = command.add_subcommand(name, summary);
  action->add_option("TARGET", arguments->target,
                     "repository or folder; default the repository around this folder");
  action
      ->add_option("--file", arguments->file,
                   "the baseline; default .sluice-baseline at the target's root")
      ->type_name("FILE");
  action->add_flag("-q,--quiet", session.options.quiet, "say nothing but errors");
  add_scan_options(*action, session.options);
  return action;
}

void add_choice(CLI::App& action, const Arguments& arguments) {
  action
      .add_option("--from", arguments->from,
                  "only what this baseline covers: a JSON report of gitleaks; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  action
      .add_option("--only", arguments->only,
                  "only these: a fingerprint or secret:ID, as a report prints them")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ID,...");
}

}  // namespace

void define_baseline(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<BaselineArguments>();
  command.require_subcommand(1);
  const auto on = [&](Action action, const char* name, const char* summary, const char* example) {
    CLI::App* sub = add_action(command, name, summary, arguments, session);
    sub->footer(std::string("Example:\n  ") + example);
    if (action == Action::kCreate || action == Action::kUpdate) add_choice(*sub, arguments);
    sub->callback([action, arguments, &session] {
      session.exit_code = action == Action::kShow ? show(*arguments, session.options)
                                                  : write(action, *arguments, session.options);
    });
  };
  on(Action::kCreate, "create", "write .sluice-baseline: what a scan finds now",
     "sluice baseline create --from gitleaks.json");
  on(Action::kUpdate, "update", "add what is new; the entries that are there stay",
     "sluice baseline update --only FINGERPRINT");
  on(Action::kPrune, "prune", "remove entries that cover nothing any more",
     "sluice baseline prune");
  on(Action::kShow, "show", "each entry and what it covers", "sluice baseline show ~/src/app");
  command.footer(
      "Exit codes: 0 done, 2 usage, 3 something could not be read.\n\n"
      "Examples:\n"
      "  sluice baseline create                     old debt is counted from now on, not reported\n"
      "  sluice baseline create --from gitleaks.json\n"
      "  sluice baseline update --only FINGERPRINT\n"
      "  sluice baseline prune");
}

}  // namespace sluice::cli

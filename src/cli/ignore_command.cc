#include "cli/ignore_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
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
#include "findings/find_by_id.h"
#include "findings/ignore_edit.h"
#include "findings/path_glob.h"
#include "report/words.h"

namespace sluice::cli {
namespace {

constexpr const char* kIgnoreFile = ".sluiceignore";
// Shorter ones are words that a reason may well hold.
constexpr size_t kMinTellingSecret = 8;

struct IgnoreArguments {
  std::vector<std::string> ids;
  std::optional<std::string> target;
  std::string path, reason, expires, file;
  bool everywhere = false, check = false, prune = false;
};

// An argument stays in the shell's history and shows in the list of processes. What was typed is
// not repeated: it may be a secret.
std::string wrong_id(const std::vector<std::string>& ids) {
  if (std::all_of(ids.begin(), ids.end(), is_finding_id)) return "";
  return "not a fingerprint (32 hex digits) and not secret:ID, as reports print them; never give a "
         "secret itself: an argument stays in the shell's history";
}

std::string wrong_together(const IgnoreArguments& arguments) {
  if (arguments.check || arguments.prune) {
    const bool more = !arguments.ids.empty() || !arguments.path.empty() || arguments.everywhere;
    return more ? "--check and --prune look at the entries that are there: no others go with them"
                : "";
  }
  if (arguments.ids.empty() && arguments.path.empty()) {
    return "name a fingerprint or secret:ID, as reports print them, or --path GLOB";
  }
  if (arguments.everywhere && !arguments.path.empty()) {
    return "--everywhere and --path exclude each other";
  }
  if (arguments.everywhere && arguments.ids.empty()) return "--everywhere: of which fingerprint?";
  if (arguments.reason.empty()) return "--reason is missing: why may this stay?";
  return wrong_id(arguments.ids);
}

// Every finding, those that are arguable among them: a person may have seen them in a report.
Result<WholeScan> scan_all(const IgnoreArguments& arguments, CommonOptions options) {
  options.min_confidence = "low";
  options.min_severity = "info";
  Result<ScanTarget> target = resolve_target(arguments.target, /*follow_gitdir=*/false);
  if (!target) return std::move(target).error();
  return whole_scan(options, *std::move(target), /*in_merge=*/false, [](Config& config) {
    config.scan.tell_stale = true;
    return Result<void>();
  });
}

Result<std::string> file_of(const IgnoreArguments& arguments, const ScanTarget& target) {
  if (!arguments.file.empty()) return arguments.file;
  return path_at_root(target, kIgnoreFile);
}

// The entries that cover what `id` names, in the scope that was asked for.
class Entries {
 public:
  Entries(const IgnoreArguments& arguments, const WholeScan& whole)
      : arguments_(arguments),
        findings_(whole.report.findings),
        rules_(whole.report.rules),
        keys_(known_keys(*whole.config)) {}

  // kUsage: nothing goes by that id.
  Result<std::set<std::string>> of(const std::string& id) const {
    const auto named =
        std::find_if(findings_.begin(), findings_.end(), [&](const Finding& finding) {
          return goes_by_id(finding, rules_[finding.rule], id, keys_);
        });
    if (named == findings_.end()) return not_found(id);
    if (!arguments_.path.empty()) return places_of_secret(*named);
    const bool is_secret = id.starts_with("secret:") || arguments_.everywhere;
    return std::set<std::string>{is_secret ? "secret:" + secret_id(key(), named->secret)
                                           : id_of(*named)};
  }

 private:
  // Under which entries are kept: the baseline's, or the program's.
  const IdentityKey& key() const { return keys_.front(); }

  std::string id_of(const Finding& finding) const {
    return fingerprint(key(), rules_[finding.rule].id, finding.secret, finding.path,
                       finding.inner_path);
  }

  Error not_found(const std::string& id) const {
    const bool is_secret =
        std::any_of(findings_.begin(), findings_.end(),
                    [&](const Finding& finding) { return finding.secret == id; });
    if (is_secret) {
      return {ErrorKind::kUsage,
              "that is a secret itself, not its fingerprint; it now stands in the shell's history"};
    }
    return {ErrorKind::kUsage, id +
                                   ": nothing that is found goes by it; see the line \"To ignore\" "
                                   "of `sluice scan`"};
  }

  Result<std::set<std::string>> places_of_secret(const Finding& named) const {
    const Result<PathGlob> glob = PathGlob::compile(arguments_.path);
    if (!glob) return Error{ErrorKind::kUsage, "--path: " + glob.error().message};
    std::set<std::string> entries;
    for (const Finding& finding : findings_) {
      if (finding.secret == named.secret && glob->matches(full_path(finding))) {
        entries.insert(id_of(finding));
      }
    }
    if (!entries.empty()) return entries;
    return Error{ErrorKind::kUsage, "--path: that secret lies in no such file"};
  }

  const IgnoreArguments& arguments_;
  const std::vector<Finding>& findings_;
  const std::vector<Rule>& rules_;
  const std::vector<IdentityKey> keys_;
};

Result<std::set<std::string>> wanted_entries(const IgnoreArguments& arguments,
                                             const WholeScan& whole) {
  if (arguments.ids.empty()) return std::set<std::string>{"path:" + arguments.path};
  std::set<std::string> all;
  for (const std::string& id : arguments.ids) {
    Result<std::set<std::string>> entries = Entries(arguments, whole).of(id);
    if (!entries) return std::move(entries).error();
    all.merge(*entries);
  }
  return all;
}

// What is wrong with the reason and the day; empty: nothing.
std::string wrong_comment(const IgnoreArguments& arguments, const WholeScan& whole) {
  for (const Finding& finding : whole.report.findings) {
    const bool tells = finding.secret.size() >= kMinTellingSecret &&
                       arguments.reason.find(finding.secret) != std::string::npos;
    if (tells) return "--reason holds one of the secrets";
  }
  if (arguments.expires.empty()) return "";
  if (utc_day(whole.report.now) > arguments.expires) {
    return "--expires: that day has passed";
  }
  return "";
}

int add(const IgnoreArguments& arguments, const CommonOptions& options) {
  const Result<WholeScan> whole = scan_all(arguments, options);
  if (!whole) return fail(whole.error());
  const Result<std::string> path = file_of(arguments, whole->target);
  if (!path) return fail(path.error());
  if (const std::string wrong = wrong_comment(arguments, *whole); !wrong.empty()) {
    complain(wrong);
    return kUsage;
  }
  const Result<std::set<std::string>> entries = wanted_entries(arguments, *whole);
  if (!entries) return fail(entries.error());
  const Result<std::string> old = read_file(*path);
  if (!old && old.error().kind != ErrorKind::kNotFound) return fail(old.error());
  std::string text = old ? *old : "";
  std::string told;
  for (const std::string& entry : *entries) {
    const Result<std::string> line = ignore_line({entry, arguments.expires, arguments.reason});
    if (!line) return fail(line.error());
    text = with_ignore_line(text, *line);
    told += escape_for_terminal(*path) + ": " + escape_for_terminal(*line) + "\n";
  }
  const Result<bool> changed = replace_file(*path, text);
  if (!changed) return fail(changed.error());
  if (!options.quiet) std::fputs(told.c_str(), stdout);
  return kClean;
}

void tell(const StaleEntry& entry) {
  const std::string reason = escape_for_terminal(entry.reason);
  std::string what =
      entry.by == "baseline" ? counted(entry.entries, "entry covers", "entries cover") + " nothing"
      : !entry.expired       ? std::string("covers nothing")
      : entry.findings == 0  ? std::string("expired, covers nothing")
                             : "expired, covered " + counted(entry.findings, "finding", "findings");
  std::printf("%s: %s%s\n", entry.where.c_str(), what.c_str(),
              reason.empty() ? "" : (" (" + reason + ")").c_str());
}

int remove_stale(const IgnoreArguments& arguments, const WholeScan& whole) {
  const Result<std::string> path = file_of(arguments, whole.target);
  if (!path) return fail(path.error());
  std::set<uint64_t> lines;
  for (const StaleEntry& entry : whole.report.stale) {
    const size_t colon = entry.where.rfind(':');
    if (entry.where.substr(0, colon) != kIgnoreFile) continue;
    lines.insert(std::stoull(entry.where.substr(colon + 1)));
    tell(entry);
  }
  if (lines.empty()) return kClean;
  const Result<std::string> old = read_file(*path);
  if (!old) return fail(old.error());
  const Result<bool> changed = replace_file(*path, without_lines(*old, lines));
  return changed ? kClean : fail(changed.error());
}

int check(const IgnoreArguments& arguments, const CommonOptions& options) {
  const Result<WholeScan> whole = scan_all(arguments, options);
  if (!whole) return fail(whole.error());
  if (!whole->report.coverage.complete) {
    complain(
        "the scan is incomplete: an entry that covers nothing may cover what was not read "
        "(--accept REASON takes it as it is)");
    return kIncomplete;
  }
  if (arguments.prune) return remove_stale(arguments, *whole);
  for (const StaleEntry& entry : whole->report.stale) tell(entry);
  return whole->report.stale.empty() ? kClean : kFindings;
}

int run(const IgnoreArguments& arguments, const CommonOptions& options) {
  if (const std::string wrong = wrong_together(arguments); !wrong.empty()) {
    complain(wrong);
    return kUsage;
  }
  return arguments.check || arguments.prune ? check(arguments, options) : add(arguments, options);
}

}  // namespace

void define_ignore(CLI::App& command, Session& session) {
  const auto arguments = std::make_shared<IgnoreArguments>();
  command.add_option("ID", arguments->ids, "a fingerprint or secret:ID, as reports print them");
  command.add_flag("--everywhere", arguments->everywhere, "that secret, wherever it lies");
  command
      .add_option("--path", arguments->path,
                  "that secret in these files; without ID whatever lies in them")
      ->type_name("GLOB");
  command.add_option("--reason", arguments->reason, "why it may stay")->type_name("TEXT");
  command.add_option("--expires", arguments->expires, "the last day that it may")
      ->type_name("YYYY-MM-DD");
  command.add_flag("--check", arguments->check,
                   "list entries that cover nothing or have expired; exit code 1 if there are any");
  command.add_flag("--prune", arguments->prune, "remove these from .sluiceignore");
  command
      .add_option("--target", arguments->target,
                  "repository or folder; default the repository around this folder")
      ->type_name("PATH");
  command
      .add_option("--file", arguments->file,
                  "the ignore file to write; default .sluiceignore at the target's root")
      ->excludes("--check")
      ->excludes("--prune")
      ->type_name("FILE");
  command.add_flag("-q,--quiet", session.options.quiet, "say nothing but errors");
  add_scan_options(command, session.options);
  command.footer(
      "Exit codes: 0 done, 1 --check found some, 2 usage, 3 something could not be read.\n\n"
      "Examples:\n"
      "  sluice ignore FINGERPRINT --reason 'a public test key'\n"
      "  sluice ignore secret:ID --reason 'rotation planned' --expires 2027-03-31\n"
      "  sluice ignore --path 'tests/fixtures/**' --reason 'keys made for the tests'\n"
      "  sluice ignore --check");
  command.callback([arguments, &session] { session.exit_code = run(*arguments, session.options); });
}

}  // namespace sluice::cli

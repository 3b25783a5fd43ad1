// sluice's command line: what is typed, dispatched.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/explain_command.h"
#include "cli/hook_command.h"
#include "cli/options.h"
#include "cli/rules_command.h"
#include "cli/scan_command.h"

namespace sluice::cli {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 complete and clean, 1 findings, 2 usage, 3 incomplete.\n\n"
    "Examples:\n"
    "  sluice scan                     this repository: history, refs, index, working tree\n"
    "  sluice scan ~/src/app -f sarif -o sluice.sarif\n"
    "  sluice scan --no-history .      the working tree alone\n"
    "  kubectl logs app | sluice stdin\n"
    "  sluice hook install             scan what is staged before each commit\n"
    "  sluice rules list";

void add_scan(CLI::App& app, CommonOptions& common, ScanArguments& arguments, int& code) {
  CLI::App* command = app.add_subcommand(
      "scan", "a repository's whole history and working tree, a folder or a file");
  command->add_option("TARGET", arguments.target,
                      "repository, folder or file; default the repository around this folder");
  command->add_flag("--no-history", arguments.no_history, "only the working tree");
  command->add_flag("--no-worktree", arguments.no_worktree, "only history");
  command
      ->add_option("--refs", arguments.refs, "only what these refs' histories hold: main,release/*")
      ->delimiter(',')
      ->allow_extra_args(false)  // or it would take the target, too
      ->type_name("GLOB,...");
  command
      ->add_option("--range", arguments.ranges,
                   "only what the commits of A..B bring (A...B, '^A B', A^!)")
      ->allow_extra_args(false)
      ->type_name("RANGE");
  command
      ->add_option("--since", arguments.since,
                   "only what commits from then on bring: 2024-03-01, '2 weeks ago', 90d")
      ->type_name("WHEN");
  CLI::Option* const worktree =
      command->add_flag("--worktree", arguments.worktree,
                        "the index and working tree, too, beside a part of history");
  worktree->excludes("--no-worktree");
  command->add_flag("--ignored", arguments.ignored, "untracked files that .gitignore names, too");
  command->add_flag("--full-scan", arguments.full_scan,
                    "scan every byte of every version, also where only deltas are new (slow)");
  command->add_flag("--cache", arguments.cache,
                    "remember what is clean, so that the next such scan reads what is new");
  command
      ->add_option("--cache-dir", arguments.cache_dir,
                   "--cache, in DIR; default $XDG_CACHE_HOME/sluice or ~/.cache/sluice")
      ->type_name("DIR");
  command->add_flag("--follow-gitdir", arguments.follow_gitdir,
                    "open a .git file that points outside the target");
  command->add_flag("--follow-alternates", arguments.follow_alternates,
                    "read objects that are borrowed from outside the target");
  add_common_options(*command, common);
  add_run_options(*command, common);
  command->callback([&] { code = run_scan(arguments, common); });
}

void add_stdin(CLI::App& app, CommonOptions& common, int& code) {
  CLI::App* command = app.add_subcommand("stdin", "logs and pipes");
  add_common_options(*command, common);
  add_run_options(*command, common);
  command->callback([&] { code = run_stdin(common); });
}

struct HookArguments {
  PreCommitArguments pre_commit;
  bool chain = false;
};

void add_hook(CLI::App& app, CommonOptions& common, HookArguments& arguments, int& code) {
  CLI::App* hook = app.add_subcommand("hook", "what git runs before a commit");
  hook->require_subcommand(1);
  CLI::App* pre_commit = hook->add_subcommand(
      "pre-commit", "scan what is staged; only what HEAD does not hold is reported");
  pre_commit->add_flag("--all-in-changed-files", arguments.pre_commit.all_in_changed_files,
                       "old findings in changed files, too");
  add_common_options(*pre_commit, common);
  CLI::App* install = hook->add_subcommand("install", "put the hook in place");
  install->add_flag("--chain", arguments.chain, "keep the hook that is there and run it first");
  CLI::App* uninstall = hook->add_subcommand("uninstall", "take it out again");
  CLI::App* status = hook->add_subcommand("status", "tell whether it is in place");
  pre_commit->callback([&] { code = run_pre_commit(arguments.pre_commit, common); });
  install->callback([&] { code = run_hook_install(arguments.chain); });
  uninstall->callback([&] { code = run_hook_uninstall(); });
  status->callback([&] { code = run_hook_status(); });
}

struct ExplainArguments {
  std::string place, line;
};

void add_explain(CLI::App& app, CommonOptions& common, ExplainArguments& arguments, int& code) {
  CLI::App* command = app.add_subcommand(
      "explain", "which rules came near a line, what they read and what dropped them");
  command->add_option("FILE:LINE", arguments.place, "the line; for standard input: - LINE")
      ->required();
  command->add_option("LINE", arguments.line, "the line, where it is not in the first word");
  command->add_option("-f,--format", common.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--config", common.config, "rules and allowlists to add")->type_name("FILE");
  command->add_flag("--no-repo-config", common.no_repo_config, "built-in rules only");
  command->add_flag("--show-secrets", common.show_secrets, "print values in full");
  command->add_option("--min-confidence", common.min_confidence, "as scan takes it")
      ->check(CLI::IsMember({"high", "medium", "low"}))
      ->capture_default_str();
  command->callback([&] { code = run_explain(arguments.place, arguments.line, common); });
}

struct RuleArguments {
  std::string id;
  std::vector<std::string> files;
};

void add_rules(CLI::App& app, CommonOptions& common, RuleArguments& arguments, int& code) {
  CLI::App* rules = app.add_subcommand("rules", "what is looked for");
  rules->require_subcommand(1);
  CLI::App* list = rules->add_subcommand("list", "one line a rule");
  CLI::App* show = rules->add_subcommand("show", "everything about one rule");
  for (CLI::App* command : {list, show}) {
    command->add_option("--config", common.config, "rules to add")->type_name("FILE");
    command->add_flag("--no-repo-config", common.no_repo_config, "built-in rules only");
  }
  show->add_option("ID", arguments.id)->required();
  CLI::App* test =
      rules->add_subcommand("test", "run every example of the built-in rules, or of FILES");
  CLI::App* lint = rules->add_subcommand("lint", "what would slow the engine or surprise a reader");
  for (CLI::App* command : {test, lint}) command->add_option("FILES", arguments.files);
  list->callback([&] { code = list_rules(common); });
  show->callback([&] { code = show_rule(common, arguments.id); });
  test->callback([&] { code = test_rules(arguments.files); });
  lint->callback([&] { code = lint_rules(arguments.files); });
}

int run(int argc, char** argv) {
  CLI::App app("sluice finds leaked secrets in repositories and says who, when and where.",
               "sluice");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("sluice ") + SLUICE_VERSION);
  app.get_formatter()->column_width(34);
  CommonOptions common;
  ScanArguments scan_arguments;
  HookArguments hook_arguments;
  RuleArguments rule_arguments;
  ExplainArguments explained;
  int code = kClean;
  add_scan(app, common, scan_arguments, code);
  add_stdin(app, common, code);
  add_hook(app, common, hook_arguments, code);
  add_rules(app, common, rule_arguments, code);
  add_explain(app, common, explained, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    complain(std::string(error.what()) + "; see `sluice --help`");
    return kUsage;
  }
  return code;
}

}  // namespace
}  // namespace sluice::cli

int main(int argc, char** argv) { return sluice::cli::run(argc, argv); }

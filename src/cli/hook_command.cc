#include "cli/hook_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <climits>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/push_hooks.h"
#include "pipeline/hook_install.h"
#include "pipeline/pre_commit.h"

namespace sluice::cli {
namespace {

struct PreCommitArguments {
  bool all_in_changed_files = false;
};

int fail(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kNotFound ? kUsage
                                                                               : kIncomplete;
}

// Files at the root, as they are staged. The first that is staged and cannot be
// read goes to `error`: without it the scan would not be the one that was asked for.
RootFile staged_files(const StagedIndex& staged, std::optional<Error>& error) {
  const auto read = [&](const std::string& name) -> std::optional<std::string> {
    Result<std::optional<std::string>> text = staged.file(name);
    if (text) return *std::move(text);
    if (!error) error = Error{text.error().kind, name + " is staged: " + text.error().message};
    return std::nullopt;
  };
  return {read, staged.repository().folders()};
}

HookInstallOptions install_options() {
  HookInstallOptions options;
  std::array<char, PATH_MAX> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size > 0) options.program.assign(path.data(), static_cast<size_t>(size));
  options.user_configs = user_git_configs();
  return options;
}

int tell(const Result<std::string>& result) {
  if (!result) return fail(result.error());
  std::printf("%s\n", result->c_str());
  return std::fflush(stdout) == 0 ? kClean : kUsage;
}

int run_pre_commit(const PreCommitArguments& arguments, const CommonOptions& options) {
  git::Limits limits;
  limits.max_object_bytes = options.max_object_mb << 20;
  Result<StagedIndex> staged = StagedIndex::open(GitEnvironment::of_process(), limits);
  if (!staged) return fail(staged.error());
  std::optional<Error> unread;
  Result<Config> config = make_config(options, staged_files(*staged, unread));
  if (unread) return fail(*unread);
  if (!config) return fail(config.error());
  for (const std::string& note : config->notes) {
    if (!options.quiet) complain(note);
  }
  PreCommitOptions scan;
  config->lend();
  scan.scan = config->scan;
  scan.all_in_changed_files = arguments.all_in_changed_files;
  const Report report = scan_staged(*staged, *config->engine, scan);
  constexpr bool kExamined = true;  // nothing to look at is nothing to find
  return deliver(report, options, kExamined);
}

int run_hook_install(bool chain) {
  HookInstallOptions options = install_options();
  options.chain = chain;
  return tell(install_hook(options));
}

int run_hook_uninstall() { return tell(uninstall_hook(install_options())); }

int run_hook_status() { return tell(hook_status(install_options())); }

}  // namespace

void define_hook(CLI::App& command, Session& session) {
  struct Arguments {
    PreCommitArguments pre_commit;
    bool chain = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  command.require_subcommand(1);
  CLI::App* pre_commit = command.add_subcommand(
      "pre-commit", "scan what is staged; only what HEAD does not hold is reported");
  pre_commit->add_flag("--all-in-changed-files", arguments->pre_commit.all_in_changed_files,
                       "old findings in changed files, too");
  add_common_options(*pre_commit, session.options);
  define_push_hooks(command, session);
  CLI::App* install = command.add_subcommand("install", "put the hook in place");
  install->add_flag("--chain", arguments->chain, "keep the hook that is there and run it first");
  CLI::App* uninstall = command.add_subcommand("uninstall", "take it out again");
  CLI::App* status = command.add_subcommand("status", "tell whether it is in place");
  pre_commit->footer("Example:\n  sluice hook pre-commit      what the next commit would add");
  install->footer(
      "Examples:\n"
      "  sluice hook install\n"
      "  sluice hook install --chain   beside a hook that is there");
  uninstall->footer("Example:\n  sluice hook uninstall");
  status->footer("Example:\n  sluice hook status");
  pre_commit->callback([arguments, &session] {
    session.exit_code = run_pre_commit(arguments->pre_commit, session.options);
  });
  install->callback(
      [arguments, &session] { session.exit_code = run_hook_install(arguments->chain); });
  uninstall->callback([&session] { session.exit_code = run_hook_uninstall(); });
  status->callback([&session] { session.exit_code = run_hook_status(); });
}

}  // namespace sluice::cli

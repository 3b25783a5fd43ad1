#include "cli/hook_command.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "cli/config.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "pipeline/hook_install.h"
#include "pipeline/pre_commit.h"

namespace sluice::cli {
namespace {

int fail(const Error& error) {
  complain(error.message);
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kNotFound ? kUsage
                                                                               : kIncomplete;
}

// Files at the root, as they are staged. The first that is staged and cannot be
// read goes to `error`: without it the scan would not be the one that was asked for.
RootFile staged_files(const StagedIndex& staged, std::optional<Error>& error) {
  return [&](const std::string& name) -> std::optional<std::string> {
    Result<std::optional<std::string>> text = staged.file(name);
    if (text) return *std::move(text);
    if (!error) error = Error{text.error().kind, name + " is staged: " + text.error().message};
    return std::nullopt;
  };
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

}  // namespace

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
  scan.scan = config->scan;
  scan.scan.ignores = &config->ignores;
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

}  // namespace sluice::cli

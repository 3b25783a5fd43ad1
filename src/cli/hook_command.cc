#include "cli/hook_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commit_hooks.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/hook_answer.h"
#include "cli/push_hooks.h"
#include "pipeline/git_settings.h"
#include "pipeline/hook_install.h"
#include "pipeline/hook_place.h"

namespace sluice::cli {
namespace {

HookInstallOptions install_options() {
  HookInstallOptions options;
  std::array<char, PATH_MAX> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size > 0) options.program.assign(path.data(), static_cast<size_t>(size));
  options.user_configs = user_git_configs();
  return options;
}

int tell(const Result<std::string>& result) {
  if (!result) return fail_hook(result.error());
  std::printf("%s\n", result->c_str());
  return std::fflush(stdout) == 0 ? kClean : kUsage;
}

using HookWork = Result<std::string> (*)(const HookInstallOptions&);

// Does `work` for each hook; the worst exit code.
int for_each_hook(const std::vector<std::string>& hooks, HookInstallOptions options,
                  HookWork work) {
  int code = kClean;
  for (const std::string& hook : hooks) {
    options.hook = hook;
    code = std::max(code, tell(work(options)));
  }
  return code;
}

// Those that were named; else what is there, and at least the default.
std::vector<std::string> present_hooks(const std::vector<std::string>& named,
                                       HookInstallOptions options) {
  if (!named.empty()) return named;
  std::vector<std::string> present;
  for (const HookKind& kind : hook_kinds()) {
    options.hook = std::string(kind.name);
    if (is_hook_installed(options)) present.push_back(options.hook);
  }
  if (present.empty()) present.emplace_back();
  return present;
}

int run_hook_install(std::vector<std::string> hooks, bool chain) {
  HookInstallOptions options = install_options();
  options.chain = chain;
  if (hooks.empty()) hooks.emplace_back();
  return for_each_hook(hooks, std::move(options), install_hook);
}

int run_on_present(const std::vector<std::string>& hooks, HookWork work) {
  const HookInstallOptions options = install_options();
  return for_each_hook(present_hooks(hooks, options), options, work);
}

}  // namespace

void define_hook(CLI::App& command, Session& session) {
  struct Arguments {
    std::vector<std::string> hooks;
    bool chain = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  command.require_subcommand(1);
  define_commit_hooks(command, session);
  define_push_hooks(command, session);
  const auto define = [&](const char* name, const char* summary, auto run) {
    CLI::App* added = command.add_subcommand(name, summary);
    added
        ->add_option("--hook", arguments->hooks,
                     "pre-commit, commit-msg, pre-push, pre-receive or update; may be repeated")
        ->delimiter(',')
        ->type_name("NAME");
    added->callback([arguments, &session, run] { session.exit_code = run(*arguments); });
    return added;
  };
  CLI::App* install =
      define("install", "put hooks in place; default pre-commit, in a bare repository pre-receive",
             [](const Arguments& typed) { return run_hook_install(typed.hooks, typed.chain); });
  install->add_flag("--chain", arguments->chain, "keep the hook that is there and run it first");
  install->footer(
      "Examples:\n"
      "  sluice hook install\n"
      "  sluice hook install --chain   beside a hook that is there\n"
      "  sluice hook install --hook commit-msg --hook pre-push");
  define("uninstall", "take them out again; default all that sluice put there",
         [](const Arguments& typed) { return run_on_present(typed.hooks, uninstall_hook); })
      ->footer("Example:\n  sluice hook uninstall");
  define("status", "tell which are in place", [](const Arguments& typed) {
    return run_on_present(typed.hooks, hook_status);
  })->footer("Example:\n  sluice hook status");
}

}  // namespace sluice::cli

// sluice's command line: what is typed, dispatched.
#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "base/keep_private.h"
#include "cli/ci_command.h"
#include "cli/command.h"
#include "cli/convert_command.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/explain_command.h"
#include "cli/gitleaks_command.h"
#include "cli/hook_command.h"
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

constexpr Command kCommands[] = {
    {"scan", "a repository's whole history and working tree, a folder or a file", define_scan},
    {"stdin", "logs and pipes", define_stdin},
    {"ci", "what a push or a pull request adds", define_ci},
    {"hook", "what git runs before a commit and around a push", define_hook},
    {"rules", "what is looked for", define_rules},
    {"explain", "which rules came near a line, what they read and what dropped them",
     define_explain},
    {"convert", "a JSON report in another format", define_convert},
    {"merge", "several JSON reports as one", define_merge},
    {"gitleaks", "gitleaks' own commands and flags: see docs/gitleaks.md",
     [](CLI::App&, Session&) {}},
};

int run(int argc, char** argv) {
  CLI::App app("sluice finds leaked secrets in repositories and says who, when and where.",
               "sluice");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("sluice ") + SLUICE_VERSION);
  app.get_formatter()->column_width(34);
  Session session;
  const std::string_view typed = argc > 1 ? argv[1] : "";
  for (const Command& each : kCommands) {
    CLI::App* command = app.add_subcommand(each.name, each.summary);
    if (typed == each.name) each.define(*command, session);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    complain(std::string(error.what()) + "; see `sluice --help`");
    return kUsage;
  }
  return session.exit_code;
}

}  // namespace
}  // namespace sluice::cli

int main(int argc, char** argv) {
  sluice::keep_memory_private();
  const std::string_view program = argc > 0 ? argv[0] : "";
  const bool is_gitleaks = program.substr(program.rfind('/') + 1) == "gitleaks";
  if (is_gitleaks || (argc > 1 && std::string_view(argv[1]) == "gitleaks")) {
    return sluice::cli::run_gitleaks({argv + (is_gitleaks ? 1 : 2), argv + argc});
  }
  return sluice::cli::run(argc, argv);
}

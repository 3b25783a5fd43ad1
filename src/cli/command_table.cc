#include "cli/command_table.h"

#include <CLI/CLI.hpp>

#include "cli/baseline_command.h"
#include "cli/ci_command.h"
#include "cli/config_command.h"
#include "cli/convert_command.h"
#include "cli/explain_command.h"
#include "cli/find_command.h"
#include "cli/help.h"
#include "cli/hook_command.h"
#include "cli/ignore_command.h"
#include "cli/manual_command.h"
#include "cli/report_command.h"
#include "cli/rules_command.h"
#include "cli/scan_command.h"
#include "cli/version_command.h"

namespace sluice::cli {
namespace {

constexpr bool kNeedsAll = true;

// main.cc runs it (gitleaks_command.h): its flags are gitleaks' own.
void define_gitleaks(CLI::App& command, Session&) {
  command.footer(
      "Examples:\n"
      "  sluice gitleaks git --report-path gitleaks.json .\n"
      "  ln -s sluice gitleaks    under that name the program is gitleaks");
}

constexpr Command kCommands[] = {
    {"scan", "a repository's whole history and working tree, a folder or a file", define_scan},
    {"stdin", "logs and pipes", define_stdin},
    {"ci", "what a push or a pull request adds", define_ci},
    {"hook", "what git runs before a commit and around a push", define_hook},
    {"rules", "what is looked for", define_rules},
    {"explain", "which rules came near a line, what they read and what dropped them",
     define_explain},
    {"ignore", "accept a finding, with a reason; find entries that are dead", define_ignore},
    {"baseline", "what was there before, counted and not reported", define_baseline},
    {"find", "every place where known secrets live or ever lived", define_find},
    {"report", "figures for a policy; what to give git filter-repo", define_report},
    {"init", "a commented .sluice.toml to start from", define_init},
    {"config", "whether a configuration does what was meant", define_config},
    {"convert", "a JSON report in another format", define_convert},
    {"merge", "several JSON reports as one", define_merge},
    {"gitleaks", "gitleaks' own commands and flags: see docs/gitleaks.md", define_gitleaks},
    {"completion", "what lets a shell complete commands and flags", define_completion, kNeedsAll},
    {"man", "the manual page", define_man, kNeedsAll},
    {"version", "which sluice this is, and the libraries in it", define_version},
};

const Command* command_named(std::string_view name) {
  for (const Command& each : kCommands) {
    if (name == each.name) return &each;
  }
  return nullptr;
}

}  // namespace

std::span<const Command> command_table() { return kCommands; }

void define_commands(CLI::App& app, Session& session, std::string_view typed) {
  app.get_formatter()->column_width(34);
  app.formatter(std::make_shared<HelpFormatter>());
  const Command* const chosen = command_named(typed);
  const bool all = typed.empty() || (chosen != nullptr && chosen->needs_all);
  for (const Command& each : kCommands) {
    // Start-up counts: what is not asked for is not made.
    if (chosen != nullptr && !all && &each != chosen) continue;
    CLI::App* command = app.add_subcommand(each.name, each.summary);
    if (all || &each == chosen) each.define(*command, session);
  }
}

}  // namespace sluice::cli

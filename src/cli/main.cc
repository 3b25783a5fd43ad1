// sluice's command line: what is typed, dispatched.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/keep_private.h"
#include "cli/command_table.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/gitleaks_command.h"
#include "cli/usage_error.h"

namespace sluice::cli {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 complete and clean, 1 findings, 2 usage, 3 incomplete.\n\n"
    "Examples:\n"
    "  sluice scan                     this repository: history, refs, index, working tree\n"
    "  sluice scan ~/src/app -o report.html\n"
    "  sluice scan --no-history .      the working tree alone\n"
    "  kubectl logs app | sluice stdin\n"
    "  sluice hook install             scan what is staged before each commit\n"
    "  sluice ci                       what this push or pull request adds\n"
    "  sluice rules list\n\n"
    "`sluice COMMAND --help` has more of each.";

// `sluice help scan` is `sluice scan --help`.
std::vector<std::string> typed_words(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty() || words.front() != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

int run(std::vector<std::string> words) {
  CLI::App app("sluice finds leaked secrets in repositories and says who, when and where.",
               "sluice");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("sluice ") + SLUICE_VERSION);
  Session session;
  // A flag before the command is of sluice itself: no command's are needed.
  define_commands(app, session, words.empty() ? "-" : words.front());
  app.footer(kFooter);  // after the commands, which would take it for theirs
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    complain(usage_error(app, error));
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
  return sluice::cli::run(sluice::cli::typed_words(argc, argv));
}

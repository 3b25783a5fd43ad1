#include "cli/manual_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/choice.h"
#include "cli/completion.h"
#include "cli/deliver.h"
#include "cli/exit_code.h"
#include "cli/flag_table.h"
#include "cli/man_page.h"

namespace sluice::cli {
namespace {

int print_manual(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  if (std::fflush(stdout) == 0) return kClean;
  complain("standard output could not be written");
  return kUsage;
}

std::string completion_for(const std::string& shell, const CommandEntry& root) {
  if (shell == "bash") return bash_completion(root);
  return shell == "zsh" ? zsh_completion(root) : fish_completion(root);
}

}  // namespace

void define_completion(CLI::App& command, Session& session) {
  const auto shell = std::make_shared<std::string>();
  command.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(one_of({"bash", "zsh", "fish"}));
  command.footer(
      "Examples:\n"
      "  source <(sluice completion bash)          this session; in ~/.bashrc, every one\n"
      "  sluice completion zsh > ~/.zfunc/_sluice  a folder of $fpath\n"
      "  sluice completion fish > ~/.config/fish/completions/sluice.fish");
  command.callback([shell, &command, &session] {
    session.exit_code = print_manual(completion_for(*shell, read_commands(*command.get_parent())));
  });
}

void define_man(CLI::App& command, Session& session) {
  command.footer(
      "Examples:\n"
      "  sluice man | man -l -\n"
      "  sluice man > ~/.local/share/man/man1/sluice.1");
  command.callback([&command, &session] {
    session.exit_code =
        print_manual(man_page(read_commands(*command.get_parent()), "sluice " SLUICE_VERSION));
  });
}

}  // namespace sluice::cli

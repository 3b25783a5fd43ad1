#include "cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "base/escape.h"
#include "base/nearest.h"
#include "cli/flag_table.h"

namespace sluice::cli {
namespace {

// The last command of the line that was understood.
const CLI::App& understood(const CLI::App& app) {
  const std::vector<CLI::App*> parsed = app.get_subcommands();
  return parsed.empty() ? app : understood(*parsed.front());
}

std::string path_of(const CLI::App& app) {
  const CLI::App* above = app.get_parent();
  return (above == nullptr ? "" : path_of(*above) + " ") + app.get_name();
}

std::string unknown_flag(const std::string& word, const CommandEntry& command) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const FlagEntry& flag : command.flags) {
    names.insert(names.end(), flag.names.begin(), flag.names.end());
  }
  // One dash and a letter is near to every other one.
  const std::string meant = name.size() > 2 ? did_you_mean(name, names) : "";
  return "no flag is called '" + escape_for_terminal(name) + "'" + meant;
}

std::string command_names(const CommandEntry& command) {
  std::string names;
  for (const CommandEntry& each : command.commands) {
    names += (names.empty() ? "" : ", ") + each.name;
  }
  return names;
}

std::string unknown_command(const std::string& word, const CommandEntry& command) {
  if (command.commands.empty())
    return "'" + escape_for_terminal(word) + "' is one argument too many";
  std::vector<std::string> names;
  for (const CommandEntry& each : command.commands) names.push_back(each.name);
  const std::string meant = did_you_mean(word, names);
  return "no command is called '" + escape_for_terminal(word) + "'" +
         (meant.empty() ? "; there are " + command_names(command) : meant);
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& at = understood(app);
  const std::string path = path_of(at);
  CommandEntry command = read_commands(at);
  const std::vector<std::string> words = app.remaining(true);
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const bool of_words =
      code == CLI::ExitCodes::ExtrasError || code == CLI::ExitCodes::RequiredError;
  std::string what = escape_for_terminal(error.what());
  if (of_words && !words.empty()) {
    const std::string& word = words.front();
    what = word.starts_with('-') ? unknown_flag(word, command) : unknown_command(word, command);
  } else if (code == CLI::ExitCodes::RequiredError && !command.commands.empty()) {
    what = "`" + path + "` needs a command: " + command_names(command);
  }
  return what + (what.ends_with('?') ? " See `" : "; see `") + path + " --help`";
}

}  // namespace sluice::cli

// The flag table: what CLI11's tree of commands says, as plain data. Help, the man page, the
// shells' completions and "did you mean" are all made from it, so that a flag is described once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sluice::cli {

struct FlagEntry {
  std::vector<std::string> names;  // "-f", "--format"; of an argument its one name, "TARGET"
  std::string value;  // what a value is called: "FILE"; empty: it takes none, or is an argument
  std::vector<std::string> values;  // all there are, where they are few words
  std::string default_value;        // empty: none, or none worth telling
  std::string help;
  bool repeats = false;
  bool required = false;
};

struct CommandEntry {
  std::string path;  // "sluice hook install"
  std::string name;  // "install"
  std::string summary;
  std::string footer;  // examples, mostly
  std::vector<FlagEntry> flags, arguments;
  std::vector<CommandEntry> commands;

  // The command that `words` ("hook", "install") name below this one; nullptr: none.
  const CommandEntry* find(const std::vector<std::string>& words) const;
  const FlagEntry* flag(std::string_view name) const;  // nullptr: none
};

// "auto|always|never", or what the value is called where the words would be many.
std::string value_shown(const FlagEntry& flag);

FlagEntry read_flag(const CLI::Option& option);
// Hidden ones (those of an empty group) are left out.
CommandEntry read_commands(const CLI::App& app);

}  // namespace sluice::cli

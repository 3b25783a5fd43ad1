#include "cli/flag_table.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace sluice::cli {
namespace {

// Longer lists of words are in the description.
constexpr size_t kMaxWords = 6;

// "TEXT:{a,b}", as CLI11 shows what choice.h and its own IsMember accept.
std::vector<std::string> words_in_braces(const std::string& type) {
  std::vector<std::string> words;
  const size_t open = type.find('{'), close = type.rfind('}');
  if (open == type.npos || close == type.npos || close < open) return words;
  std::string word;
  for (const char c : type.substr(open + 1, close - open - 1) + ",") {
    if (c != ',') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

// CLI11's names of C++ types tell a reader nothing.
std::string value_name(const std::string& type) {
  const std::string name = type.substr(0, type.find_first_of(": "));
  if (name == "UINT" || name == "INT" || name == "FLOAT") return "N";
  return name == "TEXT" || name.empty() ? "VALUE" : name;
}

CommandEntry read(const CLI::App& app, const std::string& above) {
  CommandEntry entry;
  entry.name = app.get_name();
  entry.path = above.empty() ? entry.name : above + " " + entry.name;
  entry.summary = app.get_description();
  entry.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->nonpositional() ? entry.flags : entry.arguments).push_back(read_flag(*option));
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    if (!command->get_group().empty()) entry.commands.push_back(read(*command, entry.path));
  }
  return entry;
}

}  // namespace

const CommandEntry* CommandEntry::find(const std::vector<std::string>& words) const {
  const CommandEntry* at = this;
  for (const std::string& word : words) {
    const auto next = std::find_if(at->commands.begin(), at->commands.end(),
                                   [&](const CommandEntry& each) { return each.name == word; });
    if (next == at->commands.end()) return nullptr;
    at = &*next;
  }
  return at;
}

const FlagEntry* CommandEntry::flag(std::string_view wanted) const {
  for (const FlagEntry& each : flags) {
    if (std::find(each.names.begin(), each.names.end(), wanted) != each.names.end()) return &each;
  }
  return nullptr;
}

std::string value_shown(const FlagEntry& flag) {
  if (flag.values.empty() || flag.values.size() > kMaxWords) return flag.value;
  std::string words;
  for (const std::string& each : flag.values) words += (words.empty() ? "" : "|") + each;
  return words;
}

FlagEntry read_flag(const CLI::Option& option) {
  FlagEntry entry;
  if (option.nonpositional()) {
    for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  } else {
    entry.names.push_back(option.get_name(true, false));
  }
  if (option.get_expected_max() != 0) {
    const std::string type = option.get_type_name();
    entry.values = words_in_braces(type);
    if (option.nonpositional()) entry.value = value_name(type);
    entry.default_value = option.get_default_str();
    entry.repeats = option.get_expected_max() > 1;
  }
  entry.help = option.get_description();
  entry.required = option.get_required();
  return entry;
}

CommandEntry read_commands(const CLI::App& app) { return read(app, ""); }

}  // namespace sluice::cli

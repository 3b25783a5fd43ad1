#include "cli/completion.h"

#include <algorithm>

#include "base/escape.h"

namespace sluice::cli {
namespace {

std::string join(const std::vector<std::string>& words, const char* between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

// A backslash before each byte of `special`.
std::string escaped(const std::string& text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != special.npos) out += '\\';
    out += c;
  }
  return out;
}

// The words after the program's name.
std::string words_of(const CommandEntry& command) {
  const size_t blank = command.path.find(' ');
  return blank == std::string::npos ? "" : command.path.substr(blank + 1);
}

template <class Visit>
void for_each_command(const CommandEntry& command, const Visit& visit) {
  visit(command);
  for (const CommandEntry& each : command.commands) for_each_command(each, visit);
}

// What bash runs to list values; empty: it offers files.
std::string bash_words(const FlagEntry& flag) {
  if (!flag.values.empty()) return shell_quoted(join(flag.values, " "));
  switch (kind_of_value(flag.value.empty() ? flag.names.front() : flag.value)) {
    case ValueKind::kRef: return "\"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\"";
    case ValueKind::kRule: return "\"$(sluice rules list 2>/dev/null | cut -d' ' -f1)\"";
    case ValueKind::kFile:
    case ValueKind::kFolder:
    case ValueKind::kOther: break;
  }
  return "";
}

std::string bash_command(const CommandEntry& command) {
  const std::string path = words_of(command);
  std::vector<std::string> names;
  std::string values;
  for (const FlagEntry& flag : command.flags) {
    names.insert(names.end(), flag.names.begin(), flag.names.end());
    if (flag.value.empty()) continue;
    const std::string words = bash_words(flag);
    values += "        " + join(flag.names, "|") + ") " +
              (words.empty() ? "" : "words=" + words + "; ") + "flag=1 ;;\n";
  }
  std::vector<std::string> commands;
  for (const CommandEntry& each : command.commands) commands.push_back(each.name);
  std::string out =
      "    " + shell_quoted(path) + ")\n      flags=" + shell_quoted(join(names, " ")) + "\n";
  if (!values.empty()) out += "      case $before in\n" + values + "      esac\n";
  if (!commands.empty()) {
    out += "      [[ -n $flag ]] || words=" + shell_quoted(join(commands, " ")) + "\n";
  } else if (!command.arguments.empty()) {
    const std::string words = bash_words(command.arguments.front());
    if (!words.empty()) out += "      [[ -n $flag ]] || words=" + words + "\n";
  }
  return out + "      ;;\n";
}

// What zsh does for a value, of _arguments: a message, then an action.
std::string zsh_action(const FlagEntry& flag) {
  const std::string name = flag.value.empty() ? flag.names.front() : flag.value;
  std::string message = ":" + escaped(name, ":[]\\") + ":";
  if (!flag.values.empty()) return message + "(" + join(flag.values, " ") + ")";
  switch (kind_of_value(name)) {
    case ValueKind::kFile: return message + "_files";
    case ValueKind::kFolder: return message + "_files -/";
    case ValueKind::kRef:
      return message +
             "{compadd -- ${(f)\"$(git for-each-ref --format=\"%(refname\\:short)\" "
             "2>/dev/null)\"}}";
    case ValueKind::kRule:
      return message + "{compadd -- ${(f)\"$(sluice rules list 2>/dev/null | cut -d\" \" -f1)\"}}";
    case ValueKind::kOther: break;
  }
  return message;
}

std::string zsh_flag(const FlagEntry& flag) {
  const std::string help = "[" + escaped(flag.help, "[]:\\") + "]";
  const std::string value = flag.value.empty() ? "" : zsh_action(flag);
  std::string out;
  for (const std::string& name : flag.names) {
    const std::string others = flag.repeats ? "*" : "(" + join(flag.names, " ") + ")";
    out += " \\\n    " + shell_quoted(others + name + help + value);
  }
  return out;
}

std::string zsh_function(const CommandEntry& command) {
  std::string name = "_" + command.path;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return name;
}

std::string zsh_command(const CommandEntry& command) {
  std::string out = zsh_function(command) + "() {\n";
  if (!command.commands.empty())
    out += "  local context state state_descr line\n  typeset -A opt_args\n";
  out += "  _arguments -C";
  for (const FlagEntry& flag : command.flags) out += zsh_flag(flag);
  if (!command.commands.empty()) {
    out +=
        " \\\n    '1: :->command' \\\n    '*:: :->rest'\n  case $state in\n    command)\n      "
        "local -a commands=(";
    for (const CommandEntry& each : command.commands) {
      out +=
          "\n        " + shell_quoted(escaped(each.name, ":") + ":" + escaped(each.summary, "\\"));
    }
    out +=
        "\n      )\n      _describe command commands\n      ;;\n    rest)\n      case $words[1] "
        "in\n";
    for (const CommandEntry& each : command.commands) {
      out += "        " + each.name + ") " + zsh_function(each) + " ;;\n";
    }
    return out + "      esac\n      ;;\n  esac\n}\n\n";
  }
  for (const FlagEntry& each : command.arguments) {
    out += " \\\n    " + shell_quoted((each.repeats    ? "*"
                                       : each.required ? ""
                                                       : ":") +
                                      zsh_action(each));
  }
  return out + "\n}\n\n";
}

std::string fish_quoted(const std::string& text) { return "'" + escaped(text, "'\\") + "'"; }

std::string fish_values(const FlagEntry& flag) {
  if (!flag.values.empty()) return " -x -a " + fish_quoted(join(flag.values, " "));
  switch (kind_of_value(flag.value.empty() ? flag.names.front() : flag.value)) {
    case ValueKind::kFile: return " -r -F";
    case ValueKind::kFolder: return " -x -a '(__fish_complete_directories)'";
    case ValueKind::kRef:
      return " -x -a '(git for-each-ref --format=\"%(refname:short)\" 2>/dev/null)'";
    case ValueKind::kRule:
      return " -x -a '(sluice rules list 2>/dev/null | string split -f1 \" \")'";
    case ValueKind::kOther: break;
  }
  return " -x";
}

std::string fish_command(const CommandEntry& command) {
  const std::string at = "complete -c sluice -n " + fish_quoted("__sluice_at " + words_of(command));
  std::string out;
  for (const CommandEntry& each : command.commands) {
    out += at + " -f -a " + each.name + " -d " + fish_quoted(each.summary) + "\n";
  }
  for (const FlagEntry& each : command.flags) {
    out += at;
    for (const std::string& name : each.names) {
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (!each.value.empty()) out += fish_values(each);
    out += " -d " + fish_quoted(each.help) + "\n";
  }
  if (!command.arguments.empty()) {
    const std::string values = fish_values(command.arguments.front());
    if (values.find(" -a ") != std::string::npos) out += at + values + "\n";
  }
  return out;
}

}  // namespace

ValueKind kind_of_value(const std::string& name) {
  const auto is = [&](std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is({"FILE", "FILES", "REPORT", "TARGET", "FILE:LINE", "PATH"})) return ValueKind::kFile;
  if (is({"DIR"})) return ValueKind::kFolder;
  if (is({"REV", "RANGE", "GLOB,..."})) return ValueKind::kRef;
  return is({"ID", "RULE"}) ? ValueKind::kRule : ValueKind::kOther;
}

std::string bash_completion(const CommandEntry& root) {
  std::string commands, table;
  for_each_command(root, [&](const CommandEntry& each) {
    if (&each != &root) commands += (commands.empty() ? "" : "|") + shell_quoted(words_of(each));
    table += bash_command(each);
  });
  return "# bash completion for sluice: `sluice completion bash` wrote it.\n"
         "_sluice() {\n"
         "  local at= word i before=${COMP_WORDS[COMP_CWORD-1]} now=${COMP_WORDS[COMP_CWORD]}\n"
         "  local flags= words= flag=\n"
         "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         "    word=${at:+$at }${COMP_WORDS[i]}\n"
         "    case $word in\n"
         "      " +
         commands +
         ") at=$word ;;\n"
         "    esac\n"
         "  done\n"
         "  case $at in\n" +
         table +
         "  esac\n"
         "  [[ -z $flag && $now == -* ]] && words=$flags\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$now\"))\n"
         "}\n"
         "complete -o bashdefault -o default -F _sluice sluice\n";
}

std::string zsh_completion(const CommandEntry& root) {
  std::string out =
      "#compdef sluice\n# zsh completion for sluice: `sluice completion zsh` wrote it.\n\n";
  for_each_command(root, [&](const CommandEntry& each) { out += zsh_command(each); });
  return out +
         "# Loaded by itself, or sourced.\n"
         "if [ \"$funcstack[1]\" = _sluice ]; then _sluice \"$@\"; else compdef _sluice sluice; "
         "fi\n";
}

std::string fish_completion(const CommandEntry& root) {
  std::string out =
      "# fish completion for sluice: `sluice completion fish` wrote it.\n"
      "function __sluice_at\n"
      "    set -l words\n"
      "    for word in (commandline -opc)[2..-1]\n"
      "        string match -q -- '-*' $word; or set -a words $word\n"
      "    end\n"
      "    set -l known";
  std::string table;
  for_each_command(root, [&](const CommandEntry& each) {
    if (&each != &root) out += " " + fish_quoted(words_of(each));
    table += fish_command(each);
  });
  return out +
         "\n"
         "    set -l at\n"
         "    for word in $words\n"
         "        set -l longer (string trim -- \"$at $word\")\n"
         "        contains -- \"$longer\" $known; or break\n"
         "        set at $longer\n"
         "    end\n"
         "    test \"$at\" = \"$argv\"\n"
         "end\n" +
         table;
}

}  // namespace sluice::cli

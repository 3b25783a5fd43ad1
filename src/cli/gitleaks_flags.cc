#include "cli/gitleaks_flags.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/escape.h"

namespace sluice::cli {
namespace {

using Flags = GitleaksFlags;
using GitleaksCommand = Flags::Command;

using Field = std::variant<std::string Flags::*, std::vector<std::string> Flags::*,
                           int64_t Flags::*, bool Flags::*>;

// Commands that take a flag: a bit each.
constexpr unsigned bit(GitleaksCommand command) { return 1u << static_cast<unsigned>(command); }
constexpr unsigned kAll = ~0u;
constexpr unsigned kGit = bit(GitleaksCommand::kGit), kDir = bit(GitleaksCommand::kDir);
constexpr unsigned kDetect = bit(GitleaksCommand::kDetect),
                   kProtect = bit(GitleaksCommand::kProtect);

struct Flag {
  std::string_view name;
  char letter;  // 0: none
  Field field;
  unsigned commands;
  std::string_view help;
};

constexpr Flag kFlags[] = {
    {"config", 'c', &Flags::config, kAll, "config file path"},
    {"exit-code", 0, &Flags::exit_code, kAll, "exit code when leaks have been encountered (1)"},
    {"report-path", 'r', &Flags::report_path, kAll, "report file, - for standard output"},
    {"report-format", 'f', &Flags::report_format, kAll, "json, csv, junit or sarif"},
    {"report-template", 0, &Flags::report_template, kAll, "not supported"},
    {"baseline-path", 'b', &Flags::baseline_path, kAll, "a JSON report of what is known"},
    {"log-level", 'l', &Flags::log_level, kAll, "trace, debug, info, warn, error or fatal (info)"},
    {"verbose", 'v', &Flags::verbose, kAll, "print each finding"},
    {"no-color", 0, &Flags::no_color, kAll, "accepted: there is no color"},
    {"max-target-megabytes", 0, &Flags::max_target_megabytes, kAll, "skip larger files"},
    {"ignore-gitleaks-allow", 0, &Flags::ignore_allow, kAll, "ignore gitleaks:allow comments"},
    {"redact", 0, &Flags::redact, kAll, "leave secrets out, or their last =PERCENT"},
    {"no-banner", 0, &Flags::no_banner, kAll, "accepted: there is no banner"},
    {"enable-rule", 0, &Flags::enable_rules, kAll, "only these rules, by id"},
    {"gitleaks-ignore-path", 'i', &Flags::ignore_path, kAll,
     ".gitleaksignore or a folder that has one (.)"},
    {"max-decode-depth", 0, &Flags::max_decode_depth, kAll, "passes of decoding (5)"},
    {"max-archive-depth", 0, &Flags::max_archive_depth, kAll,
     "archives are not opened: with this, one that is met makes the scan partial"},
    {"timeout", 0, &Flags::timeout, kAll, "seconds"},
    {"diagnostics", 0, &Flags::diagnostics, kAll, "not supported"},
    {"diagnostics-dir", 0, &Flags::diagnostics_dir, kAll, "not supported"},
    {"help", 'h', &Flags::help, kAll, "this help"},
    {"version", 0, &Flags::version, kAll, "the version"},
    {"platform", 0, &Flags::platform, kGit | kDetect,
     "of links: github, gitlab, azuredevops, gitea, bitbucket or none"},
    {"staged", 0, &Flags::staged, kGit | kProtect, "what is staged"},
    {"pre-commit", 0, &Flags::pre_commit, kGit, "what was changed and not staged"},
    {"log-opts", 0, &Flags::log_opts, kGit | kDetect | kProtect, "options of git log"},
    {"follow-symlinks", 0, &Flags::follow_symlinks, kDir | kDetect, "to files"},
    {"source", 's', &Flags::source, kDetect | kProtect, "path to scan (.)"},
    {"no-git", 0, &Flags::no_git, kDetect, "files, not history"},
    {"pipe", 0, &Flags::pipe, kDetect, "standard input"},
};

const Flag* find(std::string_view name, char letter, unsigned command) {
  const auto found = std::find_if(std::begin(kFlags), std::end(kFlags), [&](const Flag& flag) {
    return (flag.commands & command) != 0 &&
           (letter != 0 ? flag.letter == letter : flag.name == name);
  });
  return found == std::end(kFlags) ? nullptr : found;
}

bool takes_next_word(const Flag& flag) {
  return !std::holds_alternative<bool Flags::*>(flag.field) && flag.name != "redact";
}

Result<GitleaksCommand> gitleaks_command_named(const std::string& word) {
  if (word == "git") return GitleaksCommand::kGit;
  if (word == "dir" || word == "directory" || word == "file") return GitleaksCommand::kDir;
  if (word == "stdin") return GitleaksCommand::kStdin;
  if (word == "detect") return GitleaksCommand::kDetect;
  if (word == "protect") return GitleaksCommand::kProtect;
  if (word == "version") return GitleaksCommand::kVersion;
  if (word == "help") return GitleaksCommand::kHelp;
  return usage_error("unknown command \"" + escape_for_terminal(word) + "\" for \"gitleaks\"");
}

// The first word that is no flag and no flag's value; npos: there is none.
size_t command_at(const std::vector<std::string>& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") return std::string::npos;
    if (!word.starts_with('-') || word == "-") return i;
    const bool is_long = word.starts_with("--");
    const std::string_view name = word.substr(is_long ? 2 : 1);
    if (name.find('=') != std::string_view::npos) continue;
    const Flag* flag = is_long ? find(name, 0, kAll) : find({}, name.back(), kAll);
    const bool alone = is_long || name.size() == 1;
    if (flag != nullptr && alone && takes_next_word(*flag)) ++i;
  }
  return std::string::npos;
}

class Parser {
 public:
  explicit Parser(const std::vector<std::string>& words) : words_(words) {}

  Result<Flags> run() {
    const size_t command = command_at(words_);
    if (command != std::string::npos) {
      const Result<GitleaksCommand> named = gitleaks_command_named(words_[command]);
      if (!named) return named.error();
      flags_.command = *named;
    }
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const std::string_view word = words_[at_];
      Result<void> done;
      if (at_ == command) continue;
      if (only_arguments_ || !word.starts_with('-') || word == "-") {
        flags_.arguments.emplace_back(word);
      } else if (word == "--") {
        only_arguments_ = true;
      } else if (word.starts_with("--")) {
        done = long_flag(word.substr(2));
      } else {
        done = short_flags(word.substr(1));
      }
      if (!done) return std::move(done).error();
    }
    return flags_;
  }

 private:
  unsigned command() const { return bit(flags_.command); }

  Result<void> long_flag(std::string_view text) {
    const size_t equals = text.find('=');
    const Flag* flag = find(text.substr(0, equals), 0, command());
    if (flag == nullptr) {
      return usage_error("unknown flag: --" + escape_for_terminal(text.substr(0, equals)));
    }
    if (equals != std::string_view::npos) return set(*flag, std::string(text.substr(equals + 1)));
    if (!takes_next_word(*flag)) return set(*flag, flag->name == "redact" ? "100" : "true");
    if (at_ + 1 == words_.size()) {
      return usage_error("flag needs an argument: --" + std::string(flag->name));
    }
    return set(*flag, words_[++at_]);
  }

  Result<void> short_flags(std::string_view letters) {
    for (size_t i = 0; i < letters.size(); ++i) {
      const Flag* flag = find({}, letters[i], command());
      const std::string_view rest = letters.substr(i + 1);
      if (flag == nullptr) {
        return usage_error("unknown shorthand flag: '" + escape_for_terminal(letters.substr(i, 1)) +
                           "' in -" + escape_for_terminal(letters));
      }
      if (rest.starts_with('=')) return set(*flag, std::string(rest.substr(1)));
      if (takes_next_word(*flag)) {
        if (!rest.empty()) return set(*flag, std::string(rest));
        if (at_ + 1 < words_.size()) return set(*flag, words_[++at_]);
        return usage_error("flag needs an argument: '" + std::string(1, flag->letter) + "' in -" +
                           escape_for_terminal(letters));
      }
      if (Result<void> done = set(*flag, "true"); !done) return done;
    }
    return {};
  }

  Result<void> set(const Flag& flag, const std::string& value) {
    if (const auto* text = std::get_if<std::string Flags::*>(&flag.field)) {
      flags_.** text = value;
    } else if (const auto* list = std::get_if<std::vector<std::string> Flags::*>(&flag.field)) {
      for (size_t at = 0; at <= value.size();) {
        const size_t end = std::min(value.find(',', at), value.size());
        (flags_.**list).push_back(value.substr(at, end - at));
        at = end + 1;
      }
    } else if (const auto* number = std::get_if<int64_t Flags::*>(&flag.field)) {
      int64_t& out = flags_.**number;
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), out);
      const bool whole = failed == std::errc() && end == value.data() + value.size();
      if (!whole || (flag.name == "redact" && out < 0)) return invalid(flag, value);
    } else if (const auto* boolean = std::get_if<bool Flags::*>(&flag.field)) {
      flags_.** boolean = value == "true" || value == "1" || value == "t";
      if (!(flags_.**boolean) && value != "false" && value != "0" && value != "f") {
        return invalid(flag, value);
      }
    }
    return {};
  }

  static Error invalid(const Flag& flag, const std::string& value) {
    return usage_error("invalid argument \"" + escape_for_terminal(value) + "\" for \"--" +
                       std::string(flag.name) + "\" flag");
  }

  const std::vector<std::string>& words_;
  Flags flags_;
  size_t at_ = 0;
  bool only_arguments_ = false;
};

}  // namespace

Result<GitleaksFlags> parse_gitleaks_flags(const std::vector<std::string>& words) {
  return Parser(words).run();
}

std::string gitleaks_help() {
  std::string out =
      "sluice with the command line of gitleaks 8.30.1; docs/gitleaks.md tells what differs.\n\n"
      "Usage: gitleaks COMMAND [FLAGS] [PATH]\n\n"
      "Commands:\n"
      "  git        the commits of a repository, or what is staged\n"
      "  dir        a folder or a file (also: directory, file)\n"
      "  stdin      standard input\n"
      "  detect     the older form of these three\n"
      "  protect    the older form of git --pre-commit\n"
      "  version    the version\n\n"
      "Flags:\n";
  for (const Flag& flag : kFlags) {
    std::string name = flag.letter == 0 ? "      --" : std::string("  -") + flag.letter + ", --";
    name += flag.name;
    name.resize(std::max<size_t>(name.size() + 2, 32), ' ');
    out += name + std::string(flag.help) + "\n";
  }
  return out;
}

}  // namespace sluice::cli

// Whatever the documents and the examples of `--help` tell to type has to exist.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "cli/command_table.h"
#include "cli/flag_table.h"

namespace sluice::cli {
namespace {

CommandEntry whole_table() {
  CLI::App app("", "sluice");
  Session session;
  define_commands(app, session, "");
  return read_commands(app);
}

// The words of a line up to what a shell makes of the rest; quotes are taken off.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool any = false;
  for (const char c : line + "\n") {
    if (quote != 0 ? c == quote : c == '\'' || c == '"') {
      quote = quote == 0 ? c : '\0';
      any = true;
    } else if (quote != 0) {
      word += c;
    } else if (c == '|' || c == '>' || c == ';' || c == '&' || c == ')' || c == '#' || c == ']' ||
               c == ',' || c == '\n') {
      if (any || !word.empty()) words.push_back(word);
      return words;
    } else if (c == ' ') {
      if (any || !word.empty()) words.push_back(word);
      if (words.size() > 1 && word.empty()) return words;  // two blanks: what it does follows
      word.clear();
      any = false;
    } else {
      word += c;
    }
  }
  return words;
}

// What is wrong with the words after the program's name; empty: nothing.
std::string check(const CommandEntry& root, std::vector<std::string> words) {
  // Its flags are another program's, and read elsewhere.
  if (!words.empty() && words.front() == "gitleaks") return "";
  const CommandEntry* at = &root;
  while (!words.empty() && !at->commands.empty() && !words.front().starts_with('-')) {
    const CommandEntry* next = at->find({words.front()});
    if (next == nullptr) return "no command '" + words.front() + "'";
    at = next;
    words.erase(words.begin());
  }
  for (size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with('-') || words[i] == "-") continue;
    const size_t equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    if (at == &root && name == "--version") continue;
    const FlagEntry* flag = at->flag(name);
    if (flag == nullptr) return "`" + at->path + "` has no flag '" + name + "'";
    if (flag->value.empty() || flag->values.empty()) continue;
    const std::string value = equals != std::string::npos ? words[i].substr(equals + 1)
                              : i + 1 < words.size()      ? words[i + 1]
                                                          : "";
    // A document may name all of them: "auto|always|never".
    const std::string first = value.substr(0, value.find('|'));
    if (std::find(flag->values.begin(), flag->values.end(), first) == flag->values.end() &&
        first != flag->value) {
      return name + " does not take '" + value + "'";
    }
  }
  return "";
}

// Calls `visit(words)` for each "sluice …" that a person would type, in code of Markdown.
template <class Visit>
size_t for_each_line(const std::string& text, const Visit& visit) {
  static const std::regex kTyped(R"((?:^|[\s`"'(\[/])sluice +([a-z-][^`\n]*))");
  size_t count = 0;
  bool fenced = false;
  std::string line;
  const auto look = [&](const std::string& code) {
    for (std::sregex_iterator it(code.begin(), code.end(), kTyped), end; it != end; ++it) {
      visit(words_of((*it)[1].str()));
      ++count;
    }
  };
  for (size_t from = 0; from < text.size(); from += line.size() + 1) {
    line = text.substr(from, text.find('\n', from) - from);
    if (line.starts_with("```") || line.find("    ```") != line.npos) {
      fenced = !fenced;
    } else if (fenced) {
      look(line);
    } else {
      static const std::regex kSpan("`([^`]+)`");
      for (std::sregex_iterator it(line.begin(), line.end(), kSpan), end; it != end; ++it) {
        if ((*it)[1].str().starts_with("sluice ")) look((*it)[1].str());
      }
    }
  }
  return count;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> documents() {
  const std::filesystem::path root = SLUICE_ROOT;
  std::vector<std::filesystem::path> found = {root / "README.md", root / "CONTRIBUTING.md",
                                              root / "rules/README.md"};
  for (const auto& each : std::filesystem::directory_iterator(root / "docs")) {
    if (each.path().extension() == ".md") found.push_back(each.path());
  }
  return found;
}

TEST(DocumentedCommands, EveryLineOfTheDocumentsCanBeTyped) {
  const CommandEntry root = whole_table();
  size_t lines = 0;
  for (const std::filesystem::path& path : documents()) {
    lines += for_each_line(bytes_of(path), [&](const std::vector<std::string>& words) {
      const std::string wrong = check(root, words);
      std::string line;
      for (const std::string& word : words) line += " " + word;
      EXPECT_EQ(wrong, "") << path.filename() << ": sluice" << line;
    });
  }
  EXPECT_GE(lines, 50u);
}

void expect_examples(const CommandEntry& root, const CommandEntry& command) {
  for (const CommandEntry& each : command.commands) expect_examples(root, each);
  if (!command.commands.empty()) return;
  const size_t at = command.footer.find("Example");
  ASSERT_NE(at, std::string::npos) << command.path << " --help has no example";
  const std::string code = "```\n" + command.footer.substr(at) + "\n```\n";
  const size_t lines = for_each_line(code, [&](const std::vector<std::string>& words) {
    EXPECT_EQ(check(root, words), "") << command.path << ": " << words.front();
  });
  EXPECT_GT(lines, 0u) << command.path;
}

TEST(DocumentedCommands, EveryCommandTeachesByExamplesThatCanBeTyped) {
  const CommandEntry root = whole_table();
  ASSERT_GE(root.commands.size(), 8u);
  expect_examples(root, root);
}

TEST(DocumentedCommands, EveryFlagSaysWhatItDoes) {
  const auto look = [](const auto& self, const CommandEntry& command) -> void {
    EXPECT_TRUE(command.path == "sluice" || !command.summary.empty()) << command.path;
    for (const FlagEntry& each : command.flags) {
      EXPECT_NE(each.help, "") << command.path << " " << each.names.front();
    }
    for (const CommandEntry& each : command.commands) self(self, each);
  };
  look(look, whole_table());
}

TEST(DocumentedCommands, WhatDoesNotExistIsSeen) {
  const CommandEntry root = whole_table();
  EXPECT_EQ(check(root, {"scna"}), "no command 'scna'");
  EXPECT_EQ(check(root, {"scan", "--formt", "json"}), "`sluice scan` has no flag '--formt'");
  EXPECT_EQ(check(root, {"scan", "-f", "pdf"}), "-f does not take 'pdf'");
  EXPECT_EQ(check(root, {"hook", "install", "--chain"}), "");
  EXPECT_EQ(words_of("scan . -o 'a b' | less"),
            (std::vector<std::string>{"scan", ".", "-o", "a b"}));
}

}  // namespace
}  // namespace sluice::cli

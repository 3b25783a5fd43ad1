#include "report/annotations.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "report/sample_report.h"

namespace sluice {
namespace {

struct Command {
  std::string name;
  std::map<std::string, std::string> properties;
  std::string data;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string decoded(std::string text, const std::string& percent) {
  const char* codes[][2] = {{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"},
                            {"%2C", ","},  {"%3B", ";"},  {"%5D", "]"}};
  for (const auto& code : codes) text = replaced(text, code[0], code[1]);
  return replaced(text, percent, "%");
}

void read_properties(const std::string& text, char separator, const std::string& percent,
                     Command& command) {
  std::istringstream in(text);
  for (std::string each; std::getline(in, each, separator);) {
    const size_t equals = each.find('=');
    if (equals == each.npos) continue;
    command.properties[each.substr(0, equals)] = decoded(each.substr(equals + 1), percent);
  }
}

// As actions/runner reads a line: anything that is not exactly one command fails.
Command github(const std::string& line) {
  Command command;
  EXPECT_TRUE(line.starts_with("::")) << line;
  const size_t end = line.find("::", 2);
  EXPECT_NE(end, line.npos);
  const std::string head = line.substr(2, end - 2);
  const size_t blank = head.find(' ');
  command.name = head.substr(0, blank);
  read_properties(head.substr(blank + 1), ',', "%25", command);
  command.data = decoded(line.substr(end + 2), "%25");
  return command;
}

// As the agent of Azure reads one.
Command azure(const std::string& line) {
  Command command;
  EXPECT_TRUE(line.starts_with("##vso[task.logissue ")) << line;
  EXPECT_EQ(line.find("##vso[", 1), line.npos) << line;
  const size_t end = line.find(']');
  command.name = "task.logissue";
  read_properties(line.substr(20, end - 20), ';', "%AZP25", command);
  command.data = decoded(line.substr(end + 1), "%AZP25");
  return command;
}

std::vector<Command> commands(const Report& report, AnnotationStyle style) {
  std::vector<Command> result;
  std::istringstream in(annotations(report, style));
  for (std::string line; std::getline(in, line);) {
    result.push_back(style == AnnotationStyle::kGitHub ? github(line) : azure(line));
  }
  return result;
}

const Command* at_file(const std::vector<Command>& all, const std::string& key,
                       const std::string& file) {
  for (const Command& each : all) {
    const auto at = each.properties.find(key);
    if (at != each.properties.end() && at->second == file) return &each;
  }
  return nullptr;
}

TEST(Annotations, AFindingIsAnErrorAtItsLine) {
  const auto all = commands(test::sample_report(), AnnotationStyle::kGitHub);
  const Command* token = at_file(all, "file", "src/config.py");
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->name, "error");
  EXPECT_EQ(token->properties.at("line"), "12");
  EXPECT_EQ(token->properties.at("endLine"), "12");
  EXPECT_EQ(token->properties.at("col"), "9");
  EXPECT_EQ(token->properties.at("title"), "sluice: GitHub personal access token");
  EXPECT_TRUE(token->data.starts_with(
      "GitHub personal access token ghp_… in src/config.py:12, added in 111111111111 by Ann Author "
      "(github-pat, high confidence). Revoke it under Settings"))
      << token->data;
  // Encoded as a property, and found again.
  EXPECT_NE(at_file(all, "file", "deploy/a b#c%d?.env"), nullptr);
}

TEST(Annotations, AzureSaysTheSameInItsOwnWords) {
  const auto all = commands(test::sample_report(), AnnotationStyle::kAzure);
  const Command* token = at_file(all, "sourcepath", "src/config.py");
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->properties.at("type"), "error");
  EXPECT_EQ(token->properties.at("linenumber"), "12");
  EXPECT_EQ(token->properties.at("columnnumber"), "9");
  EXPECT_TRUE(token->data.starts_with("sluice: GitHub personal access token: GitHub personal"));
  EXPECT_NE(at_file(all, "sourcepath", "deploy/a b#c%d?.env"), nullptr);
}

TEST(Annotations, NeitherSecretsNorCommandsOfTheRepositoryPass) {
  for (const AnnotationStyle style : {AnnotationStyle::kGitHub, AnnotationStyle::kAzure}) {
    const std::string text = annotations(test::change_report(false), style);
    for (const std::string& secret : {test::github_token(), test::database_password(),
                                      test::odd_secret(), test::private_key()}) {
      EXPECT_EQ(text.find(secret.substr(0, secret.find('\n'))), text.npos);
    }
    for (const char* raw :
         {"\x1b", "\a", "\xe2\x80\xae", "add-mask", "\n::error::x", " ::error::x"}) {
      EXPECT_EQ(text.find(raw), text.npos) << raw;
    }
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      const bool own = style == AnnotationStyle::kGitHub
                           ? line.starts_with("::error ") || line.starts_with("::notice ")
                           : line.starts_with("##vso[task.logissue type=");
      EXPECT_TRUE(own) << line;
    }
  }
}

TEST(Annotations, SuppressionsOfTheChangeAreNotices) {
  const auto held = commands(test::change_report(true), AnnotationStyle::kGitHub);
  size_t notices = 0;
  for (const Command& each : held) notices += each.name == "notice";
  EXPECT_EQ(notices, 2u);
  const Command* inlined = at_file(held, "file", "deploy/a b#c%d?.env");
  ASSERT_NE(inlined, nullptr);
  EXPECT_EQ(inlined->name, "notice");
  EXPECT_EQ(inlined->properties.at("line"), "4");
  EXPECT_EQ(inlined->data,
            "inline deploy/a b#c%d?.env:4, added in 444444444444 by Ann Author <ann@example.com>; "
            "covers 1 finding");
  const auto rejected = commands(test::change_report(false), AnnotationStyle::kGitHub);
  const Command* counted = at_file(rejected, "file", "deploy/a b#c%d?.env");
  ASSERT_NE(counted, nullptr);
  EXPECT_EQ(counted->name, "error");
  EXPECT_NE(counted->data.find("The change itself would suppress it (inline "
                               "deploy/a b#c%d?.env:4), which does not hold."),
            std::string::npos);
}

TEST(Annotations, NoMoreThanAServiceShows) {
  Report report = test::sample_report();
  report.findings.clear();
  for (int i = 0; i < 25; ++i) {
    report.findings.push_back(
        test::sample_finding(0, "f" + std::to_string(i), test::github_token(), "x", 1));
  }
  identify(report.findings, report.rules, builtin_identity_key());
  group_secrets(report);
  auto all = commands(report, AnnotationStyle::kGitHub);
  ASSERT_EQ(all.size(), kMaxAnnotations);
  EXPECT_EQ(all.back().data, "and 16 more places with a secret, which the report names");
  report.findings.resize(kMaxAnnotations);
  group_secrets(report);
  all = commands(report, AnnotationStyle::kGitHub);
  ASSERT_EQ(all.size(), kMaxAnnotations);
  EXPECT_TRUE(all.back().properties.contains("file"));
  report.new_suppressions.assign(12, {"ignore", ".sluiceignore:1", "path:x", {}, 0});
  EXPECT_EQ(commands(report, AnnotationStyle::kGitHub).back().data,
            "and 3 more suppressions that this change adds, which the report names");
}

TEST(Annotations, AnIncompleteScanIsAWarningAndACleanOneSaysNothing) {
  const auto all = commands(test::incomplete_report(), AnnotationStyle::kGitHub);
  EXPECT_EQ(all.back().name, "warning");
  EXPECT_TRUE(all.back().data.starts_with("the scan is incomplete; 1 corrupt; 1 limit: "));
  EXPECT_EQ(annotations(test::clean_report(), AnnotationStyle::kGitHub), "");
}

TEST(Annotations, CommandsAreStoppedByAToken) {
  EXPECT_EQ(stop_commands("abc", AnnotationStyle::kGitHub), "::stop-commands::abc\n");
  EXPECT_EQ(resume_commands("abc", AnnotationStyle::kGitHub), "::abc::\n");
  EXPECT_EQ(stop_commands("abc", AnnotationStyle::kAzure), "");
  EXPECT_EQ(resume_commands("abc", AnnotationStyle::kAzure), "");
}

}  // namespace
}  // namespace sluice

#include <gtest/gtest.h>

#include <regex>

#include "report/markup.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

TEST(Markdown, TellsTheWorstFirst) {
  const std::string text = markdown_report(test::sample_report(), {});
  EXPECT_TRUE(text.starts_with("## sluice: 4 secrets (2 critical, 1 high, 1 low)\n")) << text;
  EXPECT_NE(text.find("`src/config.py:12:9`"), std::string::npos) << text;
  EXPECT_NE(text.find("Ann Author"), std::string::npos);
}

TEST(Markdown, SaysWhatWasNotRead) {
  const std::string text = markdown_report(test::incomplete_report(), {});
  EXPECT_NE(text.find("**Incomplete**"), std::string::npos);
  EXPECT_NE(text.find("**not read**, corrupt: 1 item"), std::string::npos) << text;
}

TEST(Markdown, ACleanRunIsShort) {
  Report report = test::clean_report();
  EXPECT_TRUE(markdown_report(report, {}).starts_with("## sluice: no secrets found\n"));
  report.coverage.complete = false;
  EXPECT_TRUE(
      markdown_report(report, {}).starts_with("## sluice: no secrets found in what was read\n"));
}

// Outside code spans, what a forge would act on is broken.
TEST(Markdown, CallsNobodyAndLinksNothing) {
  Report report = test::sample_report();
  std::vector<Rule> rules = report.rules;
  for (Rule& rule : rules) {
    rule.title = "@everyone #12 <img src=x> [a](javascript:1) http://x |";
    rule.remediation = rule.title;
    rule.remediation_url = "javascript:alert(1)";
  }
  report.rules = rules;
  for (Finding& finding : report.findings) {
    finding.path = "@team `<b>` |x| #3 ``";
    if (finding.commit) finding.commit->author.name = "@owner";
  }
  std::string text =
      std::regex_replace(markdown_report(report, {}), std::regex("(`+)[^\n]*?[^`]\\1(?!`)"), "");
  // Within an element Markdown has no meaning, elsewhere a backslash takes it.
  text = std::regex_replace(text, std::regex("<summary>[^<]*(<!-- -->[^<]*)*</summary>"), "");
  text = std::regex_replace(text, std::regex(R"(\\[\[\]<>()#])"), "");
  for (const char* live : {"@everyone", "@team", "@owner", "#12", "#3", "<img", "](javascript",
                           "<javascript", "<b>"}) {
    EXPECT_EQ(text.find(live), std::string::npos) << live << "\n" << text;
  }
}

TEST(Markdown, StaysWithinAComment) {
  Report report = test::sample_report();
  const std::vector<Finding> one = report.findings;
  for (int i = 0; i < 3000; ++i) {
    Finding finding = one[0];
    finding.secret += std::to_string(i);
    finding.path = std::string(200, '|') + std::to_string(i);
    report.findings.push_back(finding);
  }
  identify(report.findings, report.rules, builtin_identity_key());
  group_secrets(report);
  const std::string text = markdown_report(report, {});
  EXPECT_LT(text.size(), 60000u);
  EXPECT_NE(text.find("more secrets; the JSON and HTML reports hold all"), std::string::npos);
}

TEST(Markup, CodeSpansHoldAnything) {
  EXPECT_EQ(markdown_code("a"), "`a`");
  EXPECT_EQ(markdown_code("a|b"), "`a\\|b`");
  EXPECT_EQ(markdown_code("a`b"), "``a`b``");
  EXPECT_EQ(markdown_code("`"), "`` ` ``");
  EXPECT_EQ(markdown_code(""), "");
  EXPECT_EQ(markdown_code("a\nb"), "`a\\x0ab`");
}

TEST(Markup, OnlyWebAddressesAreLinks) {
  EXPECT_TRUE(is_web_url("https://example.com/a?b#c"));
  for (const char* url : {"javascript:alert(1)", "https://", "https:///x", "https://a b",
                          "HTTPS://x", "https://x\"y", "data:text/html,x", "https://x>y", ""}) {
    EXPECT_FALSE(is_web_url(url)) << url;
  }
}

}  // namespace
}  // namespace sluice

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "report/sample_report.h"

namespace sluice {
namespace {

using nlohmann::json;

std::string between(const std::string& text, const std::string& open, const std::string& close) {
  const size_t begin = text.find(open);
  EXPECT_NE(begin, std::string::npos) << open;
  const size_t end = text.find(close, begin + open.size());
  return text.substr(begin + open.size(), end - begin - open.size());
}

json data_of(const Report& report) {
  return json::parse(between(html_report(report, {}), "id=\"data\">", "</script>"));
}

TEST(Html, ThePolicyNamesItsOneScriptAndStyleAndNoNetwork) {
  const std::string page = html_report(test::sample_report(), {});
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find("http"), std::string::npos);
  const std::regex digest("'sha256-[A-Za-z0-9+/]{43}='");
  EXPECT_EQ(std::distance(std::sregex_iterator(policy.begin(), policy.end(), digest),
                          std::sregex_iterator()),
            2);
  EXPECT_EQ(page.find("{{"), std::string::npos);
}

// In the page itself, the data aside, a repository's text is text.
TEST(Html, NothingOfTheRepositoryIsMarkup) {
  const std::string page = html_report(test::incomplete_report(), {});
  size_t scripts = 0;
  for (size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1))
    ++scripts;
  EXPECT_EQ(scripts, 2u);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<b>q9"), std::string::npos);
  const std::string data = between(page, "id=\"data\">", "</script>");
  EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
}

TEST(Html, TellsEverySecretWithItsLife) {
  const Report report = test::sample_report();
  const json data = data_of(report);
  EXPECT_EQ(data["secrets"].size(), 4u);
  EXPECT_EQ(data["acceptedTotal"], 1);
  EXPECT_EQ(data["now"], report.now);
  const json& first = data["secrets"][0];
  EXPECT_EQ(first["where"], "head");
  EXPECT_EQ(first["shown"], "ghp_…");
  EXPECT_EQ(first["introduced"]["author"], "Ann Author");
  EXPECT_EQ(first["findings"].size(), 4u);
  EXPECT_EQ(first["steps"].size(), 5u);
  const json& rule = data["rules"][first["rule"].get<size_t>()];
  EXPECT_EQ(rule["id"], "github-pat");
  for (const json& number : rule["controls"]) EXPECT_LT(number, data["controls"].size());
  for (const json& step : first["steps"]) EXPECT_LT(step["text"], data["texts"].size());
  EXPECT_EQ(data["secrets"][1]["where"], "history");
}

TEST(Html, ListsAHundredRefsAndCountsAll) {
  Report report = test::sample_report();
  report.secrets[0].refs.clear();
  for (int i = 1000; i < 1150; ++i)
    report.secrets[0].refs.push_back("refs/pull/" + std::to_string(i));
  const json data = data_of(report);
  const json& secret = data["secrets"][0];
  EXPECT_EQ(secret["refs"].size(), 100u);
  EXPECT_EQ(secret["refCount"], 150);
}

TEST(Html, LinksOnlyToTheWeb) {
  Report report = test::sample_report();
  report.findings[0].link = "javascript:alert(1)";
  report.findings[1].link = "https://example.com/a#L1";
  const std::string page = html_report(report, {});
  EXPECT_EQ(page.find("\"link\":\"javascript"), std::string::npos);
  EXPECT_NE(page.find("\"link\":\"https://example.com/a#L1\""), std::string::npos);
  EXPECT_EQ(page.find("\"url\":\"javascript"), std::string::npos);
}

TEST(Html, WithoutScriptsThereIsAPlainTable) {
  const std::string table =
      between(html_report(test::sample_report(), {}), "<noscript>", "</noscript>");
  EXPECT_NE(table.find("<td>critical</td>"), std::string::npos);
  EXPECT_NE(table.find("commit 001122334455:3:9 and 2 more places"), std::string::npos);
  const std::string clean =
      between(html_report(test::clean_report(), {}), "<noscript>", "</noscript>");
  EXPECT_NE(clean.find("No secrets found"), std::string::npos);
}

TEST(Html, TellsWhatAChangeItselfSuppresses) {
  EXPECT_EQ(data_of(test::change_report(true))["added"].size(), 2u);
  EXPECT_EQ(data_of(test::sample_report())["added"].size(), 0u);
}

}  // namespace
}  // namespace sluice

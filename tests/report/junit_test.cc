#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "report/sample_report.h"

namespace sluice {
namespace {

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Tags close in the order in which they opened; attributes are in quotes; no bare & or <.
bool is_well_formed(std::string xml) {
  static const std::regex declaration(R"(^<\?xml version="1.0" encoding="UTF-8"\?>\n)");
  static const std::regex innermost(
      R"(<([a-z]+)( [a-z]+="[^"<&]*(&(amp|lt|gt|quot|apos);[^"<&]*)*")*(/>|>[^<&]*(&(amp|lt|gt|quot|apos);[^<&]*)*</\1>))");
  if (!std::regex_search(xml, declaration)) return false;
  xml = std::regex_replace(xml, declaration, "");
  for (std::string inner = xml;; xml = inner) {
    inner = std::regex_replace(xml, innermost, "");
    if (inner == xml) return inner == "\n";
  }
}

TEST(Junit, ACleanRunHasATestThatPassed) {
  const std::string xml = junit_report(test::clean_report(), {});
  EXPECT_NE(xml.find("tests=\"1\" failures=\"0\" errors=\"0\""), std::string::npos) << xml;
  EXPECT_EQ(count(xml, "<testcase "), 1u);
  EXPECT_EQ(count(xml, "<failure"), 0u);
  EXPECT_TRUE(is_well_formed(xml));
}

TEST(Junit, CountsAgreeWithWhatItHolds) {
  const std::string xml = junit_report(test::incomplete_report(), {});
  const size_t cases = count(xml, "<testcase "), failures = count(xml, "<failure ");
  EXPECT_EQ(count(xml, " tests=\"" + std::to_string(cases) + "\" failures=\"" +
                           std::to_string(failures) + "\" errors=\"1\""),
            2u);
  EXPECT_EQ(count(xml, "<error "), 1u);
  EXPECT_EQ(count(xml, "<skipped "), 1u);
  EXPECT_GT(failures, 3u);
  EXPECT_TRUE(is_well_formed(xml)) << xml;
}

// GitLab and Jenkins take two tests of one name for one test.
TEST(Junit, NoTwoTestsHaveTheSameName) {
  const std::string xml = junit_report(test::sample_report(), {});
  std::set<std::string> names;
  const std::regex name("<testcase classname=\"[^\"]*\" name=\"[^\"]*\"");
  for (std::sregex_iterator at(xml.begin(), xml.end(), name), end; at != end; ++at) {
    EXPECT_TRUE(names.insert(at->str()).second) << at->str();
  }
}

TEST(Junit, OddNamesBreakNothing) {
  for (const char* path : {"a\"b'c<d>&e", "\x01\x0b\x1f", "]]>", "<![CDATA[",
                           "\xef\xbf\xbf\xef\xbf\xbe", "\xff\xfe", "&#0;", "\n\t"}) {
    Report report = test::sample_report();
    for (Finding& finding : report.findings) finding.path = path;
    const std::string xml = junit_report(report, {});
    EXPECT_TRUE(is_well_formed(xml)) << path;
    EXPECT_EQ(xml.find("\xef\xbf\xbf"), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice

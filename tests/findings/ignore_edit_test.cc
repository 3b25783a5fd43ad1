#include "findings/ignore_edit.h"

#include <gtest/gtest.h>

#include "findings/replace_text.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

const std::string kLow(32, '1'), kHigh(32, 'e');

TEST(IgnoreEdit, ALineReadsBackOrIsRefused) {
  EXPECT_EQ(*ignore_line({kLow, "2024-12-31", "why # not"}),
            kLow + "  # until=2024-12-31 why # not");
  EXPECT_EQ(*ignore_line({"path:a/**", "", ""}), "path:a/**");
  EXPECT_FALSE(ignore_line({kLow, "2024-02-31", "x"}));
  EXPECT_FALSE(ignore_line({kLow, "", "two\nlines"}));
  EXPECT_FALSE(ignore_line({kLow, "", "until=2024-12-31 x"}));
  EXPECT_FALSE(ignore_line({"path:a #b", "", "x"}));
  EXPECT_FALSE(ignore_line({"path:!a", "", "x"}));
}

TEST(IgnoreEdit, ALineGoesToItsPlaceAndCommentsStay) {
  const std::string line = std::string(32, 'a') + "  # new";
  EXPECT_EQ(with_ignore_line("", line), line + "\n");
  EXPECT_EQ(with_ignore_line("# head\n", line), "# head\n" + line + "\n");
  EXPECT_EQ(with_ignore_line("# head\n" + kLow + "\n\n# of high\n" + kHigh, line),
            "# head\n" + kLow + "\n" + line + "\n\n# of high\n" + kHigh + "\n");
  EXPECT_EQ(with_ignore_line("# head\n" + kHigh + "\n", line),
            "# head\n" + line + "\n" + kHigh + "\n");
  EXPECT_EQ(with_ignore_line(kLow + "\r\n", line), kLow + "\r\n" + line + "\r\n");
  EXPECT_EQ(with_ignore_line(std::string(32, 'A') + " # old\n" + kHigh + "\n", line),
            line + "\n" + kHigh + "\n");
}

TEST(IgnoreEdit, LinesAreTakenOutByNumber) {
  EXPECT_EQ(without_lines("a\nb\nc", {2}), "a\nc");
  EXPECT_EQ(without_lines("a\nb\n", {1, 2}), "");
}

TEST(ReplaceText, LongerValuesComeFirstAndLostBytesAreRefused) {
  Report report;
  report.rules = test::sample_rules();
  for (const char* secret : {"value-1", "value-1-and-more", "short", "line-1\nline-2"}) {
    report.findings.push_back(test::sample_finding(0, "a", secret, "", 1));
    report.findings.back().reach = Reach::kHead;
  }
  const Result<ReplaceText> text = replace_text(report);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->text,
            "literal:value-1-and-more==>***REMOVED***\n"
            "regex:line\\x2D1\\x0Aline\\x2D2==>***REMOVED***\n"
            "literal:value-1==>***REMOVED***\n");
  EXPECT_EQ(text->too_short, 1u);
  report.findings[0].secret += "\xef\xbf\xbd";
  EXPECT_FALSE(replace_text(report));
  report.redacted = true;
  EXPECT_FALSE(replace_text(report));
}

}  // namespace
}  // namespace sluice

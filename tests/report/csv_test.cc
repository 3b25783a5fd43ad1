#include <gtest/gtest.h>

#include <algorithm>

#include "report/sample_report.h"

namespace sluice {
namespace {

// RFC 4180, as its grammar reads it: rows of cells, quotes taken off.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  for (size_t at = 0; at < csv.size();) {
    std::vector<std::string>& row = rows.emplace_back();
    while (true) {
      std::string& cell = row.emplace_back();
      if (csv[at] == '"') {
        for (++at; csv[at] != '"' || csv[at + 1] == '"'; ++at) {
          if (csv[at] == '"') ++at;
          cell += csv[at];
        }
        ++at;
      } else {
        while (csv[at] != ',' && csv[at] != '\r') cell += csv[at++];
      }
      if (csv[at] != ',') break;
      ++at;
    }
    EXPECT_EQ(csv.substr(at, 2), "\r\n");
    at += 2;
  }
  return rows;
}

std::string cell(const std::vector<std::vector<std::string>>& rows, size_t row, const char* name) {
  const auto at = std::find(rows[0].begin(), rows[0].end(), name);
  EXPECT_NE(at, rows[0].end()) << name;
  return rows[row][static_cast<size_t>(at - rows[0].begin())];
}

TEST(Csv, IsARowAFinding) {
  const Report report = test::sample_report();
  const auto rows = rows_of(csv_report(report, {}));
  ASSERT_EQ(rows.size(), report.findings.size() + 1);
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    EXPECT_EQ(cell(rows, i + 1, "fingerprint"), finding.fingerprint);
    EXPECT_EQ(cell(rows, i + 1, "line"), std::to_string(finding.location.line));
    EXPECT_EQ(cell(rows, i + 1, "suppressed_by"), finding.suppressed ? finding.suppressed->by : "");
  }
}

TEST(Csv, NoCellIsAFormula) {
  for (const char* path : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x",
                           "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")"}) {
    Report report = test::sample_report();
    for (Finding& finding : report.findings) {
      finding.path = path;
      if (finding.commit) finding.commit->author = {path, path};
    }
    for (const auto& row : rows_of(csv_report(report, {}))) {
      for (const std::string& text : row) {
        const size_t first = text.find_first_not_of(' ');
        if (first == std::string::npos) continue;
        EXPECT_EQ(std::string("=+-@\t\r").find(text[first]), std::string::npos) << text;
        EXPECT_FALSE(text.substr(first).starts_with("＝") || text.substr(first).starts_with("＠"));
      }
    }
  }
}

TEST(Csv, ACleanReportIsItsHeader) {
  EXPECT_EQ(rows_of(csv_report(test::clean_report(), {})).size(), 1u);
}

}  // namespace
}  // namespace sluice

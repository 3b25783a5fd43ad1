#include "report/formats.h"

#include <gtest/gtest.h>

#include "report/controls.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

std::string_view by_file(std::string_view path) {
  const Format* format = format_of_file(path);
  return format == nullptr ? "" : format->name;
}

TEST(Formats, AreFoundByTheirNames) {
  for (const Format& format : formats()) {
    EXPECT_EQ(find_format(format.name), &format);
    EXPECT_NE(format_names().find(format.name), std::string::npos);
    EXPECT_FALSE(format.summary.empty());
  }
  EXPECT_EQ(find_format("xml"), nullptr);
  EXPECT_EQ(find_format(""), nullptr);
}

TEST(Formats, AFilesNameTellsItsFormat) {
  EXPECT_EQ(by_file("out/report.html"), "html");
  EXPECT_EQ(by_file("a.sarif"), "sarif");
  EXPECT_EQ(by_file("a.json"), "json");
  EXPECT_EQ(by_file("gl-secret-detection-report.json"), "gitlab");
  EXPECT_EQ(by_file("out/gl-secret-detection-report.json"), "gitlab");
  EXPECT_EQ(by_file("my-gl-secret-detection-report.json"), "json");
  EXPECT_EQ(by_file("a.ndjson"), "jsonl");
  EXPECT_EQ(by_file("TEST.xml"), "junit");
  EXPECT_EQ(by_file("a.md"), "markdown");
  for (const char* path : {"", "report", ".json", "html", "a.pdf", "dir.html/x"}) {
    EXPECT_EQ(by_file(path), "") << path;
  }
}

TEST(Controls, EveryRuleSpeaksToSome) {
  for (const Rule& rule : test::sample_rules()) {
    const std::vector<const Control*> all = controls_of(rule);
    ASSERT_GE(all.size(), 7u);
    EXPECT_EQ(all[0]->id, "CWE-798");
    EXPECT_EQ(all[0]->framework->name, "CWE");
  }
}

}  // namespace
}  // namespace sluice

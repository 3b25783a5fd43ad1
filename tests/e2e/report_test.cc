// convert and merge, and how a format is chosen.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

// A repository with one secret, and its JSON report at dir/report.json.
class Reports : public testing::Test {
 protected:
  void SetUp() override {
    dir_.write("r/deploy/prod.env", env_line());
    repository_ = dir_ / "r";
    report_ = dir_ / "report.json";
    const Outcome scan = sluice("scan -q '" + repository_ + "' -o '" + report_ + "'");
    ASSERT_EQ(scan.code, 1) << scan.err;
  }

  const TempDir dir_;
  std::string repository_, report_;
};

TEST_F(Reports, TheNameOfTheFileChoosesTheFormat) {
  EXPECT_TRUE(read_file(report_)->starts_with("{\n  \"schema\": 1"));
  sluice("convert '" + report_ + "' -o '" + (dir_ / "a.html") + "'");
  EXPECT_TRUE(read_file(dir_ / "a.html")->starts_with("<!doctype html>"));
  sluice("convert '" + report_ + "' -f csv -o '" + (dir_ / "b.html") + "'");
  EXPECT_TRUE(read_file(dir_ / "b.html")->starts_with("severity,"));
  struct stat status {};
  ASSERT_EQ(::stat((dir_ / "a.html").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST_F(Reports, ConvertGivesWhatTheScanGives) {
  for (const char* format :
       {"text", "json", "sarif-full", "gitlab", "junit", "csv", "markdown", "html"}) {
    const Outcome direct = sluice("scan -q '" + repository_ + "' -f " + format);
    const Outcome converted = sluice("convert '" + report_ + "' -f " + std::string(format));
    EXPECT_EQ(converted.code, 0) << converted.err;
    EXPECT_EQ(converted.out, direct.out) << format;
    EXPECT_EQ(converted.err, "");
  }
}

TEST_F(Reports, ConvertReadsStandardInput) {
  const Outcome piped = sluice("convert - -f jsonl", "", *read_file(report_));
  EXPECT_EQ(piped.code, 0) << piped.err;
  EXPECT_NE(piped.out.find("\"path\":\"deploy/prod.env\""), std::string::npos);
}

TEST_F(Reports, WhatIsNoReportIsToldInALine) {
  EXPECT_EQ(sluice("convert '" + (dir_ / "none.json") + "'").code, 2);
  const Outcome bad = sluice("convert '" + dir_.write("bad.json", "{\"schema\": 9}") + "'");
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("bad.json: schema: must be 1"), std::string::npos) << bad.err;
  const Outcome format = sluice("convert '" + report_ + "' -f pdf");
  EXPECT_EQ(format.code, 2);
  EXPECT_NE(format.err.find("'pdf' is none of text, json"), std::string::npos) << format.err;
}

TEST_F(Reports, ARedactedReportCannotShowSecrets) {
  const Outcome shown = sluice("convert '" + report_ + "' --show-secrets");
  EXPECT_EQ(shown.code, 2);
  EXPECT_NE(shown.err.find("scan again with --show-secrets"), std::string::npos) << shown.err;
  EXPECT_EQ(shown.out, "");
}

TEST_F(Reports, AnOpenReportIsRedactedUnlessAsked) {
  const std::string open = dir_ / "open.json";
  sluice("scan -q '" + repository_ + "' --show-secrets -o '" + open + "'");
  EXPECT_EQ(sluice("convert '" + open + "' -f text").out.find(made_up_password()),
            std::string::npos);
  EXPECT_NE(sluice("convert '" + open + "' -f text --show-secrets").out.find(made_up_password()),
            std::string::npos);
}

TEST_F(Reports, MergeTellsBothAndFails) {
  dir_.write("other/x.env", env_line());
  const std::string other = dir_ / "other.json";
  sluice("scan -q '" + (dir_ / "other") + "' -o '" + other + "'");
  const Outcome merged = sluice("merge -q '" + report_ + "' '" + other + "' -f json");
  EXPECT_EQ(merged.code, 1) << merged.err;
  const auto report = nlohmann::json::parse(merged.out);
  EXPECT_EQ(report["secrets"].size(), 1u);
  EXPECT_EQ(report["findings"].size(), 2u);
  EXPECT_EQ(report["target"]["kind"], "merged");
}

TEST_F(Reports, MergeOfCleanOnesIsClean) {
  dir_.write("clean/a", "fine\n");
  const std::string clean = dir_ / "clean.json";
  EXPECT_EQ(sluice("scan -q '" + (dir_ / "clean") + "' -o '" + clean + "'").code, 0);
  EXPECT_EQ(sluice("merge -q '" + clean + "' '" + clean + "' -f text").code, 0);
}

TEST_F(Reports, RulesShowTellsTheControls) {
  const Outcome shown = sluice("rules show private-key");
  EXPECT_NE(shown.out.find("control       CWE-321: Use of Hard-coded Cryptographic Key"),
            std::string::npos)
      << shown.out;
}

TEST_F(Reports, RepositoryUriMustBeAWebAddress) {
  const Outcome bad = sluice("scan '" + repository_ + "' --repository-uri /srv/x");
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("'/srv/x' is no web address"), std::string::npos) << bad.err;
}

}  // namespace
}  // namespace sluice::test

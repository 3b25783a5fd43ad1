// sluice report: figures for a policy, and what git filter-repo takes.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

class Figures : public testing::Test {
 protected:
  void SetUp() override {
    repository_.write("deploy/prod.env", env_line());
    repository_.commit("first");
    repository_.write("fresh.env", std::string("API_PASS") + "WORD=" + "Gra" + "nite-4?ridge\n");
  }
  std::string path() const { return "'" + repository_.path() + "'"; }

  GitFixture repository_;
  const TempDir dir_;
};

TEST_F(Figures, CountExposureOwnersAndRules) {
  const Outcome text = sluice("report " + path() + " --max-exposure-days 30");
  EXPECT_EQ(text.code, 1) << text.err;
  EXPECT_NE(text.out.find("2 secrets unresolved, 1 exposed longer than 30 days."),
            std::string::npos)
      << text.out;
  const Outcome json = sluice("report " + path() + " --max-exposure-days 30 -f json");
  const auto figures = nlohmann::json::parse(json.out);
  EXPECT_EQ(figures["secrets_over_limit"], 1);
  EXPECT_EQ(figures["standing"]["in_head"], 1);
  EXPECT_EQ(figures["standing"]["in_files"], 1);
  EXPECT_EQ(figures["by_owner"].size(), 2u);
  EXPECT_GE(figures["exposure"]["longest_days"], 170);
  EXPECT_EQ(figures["secrets"][0]["over_limit"], true);
  EXPECT_EQ(json.out.find(made_up_password()), std::string::npos);
  EXPECT_NE(sluice("report " + path() + " -f markdown").out.find("| Owner | Secrets |"),
            std::string::npos);
  EXPECT_EQ(sluice("report " + path() + " --max-exposure-days 300").code, 0);
}

TEST_F(Figures, OfAReportAreThoseOfTheScan) {
  const std::string report = dir_ / "r.json";
  ASSERT_EQ(sluice("scan -q " + path() + " -o '" + report + "'").code, 1);
  const Outcome read = sluice("report '" + report + "' --max-exposure-days 30");
  EXPECT_EQ(read.code, 1) << read.err;
  EXPECT_EQ(read.out, sluice("report " + path() + " --max-exposure-days 30").out);
}

TEST_F(Figures, ABaselineInAReportHasItsTerm) {
  ASSERT_EQ(sluice("baseline create -q " + path()).code, 0);
  const std::string report = dir_ / "r.json";
  ASSERT_EQ(sluice("scan -q " + path() + " -o '" + report + "'").code, 0);
  EXPECT_EQ(sluice("report '" + report + "' --max-exposure-days 300").code, 0);
  const Outcome over = sluice("report '" + report + "' --max-exposure-days 30");
  EXPECT_EQ(over.code, 1) << over.out;
  EXPECT_NE(over.out.find("1 secret unresolved, 1 exposed longer than 30 days; 1 accepted"),
            std::string::npos)
      << over.out;
}

TEST_F(Figures, ReplaceTextHoldsValuesAndIsPrivate) {
  const std::string file = dir_ / "replace.txt";
  EXPECT_EQ(sluice("report " + path() + " --replace-text '" + file + "'").code, 2);
  const Outcome written =
      sluice("report " + path() + " --show-secrets --replace-text '" + file + "'");
  ASSERT_EQ(written.code, 0) << written.err;
  EXPECT_EQ(*read_file(file), "literal:" + made_up_password() + "==>***REMOVED***\n");
  EXPECT_NE(written.err.find("holds 1 secret in full"), std::string::npos) << written.err;
  EXPECT_NE(written.err.find("1 secret left out that no commit holds"), std::string::npos);
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST_F(Figures, ReplaceTextIsRefusedWhereItCouldLeak) {
  const Outcome inside = sluice("report " + path() + " --show-secrets --replace-text '" +
                                repository_.path() + "/deploy/r.txt'");
  EXPECT_EQ(inside.code, 2);
  EXPECT_NE(inside.err.find("name one outside"), std::string::npos) << inside.err;
  const std::string redacted = dir_ / "r.json";
  sluice("scan -q " + path() + " -o '" + redacted + "'");
  EXPECT_EQ(
      sluice("report '" + redacted + "' --show-secrets --replace-text '" + (dir_ / "x") + "'").code,
      2);
  EXPECT_FALSE(read_file(dir_ / "x"));
}

TEST_F(Figures, ReplaceTextTakesWhatFilterRepoWouldMisread) {
  // A value that holds its separator and looks like a regex.
  repository_.write("a.env", std::string("A_PASS") + "WORD='" + "regex:Pel==>ic" + "an-8:x'\n");
  repository_.commit("more");
  const std::string file = dir_ / "replace.txt";
  const Outcome written = sluice(
      "report " + path() + " --show-secrets --min-confidence low --replace-text '" + file + "'");
  ASSERT_EQ(written.code, 0) << written.err;
  const std::string text = *read_file(file);
  EXPECT_NE(text.find(std::string("literal:regex:Pel==>ic") + "an-8:x==>***REMOVED***\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace sluice::test

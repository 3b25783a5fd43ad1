#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

using Json = nlohmann::json;

TEST(ExplainCommand, TellsOfALineOfAFile) {
  const TempDir dir;
  const std::string file = dir.write("a.env", "first\n" + env_line());
  const Outcome text = sluice("explain '" + file + "':2");
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("generic-password: reported"), std::string::npos) << text.out;
  EXPECT_EQ(text.out.find(made_up_password()), std::string::npos);
  const Outcome json = sluice("explain '" + file + "':2 -f json --show-secrets");
  const Json told = Json::parse(json.out, nullptr, false);
  ASSERT_FALSE(told.is_discarded()) << json.out;
  EXPECT_EQ(told["line"], 2);
  const Json& rule = told["rules"][0];
  EXPECT_EQ(rule["stage"], "reported");
  EXPECT_EQ(rule["value"], made_up_password());
  double sum = 0;
  for (const Json& reason : rule["reasons"]) sum += reason["weight"].get<double>();
  EXPECT_DOUBLE_EQ(sum, rule["score"].get<double>());
}

TEST(ExplainCommand, NamesTheEntryThatCoversTheLine) {
  const TempDir dir;
  dir.write("a.env", "first\n" + env_line());
  const std::string here = "cd '" + dir.path() + "' && ";
  dir.write(".sluiceignore", "# none\npath:*.env\n");
  const Outcome ignored = sluice("explain a.env:2", here);
  EXPECT_NE(ignored.out.find("not reported: covered by the ignore file (.sluiceignore:2)"),
            std::string::npos)
      << ignored.out;
  dir.write(".sluiceignore", "");
  ASSERT_EQ(sluice("baseline create", here).code, 0);
  const Outcome known = sluice("explain a.env:2", here);
  EXPECT_NE(known.out.find("not reported: covered by the baseline (.sluice-baseline"),
            std::string::npos)
      << known.out;
}

TEST(ExplainCommand, StandardInputIsALineInAWordOfItsOwn) {
  const Outcome outcome = sluice("explain - 1", "", "DB_PASSWORD=${DB_PASSWORD}\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("dropped by the judge"), std::string::npos) << outcome.out;
  EXPECT_EQ(sluice("explain - 1", "", "plain words\n").out, "No rule came near this line.\n");
}

TEST(ExplainCommand, PlacesThatAreNoneAreUsage) {
  const TempDir dir;
  const std::string file = dir.write("a.env", "one\n");
  EXPECT_EQ(sluice("explain '" + file + "'").code, 2);
  EXPECT_EQ(sluice("explain '" + file + "':2").code, 2);
  EXPECT_EQ(sluice("explain '" + file + "':0").code, 2);
  EXPECT_EQ(sluice("explain '" + file + "':x").code, 2);
  EXPECT_EQ(sluice("explain").code, 2);
  EXPECT_EQ(sluice("explain '" + file + ".gone':1").code, 3);
}

}  // namespace
}  // namespace sluice::test

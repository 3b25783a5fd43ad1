// What the program says of itself.
#include <gtest/gtest.h>

#include <string>

#include "e2e/program.h"

namespace sluice::test {
namespace {

TEST(Version, TellsTheLibrariesThatAreInIt) {
  const Outcome text = sluice("version");
  EXPECT_EQ(text.code, 0);
  EXPECT_EQ(text.out.rfind(sluice("--version").out, 0), 0u) << text.out;
  const nlohmann::json all = nlohmann::json::parse(sluice("version --json").out);
  EXPECT_EQ(all.at("ruleset_sha256").get<std::string>().size(), 64u);
  EXPECT_GE(all.at("libraries").size(), 9u);
  for (const nlohmann::json& library : all.at("libraries")) {
    EXPECT_NE(library.at("version"), "");
    EXPECT_NE(text.out.find(library.at("name").get<std::string>()), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice::test

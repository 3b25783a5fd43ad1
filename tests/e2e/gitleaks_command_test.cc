// sluice in gitleaks' place: what its scripts lean on beside the findings themselves, which
// gitleaks_golden_test.cc holds.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file_reader.h"
#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

using Json = nlohmann::json;

constexpr char kConfig[] =
    "[[rules]]\nid = 'tok'\ndescription = 'a token'\nregex = '''tok_[a-z0-9]+'''\n";

class GitleaksCommand : public ::testing::Test {
 protected:
  GitleaksCommand() {
    dir_.write("c.toml", kConfig);
    dir_.write("d/a.txt", "x = tok_one1\ny = tok_two2\n");
  }

  Outcome run(const std::string& arguments, const std::string& input = "") const {
    return sluice("gitleaks " + arguments,
                  "unset GITLEAKS_CONFIG GITLEAKS_CONFIG_TOML; cd '" + dir_.path() + "';", input);
  }
  Json report(const std::string& arguments, int code) const {
    const Outcome outcome = run(arguments + " -r - -f json");
    EXPECT_EQ(outcome.code, code) << outcome.err;
    return Json::parse(outcome.out, nullptr, false);
  }

  const TempDir dir_;
};

TEST_F(GitleaksCommand, ExitCodesAreTheirs) {
  EXPECT_EQ(run("dir d -c c.toml").code, 1);
  EXPECT_EQ(run("dir d -c c.toml --exit-code 7").code, 7);
  EXPECT_EQ(run("dir d -c c.toml --exit-code=0").code, 0);
  EXPECT_EQ(run("stdin -c c.toml", "nothing\n").code, 0);
  EXPECT_EQ(run("detect --pipe -c c.toml", "tok_a1\n").code, 1);
  EXPECT_EQ(run("dir --nothing-such").code, 126);
  EXPECT_EQ(run("dir -Z").code, 1);
  EXPECT_EQ(run("frobnicate").code, 1);
  EXPECT_EQ(run("dir d -c gone.toml").code, 1);
  EXPECT_EQ(run("dir d -c c.toml --enable-rule gone").code, 1);
  EXPECT_EQ(run("dir d -c c.toml -r x.xml").code, 1);
  EXPECT_EQ(run("").code, 0);
}

TEST_F(GitleaksCommand, WhatItDidNotSeeIsNotClean) {
  EXPECT_NE(run("git -c c.toml").err.find("no git repository"), std::string::npos);
  EXPECT_EQ(run("git -c c.toml").code, 1);
  EXPECT_EQ(run("dir d -c c.toml --exit-code 0 -b gone.json").code, 1);
  std::filesystem::create_symlink("nowhere", dir_ / "d/link");
  EXPECT_EQ(run("dir d -c c.toml --exit-code 0").code, 0);
  EXPECT_EQ(run("dir d -c c.toml --exit-code 0 --follow-symlinks").code, 1);
  dir_.write("d/x.zip", std::string("PK\3\4\0\0", 6));
  EXPECT_EQ(run("dir d -c c.toml --exit-code 0 --max-archive-depth 2").code, 1);
}

TEST_F(GitleaksCommand, MistakesOfAConfigurationAreTold) {
  dir_.write("bad.toml", "[[rules]]\nid = 'x'\nregex = '(['\n");
  const Outcome outcome = run("dir d -c bad.toml");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("bad.toml:1: `regex`"), std::string::npos) << outcome.err;
  dir_.write("empty.toml", "[[rules]]\nid = 'x'\n");
  EXPECT_NE(run("dir d -c empty.toml").err.find("both |regex| and |path| are empty"),
            std::string::npos);
  dir_.write("list.toml", "[[allowlists]]\ndescription = 'x'\n");
  EXPECT_NE(run("dir d -c list.toml").err.find("list.toml:1:"), std::string::npos);
  EXPECT_NE(run("dir d -c c.toml --report-template t -r x -f template").err.find("templates"),
            std::string::npos);
}

TEST_F(GitleaksCommand, IgnoresAndBaselinesAreHonoured) {
  dir_.write(".gitleaksignore", "# known\nd/a.txt:tok:1\n");
  EXPECT_EQ(report("dir d -c c.toml", 1).size(), 1u);
  EXPECT_EQ(report("dir d -c c.toml -i elsewhere", 1).size(), 2u);
  run("dir d -c c.toml -i elsewhere -r base.json");
  EXPECT_TRUE(report("dir d -c c.toml -i elsewhere -b base.json", 0).empty());
  dir_.write("d/a.txt", "tok_new3\nx = tok_one1\n");
  EXPECT_EQ(report("dir d -c c.toml -i elsewhere -b base.json", 1).size(), 2u);
}

TEST_F(GitleaksCommand, WhatTheSourceHoldsLeadsNowhereOutside) {
  const auto extending = [&](const std::string& path) {
    dir_.write("d/.gitleaks.toml", "[extend]\npath = '" + path + "'\n");
    return run("dir d");
  };
  std::filesystem::create_symlink("../c.toml", dir_ / "d/out.toml");
  dir_.write("dd/c.toml", kConfig);
  for (const std::string& path :
       {std::string("/dev/zero"), dir_ / "c.toml", std::string("c.toml"),
        std::string("d/../c.toml"), std::string("d/out.toml"), std::string("dd/c.toml")}) {
    const Outcome outcome = extending(path);
    EXPECT_EQ(outcome.code, 1) << path;
    EXPECT_NE(outcome.err.find("d/.gitleaks.toml: failed to load extended config: " + path +
                               ": lies outside what is scanned"),
              std::string::npos)
        << outcome.err;
    EXPECT_EQ(outcome.err.find("leaks found"), std::string::npos) << outcome.err;
  }
  EXPECT_NE(extending("d").err.find("not a regular file"), std::string::npos);
  // Within it, and where a person names the configuration, it is followed.
  dir_.write("d/sub/c.toml", kConfig);
  std::filesystem::create_symlink("sub/c.toml", dir_ / "d/in.toml");
  for (const char* path : {"d/sub/c.toml", "d/in.toml"}) {
    EXPECT_NE(extending(path).err.find("leaks found: 2"), std::string::npos) << path;
  }
  extending("d/out.toml");
  EXPECT_EQ(report("dir d -c d/.gitleaks.toml", 1).size(), 2u);
  // What it extends extends no further out.
  dir_.write("d/sub/c.toml", "[extend]\npath = 'c.toml'\n");
  EXPECT_NE(extending("d/sub/c.toml").err.find("d/sub/c.toml: failed to load extended config"),
            std::string::npos);
}

TEST_F(GitleaksCommand, AnIgnoreFileThatIsALinkIsToldAndNotRead) {
  dir_.write("known", "d/a.txt:tok:1\nno fingerprint\n");
  std::filesystem::create_symlink("../known", dir_ / "d/.gitleaksignore");
  for (const char* place : {"dir d -c c.toml", "dir d -c c.toml -i d"}) {
    const Outcome outcome = run(std::string(place) + " --exit-code 0 -r - -f json");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(Json::parse(outcome.out, nullptr, false).size(), 2u) << outcome.out;
    const size_t told = outcome.err.find("d/.gitleaksignore: a symbolic link");
    EXPECT_NE(told, std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("d/.gitleaksignore: ", told + 1), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("fingerprint"), std::string::npos) << outcome.err;
  }
  std::filesystem::remove(dir_ / "d/.gitleaksignore");
  EXPECT_EQ(report("dir d -c c.toml -i known", 1).size(), 1u);
}

TEST_F(GitleaksCommand, RedactsWhatItPrints) {
  const Outcome outcome = run("dir d -c c.toml --redact -v -r report.json");
  EXPECT_EQ(outcome.out.find("tok_"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("Secret:      REDACTED"), std::string::npos) << outcome.out;
  EXPECT_EQ(read_file(dir_ / "report.json")->find("tok_"), std::string::npos);
  EXPECT_EQ(report("dir d -c c.toml --redact=50", 1)[0]["Secret"], "tok_...");
}

TEST_F(GitleaksCommand, DefaultRulesGoByTheirNames) {
  // Put together here, so that no file holds it.
  dir_.write("d/k.env", "KEY=" + std::string("sk_live_") + "51H8xKf2eZvKYlo2CnM7tQwPz\n");
  const Json found = report("dir d", 1);
  ASSERT_EQ(found.size(), 1u) << found.dump(1);
  EXPECT_EQ(found[0]["RuleID"], "stripe-access-token");
  dir_.write("d/.gitleaks.toml",
             "[extend]\nuseDefault = true\ndisabledRules = ['stripe-access-token']\n");
  EXPECT_TRUE(report("dir d", 0).empty());
  dir_.write(
      "d/.gitleaks.toml",
      "[extend]\nuseDefault = true\n[[rules]]\nid = 'stripe-access-token'\ntags = ['pay']\n");
  EXPECT_EQ(report("dir d", 1)[0]["Tags"], Json({"pay"}));
  EXPECT_TRUE(report("dir d --enable-rule aws-access-token", 0).empty());
}

TEST_F(GitleaksCommand, AnswersToTheName) {
  std::filesystem::create_symlink(SLUICE_PROGRAM, dir_ / "gitleaks");
  const std::string command = "cd '" + dir_.path() + "'; ./gitleaks dir d -c c.toml -r - -f csv";
  EXPECT_NE(test::run(command + " || true").find("tok,,d/a.txt"), std::string::npos);
  EXPECT_TRUE(test::run("'" + (dir_ / "gitleaks") + "' version").starts_with("8.30.1"));
}

}  // namespace
}  // namespace sluice::test

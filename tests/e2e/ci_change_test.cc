// What a change can do to slip by: merges, what is undone within it, renames, and suppressions of
// its own.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "base/file_reader.h"
#include "e2e/ci_fixture.h"

namespace sluice::test {
namespace {

class CiChange : public CiFixture {
 protected:
  nlohmann::json judge(int expected_code, const std::string& arguments = "") {
    return json(clone("", "", id("HEAD")), {}, expected_code, "--base main " + arguments);
  }
  Outcome github(const std::string& arguments = "") {
    return ci(clone("", "", id("HEAD")), {}, "--base main --annotations github " + arguments);
  }
  static nlohmann::json suppressions(const nlohmann::json& report) {
    return report["coverage"].value("new_suppressions", nlohmann::json::array());
  }
};

TEST_F(CiChange, ASecretInAMergesConflictResolutionIsFound) {
  branch("topic");
  add("app.txt", "topic\ntwo\n");
  branch("other");
  add("app.txt", "other\ntwo\n");
  server.git("checkout -q topic");
  EXPECT_NE(std::system(("git -C '" + server.path() + "' merge -q other >/dev/null 2>&1").c_str()),
            0);
  server.write("app.txt", "resolved\n" + env_line());
  const std::string merge = server.commit("merge");
  ASSERT_NO_THROW(id("HEAD^2"));
  // And taken out again before anyone looks.
  add("app.txt", "resolved\n");
  const auto report = judge(1);
  EXPECT_EQ(places(report), "app.txt:2");
  EXPECT_EQ(report["findings"][0]["commit"], merge);
}

TEST_F(CiChange, ASecretThatIsAddedAndRemovedWithinTheChangeIsFound) {
  branch("topic");
  const std::string leak = add("leak.env", env_line());
  server.git("rm -q leak.env");
  server.commit("oops");
  const auto report = judge(1);
  EXPECT_EQ(places(report), "leak.env:1");
  EXPECT_EQ(report["secrets"][0]["introduced"]["commit"], leak);
}

TEST_F(CiChange, ASecretOnASecondParentAloneIsFound) {
  branch("side");
  add("leak.env", env_line());
  branch("topic");
  add("more.txt", "text\n");
  server.git("merge -q -s ours --no-edit side");
  EXPECT_EQ(places(judge(1)), "leak.env:1");
}

TEST_F(CiChange, ARenameCarriesItsOldFindingsAndACopyIsNew) {
  add("old.env", "A=1\nB=2\nC=3\n" + env_line());
  branch("topic");
  server.git("mv old.env new.env");
  server.commit("rename");
  EXPECT_EQ(places(judge(0)), "");
  add("copy.env", "A=1\nB=2\nC=3\n" + env_line());
  EXPECT_EQ(places(judge(1)), "copy.env:4");
}

TEST_F(CiChange, ASecretInACommitMessageIsFound) {
  branch("topic");
  server.write("more.txt", "text\n");
  server.git("add -A");
  const std::string message = dir.write("message", "subject\n\n" + env_line());
  server.git("commit -q -F '" + message + "'");
  const auto report = judge(1);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["kind"], "commit");
}

TEST_F(CiChange, ACommentThatAllowsALineHoldsUnlessItIsToFail) {
  branch("topic");
  const std::string line = env_line();
  const std::string commit =
      add("leak.env", line.substr(0, line.size() - 1) + "  # sluice:" + "allow\n");
  const auto report = judge(0);
  ASSERT_EQ(suppressions(report).size(), 1u);
  const auto entry = suppressions(report).at(0);
  EXPECT_EQ(entry["by"], "inline");
  EXPECT_EQ(entry["where"], "leak.env:1");
  EXPECT_EQ(entry["commit"], commit);
  EXPECT_EQ(entry["findings"], 1);
  EXPECT_EQ(entry["holds"], true);
  EXPECT_EQ(report["findings"][0]["suppressed"]["by"], "inline");
  const Outcome outcome = github();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.out.find("\n::notice file=leak.env,line=1,"), std::string::npos) << outcome.out;
  const auto failed = judge(1, "--new-suppressions fail");
  EXPECT_EQ(places(failed), "leak.env:1");
  EXPECT_EQ(suppressions(failed)[0]["holds"], false);
}

TEST_F(CiChange, TheTrustedConfigurationDecidesWhetherTheyFail) {
  add(".sluice.toml", "new_suppressions = \"fail\"\n");
  branch("topic");
  const std::string line = env_line();
  add("leak.env", line.substr(0, line.size() - 1) + "  # sluice:" + "allow\n");
  // The change cannot take that back.
  add(".sluice.toml", "new_suppressions = \"allow\"\n");
  EXPECT_EQ(places(judge(1)), "leak.env:1");
  EXPECT_EQ(places(judge(0, "--new-suppressions allow")), "");
}

TEST_F(CiChange, AConfigurationThatAllowsItsOwnPathIsTold) {
  add(".sluice.toml", "[[allowlists]]\npaths = ['''^docs/''']\n");
  branch("topic");
  add("docs/a.env", password_line("Kes"
                                  "tel"));  // allowed by what is trusted
  add("conf/leak.env", env_line());
  const std::string commit = add(".sluice.toml",
                                 "[[allowlists]]\npaths = ['''^docs/''']\n[[allowlists]]\n"
                                 "description = \"samples\"\npaths = ['''^conf/''']\n");
  add("more.txt", "text\n");
  const auto report = judge(0);
  ASSERT_EQ(suppressions(report).size(), 1u) << report["coverage"].dump(1);
  const auto entry = suppressions(report).at(0);
  EXPECT_EQ(entry["by"], "allowlist");
  EXPECT_EQ(entry["where"], ".sluice.toml");
  EXPECT_EQ(entry["what"], "samples");
  EXPECT_EQ(entry["commit"], commit);
  EXPECT_EQ(entry["findings"], 1);
  EXPECT_EQ(places(judge(1, "--new-suppressions fail")), "conf/leak.env:1");
}

TEST_F(CiChange, RulesThatAreSwitchedOffOrDroppedAreTold) {
  add("base.txt", "text\n");
  branch("topic");
  add("leak.env", env_line());
  const auto found = judge(1);
  const std::string rule = found["findings"][0]["rule"];
  const std::string commit = add(".sluice.toml", "disabled_rules = [\"" + rule + "\"]\n");
  const auto report = judge(0);
  ASSERT_EQ(suppressions(report).size(), 1u);
  EXPECT_EQ(suppressions(report)[0]["by"], "disabled_rule");
  EXPECT_EQ(suppressions(report)[0]["what"], rule);
  EXPECT_EQ(suppressions(report)[0]["commit"], commit);
  EXPECT_EQ(report["findings"][0]["suppressed"]["by"], "disabled_rule");
  // All of them at once: listed, and the finding counts where they are not to hold.
  add(".sluice.toml",
      "builtin_rules = false\n[[rules]]\nid = \"x\"\nregex = '''never-[0-9]{9}'''\n");
  EXPECT_GT(suppressions(judge(0)).size(), 100u);
  EXPECT_EQ(places(judge(1, "--new-suppressions fail")), "leak.env:1");
  // A rewritten rule that finds nothing any more.
  add(".sluice.toml", "[[rules]]\nid = \"" + rule + "\"\nregex = '''never-[0-9]{9}'''\n");
  EXPECT_EQ(suppressions(judge(0))[0]["by"], "config");
}

TEST_F(CiChange, IgnoreAndBaselineEntriesOfTheChangeAreTold) {
  add(".sluiceignore", "path:vendor/**\n");
  branch("topic");
  add("leak.env", env_line());
  const std::string fingerprint = judge(1)["findings"][0]["fingerprint"];
  const std::string commit =
      add(".sluiceignore", fingerprint + "  # reviewed\npath:vendor/**\npath:later/**\n");
  const auto report = judge(0);
  ASSERT_EQ(suppressions(report).size(), 2u) << report["coverage"].dump(1);
  EXPECT_EQ(suppressions(report)[0]["where"], ".sluiceignore:1");
  EXPECT_EQ(suppressions(report)[0]["what"], fingerprint);
  EXPECT_EQ(suppressions(report)[0]["commit"], commit);
  EXPECT_EQ(suppressions(report)[0]["findings"], 1);
  EXPECT_EQ(suppressions(report)[1]["what"], "path:later/**");
  EXPECT_EQ(suppressions(report)[1]["findings"], 0);
  EXPECT_EQ(places(judge(1, "--new-suppressions fail")), "leak.env:1");
  // Taken from the change by rebasing it away: nothing of it is new.
  server.git("checkout -q main");
  server.git("merge -q --ff-only topic");
  branch("next");
  add("more.txt", "text\n");
  EXPECT_EQ(suppressions(judge(0)).size(), 0u);
}

TEST_F(CiChange, WhatTheBaseIgnoresIsIgnoredAndWhatTheBaseDroppedIsNot) {
  add(".sluiceignore", "path:leak.env\n");
  branch("topic");
  add("leak.env", env_line());
  EXPECT_EQ(places(judge(0)), "");
  // The target's tip is believed: an entry that it took out since suppresses nothing, and a change
  // that does not touch the file proposes nothing.
  server.git("checkout -q main");
  add(".sluiceignore", "path:other.env\n");
  server.git("checkout -q topic");
  const auto report = judge(1);
  EXPECT_EQ(places(report), "leak.env:1");
  EXPECT_EQ(suppressions(report).size(), 0u);
}

TEST_F(CiChange, AnotherRefCanBeBelieved) {
  branch("policy");
  add(".sluiceignore", "path:leak.env\n");
  branch("topic");
  add("leak.env", env_line());
  EXPECT_EQ(ci(clone("", "", id("HEAD")), {}, "--base main").code, 1);
  EXPECT_EQ(ci(clone("", "", id("HEAD")), {}, "--base main --policy-ref policy").code, 0);
  EXPECT_EQ(ci(clone("", "", id("HEAD")), {}, "--base main --policy-ref nowhere").code, 2);
}

TEST_F(CiChange, ABrokenConfigurationOfTheChangeIsToldAndOneOfTheBaseIsAMistake) {
  branch("topic");
  add("leak.env", env_line());
  add(".sluice.toml", "disabled_rules = [\n");
  const Outcome outcome = ci(clone("", "", id("HEAD")), {}, "--base main");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("the change's own policy suppresses nothing, as it is not valid: "
                             ".sluice.toml:"),
            std::string::npos)
      << outcome.err;
  server.git("checkout -q main");
  server.git("merge -q --ff-only topic");
  branch("next");
  add("more.txt", "text\n");
  EXPECT_EQ(ci(clone("", "", id("HEAD")), {}, "--base main").code, 2);
}

TEST_F(CiChange, SarifSaysWhatIsSuppressedInTheSource) {
  branch("topic");
  const std::string line = env_line();
  add("leak.env", line.substr(0, line.size() - 1) + "  # sluice:" + "allow\n");
  for (const bool holds : {true, false}) {
    const std::string file = dir / "out.sarif";
    ci(clone("", "", id("HEAD")), {},
       "--base main -f sarif -o '" + file + "' --new-suppressions " + (holds ? "allow" : "fail"));
    const auto sarif = nlohmann::json::parse(*read_file(file));
    const auto& result = sarif["runs"][0]["results"].at(0);
    EXPECT_EQ(result["suppressions"].at(0)["kind"], "inSource");
    EXPECT_EQ(result["suppressions"].at(0)["status"], holds ? "accepted" : "rejected");
  }
}

TEST_F(CiChange, NothingThatARepositoryHoldsIsACommandOfTheLog) {
  branch("topic");
  for (const char* name : {"::error file=x::y.env", "a ::set-output name=x::y.env",
                           "##[add-mask]z.env", "##vso[task.setvariable variable=x]y.env",
                           "b\n::stop-commands::t.env", "%0A::warning::w.env"}) {
    add(name, env_line());
  }
  for (const char* style : {"github", "azure"}) {
    const Outcome outcome =
        ci(clone("", "", id("HEAD")), {}, std::string("--base main -v --annotations ") + style);
    EXPECT_EQ(outcome.code, 1);
    std::string word;
    for (const std::string* stream : {&outcome.out, &outcome.err}) {
      std::istringstream in(*stream);
      for (std::string text; std::getline(in, text);) {
        if (text.starts_with("::stop-commands::")) word = text.substr(17);
        const bool own = text.starts_with("::stop-commands::") || text == "::" + word + "::" ||
                         text.starts_with("::error ") || text.starts_with("::notice ") ||
                         text.starts_with("##vso[task.logissue type=");
        const std::string trimmed =
            text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
        EXPECT_TRUE(own || !trimmed.starts_with("::")) << text;
        EXPECT_EQ(text.find("##[", own ? 3 : 0), text.npos) << text;
        EXPECT_EQ(text.find("##vso[", own ? 3 : 0), text.npos) << text;
      }
    }
  }
}

}  // namespace
}  // namespace sluice::test

// sluice find: known secrets, wherever they live or lived.
#include <gtest/gtest.h>

#include <set>

#include "e2e/program.h"
#include "support/git_fixture.h"
#include "support/made_up.h"

namespace sluice::test {
namespace {

std::string token() { return std::string("q7Zt/K2m") + "+Wx9RbN4"; }
std::string other_token() { return std::string("Lw3vPd8s") + "Yh5cGj1f"; }

class Find : public testing::Test {
 protected:
  void SetUp() override {
    repository_.write("app.conf", "key = " + token() + "\n");
    repository_.write("k8s.yaml", "data:\n  key: " + base64_of("u:" + token()) + "\n");
    first_ = repository_.commit("first");
    repository_.write("app.conf", "key = ${KEY}\n");
    repository_.commit("second, see q7Zt%2FK2m%2BWx9RbN4");
    repository_.write("note.txt", "not committed \"" + std::string("q7Zt\\/K2m+Wx9") + "RbN4\"\n");
    repository_.write("allowed.txt", token() + " # sluice:allow\n");
    repository_.write(".sluiceignore", "path:allowed.txt\n");
  }

  Outcome find(const std::string& input, const std::string& more = "-f json") {
    return sluice("find '" + repository_.path() + "' " + more, "", input);
  }

  GitFixture repository_;
  std::string first_;
};

TEST_F(Find, EveryPlaceInEveryFormWithItsLife) {
  const Outcome found = find(token() + "\n" + other_token() + "\n");
  ASSERT_EQ(found.code, 1) << found.err;
  EXPECT_NE(found.err.find("looked for 2 secrets: 1 found, nowhere: line 2"), std::string::npos)
      << found.err;
  const nlohmann::json secret = only_secret(nlohmann::json::parse(found.out));
  EXPECT_EQ(secret["rule"], "known:line 1");
  EXPECT_EQ(secret["introduced"]["commit"], first_);
  std::set<std::string> places;
  for (const nlohmann::json& each : secret["occurrences"]) {
    std::string place = each["path"].is_null() ? each["kind"] : each["path"];
    for (const nlohmann::json& layer : each["encoding"]) place += "/" + layer.get<std::string>();
    if (!each["removed"].is_null()) place += " removed";
    places.insert(place);
  }
  EXPECT_EQ(places, (std::set<std::string>{"allowed.txt", "app.conf removed", "commit/percent",
                                           "k8s.yaml/base64", "note.txt/escapes"}));
}

TEST_F(Find, NoValueIsEverPrinted) {
  for (const char* format :
       {"text", "json", "jsonl", "sarif-full", "html", "markdown", "csv", "gitlab", "junit"}) {
    const Outcome found = find(token() + "\n", "-v -f " + std::string(format));
    EXPECT_EQ(found.code, 1) << found.err;
    for (const std::string& form :
         {token(), base64_of("u:" + token()), std::string("q7Zt%2FK2m%2BW") + "x9RbN4"}) {
      EXPECT_EQ(found.out.find(form), std::string::npos) << format;
      EXPECT_EQ(found.err.find(form), std::string::npos) << format;
    }
  }
  EXPECT_EQ(find(token() + "\n", "--show-secrets").code, 2);
  EXPECT_EQ(nlohmann::json::parse(find(token() + "\n").out)["tool"]["ruleset_sha256"], "");
}

TEST_F(Find, NamesOfAnExportAreTold) {
  const nlohmann::json secret = {{"user", "administrator"}, {"pw", token()}};
  const nlohmann::json value = {{"Name", "prod/db"}, {"SecretString", secret.dump()}};
  const Outcome found = find(value.dump());
  EXPECT_EQ(found.code, 1);
  EXPECT_NE(found.err.find("prod/db#user"), std::string::npos) << found.err;
  EXPECT_EQ(only_secret(nlohmann::json::parse(found.out))["title"], "Known secret prod/db#pw");
}

TEST_F(Find, WhatCannotBeLookedForIsToldAndIsNoAllClear) {
  const Outcome part = find(other_token() + "\nabc\n");
  EXPECT_EQ(part.code, 3);
  EXPECT_NE(part.err.find("under 6 bytes stand anywhere by chance: line 2"), std::string::npos)
      << part.err;
  EXPECT_EQ(find("abc\n").code, 2);
  EXPECT_EQ(find("").code, 2);
  EXPECT_EQ(find("{\"a\"", "").code, 2);
  EXPECT_EQ(find(other_token() + "\n").code, 0);
}

TEST_F(Find, SeveralRepositoriesAreOneReport) {
  const TempDir dir;
  dir.write("other/x.txt", token() + "\n");
  const Outcome found = find(token() + "\n", "'" + (dir / "other") + "' -f json -q");
  EXPECT_EQ(found.code, 1) << found.err;
  const nlohmann::json report = nlohmann::json::parse(found.out);
  EXPECT_EQ(report["target"]["kind"], "merged");
  EXPECT_EQ(only_secret(report)["places"], 6);
}

}  // namespace
}  // namespace sluice::test

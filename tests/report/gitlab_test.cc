#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "report/sample_report.h"

namespace sluice {
namespace {

using nlohmann::json;

json document_of(const Report& report, bool show_secrets = false) {
  return json::parse(gitlab_report(report, {show_secrets, false, false}));
}

TEST(Gitlab, TimesHaveTheFormThatTheSchemaAsksFor) {
  const json document = document_of(test::sample_report());
  EXPECT_EQ(document["scan"]["start_time"], "2025-01-01T00:00:00");
  EXPECT_EQ(document["scan"]["end_time"], "2025-01-01T00:00:00");
  EXPECT_EQ(document["scan"]["type"], "secret_detection");
  EXPECT_EQ(document["scan"]["status"], "success");
}

TEST(Gitlab, IdsAreDistinctUuids) {
  const json document = document_of(test::sample_report());
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> ids;
  for (const json& each : document["vulnerabilities"]) {
    EXPECT_TRUE(std::regex_match(each["id"].get<std::string>(), uuid)) << each["id"];
    EXPECT_TRUE(ids.insert(each["id"]).second);
  }
  EXPECT_GT(ids.size(), 4u);
}

TEST(Gitlab, IdentifiersNameTheRuleFirstThenTheControls) {
  const json document = document_of(test::sample_report());
  const json& identifiers = document["vulnerabilities"][0]["identifiers"];
  EXPECT_EQ(identifiers[0], (json{{"type", "sluice_rule_id"},
                                  {"name", "sluice rule github-pat"},
                                  {"value", "github-pat"}}));
  EXPECT_EQ(identifiers[1]["type"], "gitleaks_rule_id");
  EXPECT_EQ(identifiers[2]["type"], "cwe");
  EXPECT_EQ(identifiers[2]["value"], "798");
}

TEST(Gitlab, WhatIsSuppressedIsLeftOut) {
  for (const json& each : document_of(test::sample_report())["vulnerabilities"]) {
    EXPECT_NE(each["location"]["file"], "tests/x.env");
  }
}

TEST(Gitlab, AnIncompleteScanFailed) {
  const json document = document_of(test::incomplete_report());
  EXPECT_EQ(document["scan"]["status"], "failure");
  EXPECT_GE(document["scan"]["messages"].size(), 4u);
}

TEST(Gitlab, TheSecretItselfOnlyWhereAsked) {
  for (const json& each : document_of(test::sample_report())["vulnerabilities"]) {
    EXPECT_FALSE(each.contains("raw_source_code_extract"));
  }
  EXPECT_EQ(
      document_of(test::sample_report(), true)["vulnerabilities"][0]["raw_source_code_extract"],
      test::github_token());
}

TEST(Gitlab, EveryPlaceHasACommit) {
  for (const json& each : document_of(test::sample_report())["vulnerabilities"]) {
    EXPECT_FALSE(each["location"]["commit"]["sha"].get<std::string>().empty());
    EXPECT_FALSE(each["location"]["file"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace sluice

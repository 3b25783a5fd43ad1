#include "report/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "report/formats.h"
#include "report/sample_report.h"
#include "report/words.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

Json sample_document() { return Json::parse(json_report(test::incomplete_report(), {})); }

std::string error_of(const std::string& text) {
  const Result<Report> report = read_json_report("r.json", text);
  return report ? "" : report.error().message;
}

// The sample report with the value at `pointer` replaced.
std::string error_with(const char* pointer, const Json& value) {
  Json document = sample_document();
  document[Json::json_pointer(pointer)] = value;
  return error_of(document.dump());
}

Report read(const Json& document) {
  Result<Report> report = read_json_report("r.json", document.dump());
  EXPECT_TRUE(report) << report.error().message;
  return report ? *std::move(report) : Report();
}

TEST(JsonReader, GivesTheSameBytesBack) {
  Report linked = test::incomplete_report();
  linked.target.repository = "https://example.com/a/b";
  linked.target.branch = "refs/heads/main";
  linked.findings[0].link = "https://example.com/a/b/blob/1/x#L3";
  linked.target.selection = Selected{{"main"}, {"a..b"}, true, 1704240000, 3, 4, true};
  for (const Report& report :
       {test::sample_report(), test::incomplete_report(), test::clean_report(), linked,
        test::change_report(true), test::change_report(false)}) {
    for (const bool show_secrets : {false, true}) {
      const ReportOptions options{show_secrets, false, false};
      const std::string written = json_report(report, options);
      const Result<Report> again = read_json_report("r.json", written);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(again->redacted, !show_secrets);
      EXPECT_EQ(json_report(*again, options), written);
    }
  }
}

TEST(JsonReader, ANewSuppressionThatIsNotListedIsAMistake) {
  EXPECT_EQ(error_with("/findings/0/new_suppression", 0),
            "r.json: findings[0].new_suppression: must be an index into "
            "coverage.new_suppressions");
}

TEST(JsonReader, OtherFormatsSayWhatTheySayOfTheReportItself) {
  Report report = test::incomplete_report();
  for (Finding& finding : report.findings) finding.path = to_valid_utf8(finding.path);
  const Result<Report> again = read_json_report("r.json", json_report(report, {}));
  ASSERT_TRUE(again);
  for (const Format& format : formats()) {
    const ReportOptions options{false, false, true};
    EXPECT_EQ(format.write(*again, options), format.write(report, options)) << format.name;
  }
}

TEST(JsonReader, ARedactedReportShowsNoMoreWhateverIsAsked) {
  const std::string redacted = json_report(test::sample_report(), {});
  const Result<Report> again = read_json_report("r.json", redacted);
  ASSERT_TRUE(again);
  EXPECT_EQ(json_report(*again, {true, false, false}), redacted);
}

TEST(JsonReader, AnOpenReportIsRedactedAsTheReportItself) {
  const Report report = test::sample_report();
  const Result<Report> again =
      read_json_report("r.json", json_report(report, {true, false, false}));
  ASSERT_TRUE(again);
  const Json redacted = Json::parse(json_report(*again, {}));
  const Json direct = Json::parse(json_report(report, {}));
  EXPECT_EQ(redacted, direct);
}

TEST(JsonReader, UnknownKeysArePassedOver) {
  Json document = sample_document();
  const std::string plain = json_report(read(document), {});
  document["later"] = {1, 2};
  document["findings"][0]["later"] = "x";
  document["coverage"]["later"] = nullptr;
  EXPECT_EQ(json_report(read(document), {}), plain);
}

TEST(JsonReader, TellsTheFirstThingThatIsWrongByItsPlace) {
  EXPECT_EQ(error_with("/findings/3/line", "12"),
            "r.json: findings[3].line: must be a whole number, 0 or more");
  EXPECT_EQ(error_with("/findings/0/line", -1),
            "r.json: findings[0].line: must be a whole number, 0 or more");
  EXPECT_EQ(error_with("/findings/0/line", 1.5),
            "r.json: findings[0].line: must be a whole number, 0 or more");
  EXPECT_EQ(error_with("/findings/1/path", 5), "r.json: findings[1].path: must be a string");
  EXPECT_EQ(error_with("/findings/1", 5), "r.json: findings[1]: must be an object");
  EXPECT_EQ(error_with("/findings", Json::object()), "r.json: findings: must be a list");
  EXPECT_EQ(error_with("/findings/0/severity", "grave"),
            "r.json: findings[0].severity: is no word that reports use there");
  EXPECT_EQ(error_with("/findings/0/blob", "xyz"),
            "r.json: findings[0].blob: must be an object id, 40 or 64 hex digits");
  EXPECT_EQ(error_with("/findings/0/rule", nullptr), "r.json: findings[0].rule: must name a rule");
  EXPECT_EQ(error_with("/findings/0/secret_id", ""),
            "r.json: findings[0].secret_id: must name the secret");
  EXPECT_EQ(error_with("/findings/0/end_offset", 0),
            "r.json: findings[0].end_offset: lies before offset");
  EXPECT_EQ(error_with("/findings/0/encoding", Json::array({1})),
            "r.json: findings[0].encoding[0]: must be a string");
  EXPECT_EQ(error_with("/secrets/0/introduced/author", "Ann"),
            "r.json: secrets[0].introduced.author: must be an object");
  EXPECT_EQ(error_with("/secrets/0/exposure_days", -3),
            "r.json: secrets[0].exposure_days: must be a whole number, 0 or more");
  EXPECT_EQ(error_with("/coverage/skipped/0/reason", "tired"),
            "r.json: coverage.skipped[0].reason: is no word that reports use there");
  EXPECT_EQ(error_with("/coverage/complete", "yes"),
            "r.json: coverage.complete: must be true or false");
  EXPECT_EQ(error_with("/time", "yesterday"),
            "r.json: time: must be a time, such as 2024-01-03T00:00:00Z");
  EXPECT_EQ(error_with("/schema", 2),
            "r.json: schema: must be 1; this version of sluice reads no other");
}

TEST(JsonReader, WhatIsNoReportIsRefused) {
  EXPECT_EQ(error_of("{"), "r.json: not valid JSON; a report is what `-f json` writes");
  EXPECT_EQ(error_of(""), "r.json: not valid JSON; a report is what `-f json` writes");
  EXPECT_EQ(error_of("[]"), "r.json: the document: must be an object");
  EXPECT_EQ(error_of(R"({"schema": 1, "coverage": {}})"),
            "r.json: findings: is missing: this is no report of sluice");
  EXPECT_EQ(error_of(R"({"schema": 1, "findings": []})"),
            "r.json: coverage: is missing: this is no report of sluice");
  EXPECT_EQ(error_of("\"\xff\""), "r.json: not valid JSON; a report is what `-f json` writes");
  EXPECT_EQ(error_of(std::string(200000, '[')),
            "r.json: not valid JSON; a report is what `-f json` writes");
}

// A report of which nothing says that it was complete is not.
TEST(JsonReader, WhatIsMissingIsNotComplete) {
  const Report report = read(Json::parse(R"({"schema": 1, "findings": [], "coverage": {}})"));
  EXPECT_FALSE(report.coverage.complete);
}

TEST(JsonReader, ReadsWhatAPersonFiltered) {
  Json document = sample_document();
  document["secrets"].erase(1);
  document["findings"].erase(0);
  document.erase("rules");
  const Report report = read(document);
  EXPECT_EQ(report.findings.size(), document["findings"].size());
  size_t members = 0;
  for (const SecretGroup& group : report.secrets) {
    EXPECT_FALSE(group.findings.empty());
    for (const size_t index : group.findings) {
      EXPECT_EQ(report.findings[index].secret_id, group.secret_id);
    }
    members += group.findings.size();
  }
  EXPECT_EQ(members, report.findings.size());
  EXPECT_FALSE(text_report(report, {}).empty());
}

TEST(JsonReader, ReportsWithoutRulesTellWhatTheirFindingsTell) {
  Json document = sample_document();
  document.erase("rules");
  const Report report = read(document);
  const auto known = std::find_if(report.rules.begin(), report.rules.end(),
                                  [](const Rule& rule) { return rule.id == "github-pat"; });
  ASSERT_NE(known, report.rules.end());
  EXPECT_EQ(known->title, "GitHub personal access token");
  EXPECT_TRUE(known->remediation.starts_with("Revoke it"));
}

TEST(Words, TimesAreReadBack) {
  for (const int64_t seconds : {int64_t{0}, int64_t{1709251199}, int64_t{-1}, int64_t{253402300799},
                                int64_t{-62167219200}}) {
    EXPECT_EQ(seconds_of(utc_time(seconds)), seconds);
  }
  for (const char* text :
       {"", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
        "2024-01-01 00:00:00Z", "2024-01-01T00:00:00+", "2024-13-01T00:00:00Z"}) {
    EXPECT_EQ(seconds_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace sluice

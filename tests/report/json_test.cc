#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/escape.h"
#include "report/sample_report.h"
#include "report/words.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> result;
  for (const auto& item : object.items()) result.push_back(item.key());
  return result;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

const std::string kOccurrenceKeys =
    "path line column end_line end_column kind reach blob worktree commit removed inner_path "
    "encoding link";

const Json& finding_at(const Json& document, const std::string& path) {
  for (const Json& finding : document["findings"]) {
    if (finding["path"] == path) return finding;
  }
  static const Json none;
  ADD_FAILURE() << "no finding at " << path;
  return none;
}

// Findings are written one by one: it must not show, whoever writes them.
TEST(Json, IsLaidOutAsOneDocumentForAnyNumberOfWorkers) {
  Report many = test::incomplete_report();
  const std::vector<Finding> few = many.findings;
  while (many.findings.size() < 100) {
    many.findings.insert(many.findings.end(), few.begin(), few.end());
  }
  Report none = test::incomplete_report();
  none.findings.clear();
  none.secrets.clear();
  for (const Report& report : {many, test::incomplete_report(), none}) {
    ReportOptions options;
    const std::string text = json_report(report, options);
    EXPECT_EQ(text, with_visible_controls(Json::parse(text).dump(2)) + "\n");
    EXPECT_EQ(Json::parse(text)["findings"].size(), report.findings.size());
    options.workers = 4;
    EXPECT_EQ(json_report(report, options), text);
  }
}

TEST(Json, KeysAreThoseOfSchema1InItsOrder) {
  const Json document = Json::parse(json_report(test::incomplete_report(), {}));
  EXPECT_EQ(keys(document),
            words("schema tool target coverage secrets findings rules time redacted "
                  "accepted_secrets"));
  EXPECT_EQ(document["schema"], 1);
  EXPECT_EQ(keys(document["tool"]), words("name version ruleset_sha256 rules"));
  EXPECT_EQ(keys(document["target"]),
            words("kind path head refs object_format selection branch repository"));
  EXPECT_EQ(keys(document["coverage"]),
            words("complete blobs bytes commits files skipped errors suppressed"));
  EXPECT_EQ(keys(document["coverage"]["skipped"][0]), words("reason count examples"));
  EXPECT_EQ(keys(document["coverage"]["errors"][0]), words("reason what where"));
  EXPECT_EQ(keys(document["coverage"]["suppressed"][0]), words("by where count"));
  const Json& secret = document["secrets"][0];
  EXPECT_EQ(keys(secret),
            words("secret_id rule title severity confidence validity secret introduced removed "
                  "in_head exposure_days places refs remediation occurrences"));
  EXPECT_EQ(keys(secret["introduced"]), words("commit date author"));
  EXPECT_EQ(keys(secret["introduced"]["author"]), words("name email"));
  EXPECT_EQ(keys(secret["remediation"]), words("summary url steps"));
  EXPECT_EQ(keys(secret["remediation"]["steps"][0]), words("action text url commands"));
  EXPECT_EQ(keys(secret["occurrences"][0]), words(kOccurrenceKeys));
  const Json& finding = document["findings"][0];
  EXPECT_EQ(keys(finding),
            words(kOccurrenceKeys + " rule title severity confidence validity secret match "
                                    "fingerprint secret_id author date suppressed reasons offset "
                                    "end_offset removed_author removed_date"));
  EXPECT_EQ(keys(document["rules"][0]),
            words("id title description severity confidence kind builtin path tags remediation "
                  "references"));
  EXPECT_EQ(keys(finding["reasons"][0]), words("feature value weight"));
}

TEST(Json, SaysWhatTheReportHolds) {
  const Report report = test::incomplete_report();
  const Json document = Json::parse(json_report(report, {}));
  EXPECT_EQ(document["findings"].size(), report.findings.size());
  EXPECT_EQ(document["tool"]["rules"], 4);
  EXPECT_EQ(document["target"]["head"], std::string(40, '1'));
  EXPECT_EQ(document["coverage"]["complete"], false);
  EXPECT_EQ(document["coverage"]["bytes"], 48200000);
  const Json& config = finding_at(document, "src/config.py");
  EXPECT_EQ(config["line"], 12);
  EXPECT_EQ(config["secret"], "ghp_…");
  EXPECT_EQ(config["match"], "token = \"ghp_…\"");
  EXPECT_EQ(config["date"], "2024-01-03T00:00:00Z");
  EXPECT_EQ(config["reach"], "head");
  EXPECT_EQ(config["validity"], "checksum_valid");
  EXPECT_EQ(config["reasons"][0]["weight"], 2.0);
  const Json& ignored = finding_at(document, "tests/x.env");
  EXPECT_EQ(ignored["suppressed"], (Json{{"by", "ignore"}, {"where", ".sluiceignore:3"}}));
  EXPECT_EQ(config["suppressed"], nullptr);
}

TEST(Json, TellsWhatAChangeItselfSuppresses) {
  const Json document = Json::parse(json_report(test::change_report(true), {}));
  const Json& entries = document["coverage"]["new_suppressions"];
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(keys(entries[0]), words("by where what commit author date findings holds"));
  EXPECT_EQ(entries[0]["what"].get<std::string>().find(test::github_token()), std::string::npos);
  EXPECT_EQ(entries[1]["author"]["name"], "Ann Author");
  EXPECT_EQ(entries[1]["findings"], 1);
  const Json& finding = finding_at(document, "deploy/a b#c%d?.env");
  EXPECT_EQ(finding["new_suppression"], 1);
  EXPECT_EQ(finding["suppressed"]["by"], "inline");
  const Json rejected = Json::parse(json_report(test::change_report(false), {}));
  EXPECT_EQ(rejected["coverage"]["new_suppressions"][0]["holds"], false);
  EXPECT_EQ(finding_at(rejected, "deploy/a b#c%d?.env")["suppressed"], nullptr);
}

TEST(Json, LeavesSuppressedSecretsOutOfTheList) {
  const Report report = test::sample_report();
  const Json document = Json::parse(json_report(report, {}));
  EXPECT_EQ(document["secrets"].size(), report.secrets.size() - 1);
  for (const Json& secret : document["secrets"]) EXPECT_FALSE(secret["occurrences"].empty());
}

TEST(Json, OutsideGitAndWithoutPathIsNull) {
  Report report = test::sample_report();
  report.target = {"stdin", "-", {}, 0, ""};
  report.findings.resize(1);
  Finding& finding = report.findings[0];
  finding = test::sample_finding(1, "", test::database_password(), "x", 1);
  finding.reach = Reach::kNone;
  finding.commit.reset();
  finding.blob = {};
  group_secrets(report);
  const Json document = Json::parse(json_report(report, {}));
  EXPECT_EQ(document["target"]["head"], nullptr);
  EXPECT_EQ(document["target"]["object_format"], nullptr);
  for (const char* key :
       {"path", "reach", "blob", "commit", "removed", "inner_path", "link", "author", "date"}) {
    EXPECT_EQ(document["findings"][0][key], nullptr) << key;
  }
  for (const char* key : {"introduced", "removed", "in_head", "exposure_days"}) {
    EXPECT_EQ(document["secrets"][0][key], nullptr) << key;
  }
}

TEST(Json, ACleanReportHasEmptyLists) {
  const Json document = Json::parse(json_report(test::clean_report(), {}));
  EXPECT_EQ(document["secrets"], Json::array());
  EXPECT_EQ(document["findings"], Json::array());
  EXPECT_EQ(jsonl_report(test::clean_report(), {}), "");
}

TEST(Json, JsonlIsTheFindingsALineEach) {
  const Report report = test::sample_report();
  const Json document = Json::parse(json_report(report, {}));
  std::istringstream lines(jsonl_report(report, {}));
  size_t index = 0;
  for (std::string line; std::getline(lines, line); ++index) {
    ASSERT_LT(index, document["findings"].size());
    EXPECT_EQ(Json::parse(line), document["findings"][index]);
  }
  EXPECT_EQ(index, document["findings"].size());
}

TEST(Json, OddWeightsAreNull) {
  Report report = test::sample_report();
  report.findings[0].verdict.reasons = {{"f", "v", std::numeric_limits<double>::infinity()},
                                        {"f", "v", std::numeric_limits<double>::quiet_NaN()}};
  const Json document = Json::parse(json_report(report, {}));
  EXPECT_EQ(document["findings"][0]["reasons"][0]["weight"], nullptr);
  EXPECT_EQ(document["findings"][0]["reasons"][1]["weight"], nullptr);
}

TEST(Words, DatesAreRfc3339) {
  EXPECT_EQ(utc_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_time(1709251199), "2024-02-29T23:59:59Z");
  EXPECT_EQ(utc_time(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(utc_time(std::numeric_limits<int64_t>::max()), "9999-12-31T23:59:59Z");
  EXPECT_EQ(utc_time(std::numeric_limits<int64_t>::min()), "0000-01-01T00:00:00Z");
}

TEST(Words, CountsAreGrouped) {
  EXPECT_EQ(counted(1, "day", "days"), "1 day");
  EXPECT_EQ(counted(0, "day", "days"), "0 days");
  EXPECT_EQ(counted(999, "day", "days"), "999 days");
  EXPECT_EQ(counted(1000, "day", "days"), "1,000 days");
  EXPECT_EQ(counted(1234567, "day", "days"), "1,234,567 days");
}

TEST(Words, InvisibleCharactersShowAndMeanTheSame) {
  const std::string raw = "a\u202eb\u200bc\u0085d\x7f\u2028\u2066\ufeff\u061c é…𝄞";
  const std::string json = Json(raw).dump();
  const std::string shown = with_visible_controls(json);
  EXPECT_EQ(shown, "\"a\\u202eb\\u200bc\\u0085d\\u007f\\u2028\\u2066\\ufeff\\u061c é…𝄞\"");
  EXPECT_EQ(Json::parse(shown), raw);
}

}  // namespace
}  // namespace sluice

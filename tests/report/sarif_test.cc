#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "report/sample_report.h"

namespace sluice {
namespace {

using nlohmann::json;

json only_run(const std::string& text) {
  const json document = json::parse(text);
  EXPECT_EQ(document["version"], "2.1.0");
  EXPECT_EQ(document["runs"].size(), 1u);
  return document["runs"][0];
}

json run_of(const Report& report) { return only_run(sarif_full_report(report, {})); }
json github_run_of(const Report& report) { return only_run(sarif_report(report, {})); }

const json& location_of(const json& result) { return result["locations"][0]["physicalLocation"]; }

std::string uri_of(const json& result) {
  return location_of(result)["artifactLocation"]["uri"].get<std::string>();
}

Report one_finding(const std::string& path, BlobKind kind = BlobKind::kFile) {
  Report report;
  report.tool_version = "0.1.0";
  report.rules = test::sample_rules();
  report.findings.push_back(
      test::sample_finding(0, path, test::github_token(), test::github_token(), 5));
  report.findings[0].kind = kind;
  identify(report.findings, report.rules, builtin_identity_key());
  group_secrets(report);
  return report;
}

std::string uri_for(const std::string& path, BlobKind kind = BlobKind::kFile) {
  return uri_of(run_of(one_finding(path, kind))["results"][0]);
}

TEST(Sarif, HasWhatCodeScanningRequires) {
  const Report report = test::sample_report();
  const json run = run_of(report);
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  EXPECT_EQ(run["automationDetails"]["id"], "sluice/");
  const json& rules = run["tool"]["driver"]["rules"];
  EXPECT_EQ(rules.size(), 4u);
  for (const json& rule : rules) {
    EXPECT_NE(rule["name"], rule["id"]);
    for (const char* key : {"shortDescription", "fullDescription", "help"}) {
      EXPECT_FALSE(rule[key]["text"].get<std::string>().empty());
      EXPECT_LE(rule[key]["text"].get<std::string>().size(), 1024u);
    }
    EXPECT_EQ(rule["properties"]["tags"][0], "security");
    EXPECT_TRUE(rule["properties"]["security-severity"].is_string());
  }
  EXPECT_EQ(run["results"].size(), report.findings.size());
  for (const json& result : run["results"]) {
    EXPECT_EQ(rules[result["ruleIndex"].get<size_t>()]["id"], result["ruleId"]);
    EXPECT_TRUE(result["message"]["text"].get<std::string>().ends_with('.'));
    EXPECT_GE(location_of(result)["region"]["startLine"].get<int>(), 1);
    EXPECT_FALSE(uri_of(result).empty());
    EXPECT_EQ(result["partialFingerprints"]["sluiceFingerprint/v1"].get<std::string>().size(), 32u);
    EXPECT_EQ(result["partialFingerprints"]["sluiceSecretId/v1"].get<std::string>().size(), 32u);
  }
}

TEST(Sarif, TellsOfOneFinding) {
  const json run = run_of(one_finding("src/a.py"));
  EXPECT_EQ(run["results"][0]["message"]["text"],
            "GitHub personal access token 'ghp_…' (medium confidence).");
  EXPECT_EQ(location_of(run["results"][0])["region"],
            (json{{"startLine", 5}, {"startColumn", 9}, {"endLine", 5}, {"endColumn", 49}}));
  EXPECT_EQ(location_of(run["results"][0])["artifactLocation"],
            (json{{"uri", "src/a.py"}, {"uriBaseId", "%SRCROOT%"}}));
  EXPECT_EQ(run["tool"]["driver"]["rules"][0]["name"], "GitHubPersonalAccessToken");
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
}

TEST(Sarif, ListsAHundredRefsAndCountsAll) {
  Report report = one_finding("src/a.py");
  for (int i = 1000; i < 1150; ++i)
    report.secrets[0].refs.push_back("refs/pull/" + std::to_string(i));
  const json properties = run_of(report)["results"][0]["properties"];
  EXPECT_EQ(properties["refs"].size(), 100u);
  EXPECT_EQ(properties["refs"][99], "refs/pull/1099");
  EXPECT_EQ(properties["ref_count"], 150);
}

TEST(Sarif, PathsAreUriReferencesBelowTheRoot) {
  EXPECT_EQ(uri_for("a b#c%d?.env"), "a%20b%23c%25d%3F.env");
  EXPECT_EQ(uri_for("../../etc/passwd"), "dots-2/dots-2/etc/passwd");
  EXPECT_EQ(uri_for("a/./b"), "a/dots-1/b");
  EXPECT_EQ(uri_for("/etc/passwd"), "etc/passwd");
  EXPECT_EQ(uri_for("//host/x"), "host/x");
  EXPECT_EQ(uri_for("javascript:alert(1)"), "javascript%3Aalert%281%29");
  EXPECT_EQ(uri_for("c:\\x"), "c%3A%5Cx");
  EXPECT_EQ(uri_for("\xff\xc3\xa9\n"), "%FF%C3%A9%0A");
  EXPECT_EQ(uri_for("a-b_c.d~e"), "a-b_c.d~e");
}

TEST(Sarif, WhatLiesInNoFileHasAName) {
  const std::string id = "00112233445566778899aabbccddeeff00112233";
  EXPECT_EQ(uri_for("", BlobKind::kCommit), "git-objects/commit/" + id);
  EXPECT_EQ(uri_for("", BlobKind::kTag), "git-objects/tag/" + id);
  EXPECT_EQ(uri_for("refs/heads/x", BlobKind::kRef), "git-objects/ref/refs/heads/x");
  EXPECT_EQ(uri_for("", BlobKind::kStdin), "stdin");
  EXPECT_EQ(uri_for(""), "git-objects/blob/" + id);
}

TEST(Sarif, RegionsAreNeverUpsideDown) {
  Report report = one_finding("a");
  report.findings[0].location = {7, 9, 7, 9};
  EXPECT_EQ(location_of(run_of(report)["results"][0])["region"],
            (json{{"startLine", 7}, {"startColumn", 9}}));
  report.findings[0].location = {7, 9, 6, 20};
  EXPECT_FALSE(location_of(run_of(report)["results"][0])["region"].contains("endLine"));
  report.findings[0].location = {};
  EXPECT_EQ(location_of(run_of(report)["results"][0])["region"], (json{{"startLine", 1}}));
  report.findings[0].location = {7, 9, 8, 1};
  EXPECT_EQ(location_of(run_of(report)["results"][0])["region"]["endLine"], 8);
}

TEST(Sarif, RuleTextsOfTheRepositoryMakeNoLink) {
  const json run = run_of(test::sample_report());
  for (const json& rule : run["tool"]["driver"]["rules"]) {
    if (rule["id"].get<std::string>().find("odd") != 0) continue;
    EXPECT_FALSE(rule.contains("helpUri"));
    const std::string markdown = rule["help"]["markdown"], text = rule["shortDescription"]["text"];
    EXPECT_EQ(markdown.find("](j"), std::string::npos);
    EXPECT_EQ(markdown.find(" <img"), std::string::npos);
    EXPECT_NE(text.find("\\[x\\](javascript"), std::string::npos);
    EXPECT_NE(text.find("{{0}}"), std::string::npos);
    return;
  }
  FAIL() << "the odd rule is missing";
}

TEST(Sarif, SuppressedResultsSaySo) {
  const json run = run_of(test::sample_report());
  size_t suppressed = 0;
  for (const json& result : run["results"]) {
    if (!result.contains("suppressions")) continue;
    ++suppressed;
    EXPECT_EQ(uri_of(result), "tests/x.env");
    EXPECT_EQ(result["suppressions"][0]["kind"], "external");
    EXPECT_EQ(result["suppressions"][0]["status"], "accepted");
  }
  EXPECT_EQ(suppressed, 1u);
  EXPECT_TRUE(run["results"].back().contains("suppressions"));
}

TEST(Sarif, WhatTheChangeItselfSuppressesIsPartOfTheSource) {
  for (const bool holds : {true, false}) {
    const json run = run_of(test::change_report(holds));
    size_t seen = 0;
    for (const json& result : run["results"]) {
      if (uri_of(result) != "deploy/a%20b%23c%25d%3F.env") continue;
      ++seen;
      const json& suppression = result["suppressions"].at(0);
      EXPECT_EQ(suppression["kind"], "inSource");
      EXPECT_EQ(suppression["status"], holds ? "accepted" : "rejected");
      EXPECT_EQ(suppression["justification"],
                "added by this change: inline deploy/a b#c%d?.env:4, in 444444444444 by Ann Author "
                "<ann@example.com>");
    }
    EXPECT_EQ(seen, 1u);
  }
}

TEST(Sarif, AnIncompleteRunIsNotSuccessful) {
  const json run = run_of(test::incomplete_report());
  const json& invocation = run["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["endTimeUtc"], "2025-01-01T00:00:00Z");
  std::multiset<std::string> levels;
  for (const json& each : invocation["toolExecutionNotifications"]) {
    levels.insert(each["level"].get<std::string>());
    EXPECT_TRUE(each["message"]["text"].get<std::string>().ends_with('.'));
  }
  EXPECT_EQ(levels.count("error"), 2u);  // corrupt, limit
  EXPECT_EQ(levels.count("note"), 2u);   // encrypted, ignored
}

TEST(Sarif, HeadsResultsComeFirst) {
  const json run = run_of(test::sample_report());
  const std::string first_id = run["results"][0]["partialFingerprints"]["sluiceSecretId/v1"];
  bool seen_other = false;
  size_t results = 0;
  for (const json& result : run["results"]) {
    if (result["partialFingerprints"]["sluiceSecretId/v1"] != first_id) break;
    const bool head = result["properties"]["reach"] == "head";
    EXPECT_FALSE(head && seen_other);
    seen_other = seen_other || !head;
    ++results;
  }
  EXPECT_EQ(results, 4u);
  EXPECT_TRUE(seen_other);
}

TEST(Sarif, KeepsOneResultOfEachSecretWithinTheLimit) {
  Report report;
  report.tool_version = "0.1.0";
  report.rules = test::sample_rules();
  for (int i = 0; i < 25100; ++i) {
    report.findings.push_back(
        test::sample_finding(0, "flood/" + std::to_string(i), test::github_token(), "", 1));
  }
  report.findings.push_back(
      test::sample_finding(3, "z", test::database_password(), test::database_password(), 1));
  report.findings.back().verdict.severity = Severity::kLow;
  group_secrets(report);
  // Read as text: parsing 30 MB takes a debug build most of a minute.
  const std::string out = sarif_full_report(report, {});
  size_t results = 0;
  for (size_t at = out.find("\"ruleIndex\""); at != std::string::npos;
       at = out.find("\"ruleIndex\"", at + 1)) {
    ++results;
  }
  EXPECT_EQ(results, 25000u);
  EXPECT_NE(out.find("\"uri\": \"z\""), std::string::npos);
  EXPECT_NE(out.find("\"101 results are left out"), std::string::npos);
}

TEST(SarifGithub, TellsOnlyWhatTheCheckoutHolds) {
  Report report = test::sample_report();
  const json run = github_run_of(report);
  std::multiset<std::string> uris;
  for (const json& result : run["results"]) {
    uris.insert(uri_of(result));
    EXPECT_FALSE(result.contains("suppressions"));
    EXPECT_EQ(result["locations"].size(), 1u);
  }
  EXPECT_EQ(uris.count("src/config.py"), 1u);  // its older version at the same line is not another
  EXPECT_EQ(uris.count("tests/x.env"), 0u);    // suppressed
  for (const std::string& uri : uris) EXPECT_FALSE(uri.starts_with("git-objects/")) << uri;
}

TEST(SarifGithub, CountsWhatIsInHistoryOnly) {
  Report report = test::sample_report();
  for (Finding& finding : report.findings) {
    if (finding.secret != test::private_key()) continue;
    finding.worktree = false;
    finding.reach = Reach::kRef;
  }
  const json run = github_run_of(report);
  bool told = false;
  for (const json& each : run["invocations"][0]["toolExecutionNotifications"]) {
    if (each["descriptor"]["id"] != "history-only") continue;
    told = true;
    EXPECT_EQ(each["message"]["text"].get<std::string>().find("1 secret is in history only"), 0u);
  }
  EXPECT_TRUE(told);
}

TEST(SarifGithub, HasGithubsLineHashWhereThereIsOne) {
  Report report = one_finding("src/a.py");
  EXPECT_FALSE(github_run_of(report)["results"][0]["partialFingerprints"].contains(
      "primaryLocationLineHash"));
  report.line_hashes = {"c129715d7a2bc9a3:1"};
  EXPECT_EQ(github_run_of(report)["results"][0]["partialFingerprints"]["primaryLocationLineHash"],
            "c129715d7a2bc9a3:1");
  EXPECT_FALSE(
      run_of(report)["results"][0]["partialFingerprints"].contains("primaryLocationLineHash"));
}

TEST(SarifGithub, AMemberOfAnArchiveLiesInTheArchive) {
  Report report = one_finding("a.zip");
  report.findings[0].inner_path = "b/c.env";
  const json result = github_run_of(report)["results"][0];
  EXPECT_EQ(uri_of(result), "a.zip");
  EXPECT_EQ(location_of(result)["region"], (json{{"startLine", 1}}));
  EXPECT_NE(result["message"]["text"].get<std::string>().find("'b/c.env'"), std::string::npos);
  EXPECT_EQ(uri_of(run_of(report)["results"][0]), "a.zip%21b/c.env");
}

TEST(SarifFull, NamesTheRepository) {
  Report report = one_finding("a");
  EXPECT_FALSE(run_of(report).contains("versionControlProvenance"));
  report.target.repository = "https://github.com/acme/app";
  report.target.branch = "refs/heads/main";
  report.target.head = *ObjectId::from_hex(std::string(40, '1'));
  const json run = run_of(report);
  const json& control = run["versionControlProvenance"][0];
  EXPECT_EQ(control["repositoryUri"], "https://github.com/acme/app");
  EXPECT_EQ(control["revisionId"], std::string(40, '1'));
  EXPECT_EQ(control["branch"], "main");
  EXPECT_EQ(control["mappedTo"]["uriBaseId"], "%SRCROOT%");
}

TEST(SarifFull, RelatesRulesToControlsThatAreThere) {
  const json run = run_of(test::sample_report());
  const json& taxonomies = run["taxonomies"];
  ASSERT_EQ(taxonomies.size(), run["tool"]["driver"]["supportedTaxonomies"].size());
  for (const json& rule : run["tool"]["driver"]["rules"]) {
    std::set<std::string> ids;
    for (const json& each : rule["relationships"]) {
      const json& target = each["target"];
      const json& taxonomy = taxonomies[target["toolComponent"]["index"].get<size_t>()];
      EXPECT_EQ(taxonomy["name"], target["toolComponent"]["name"]);
      EXPECT_EQ(taxonomy["taxa"][target["index"].get<size_t>()]["id"], target["id"]);
      ids.insert(target["id"]);
    }
    for (const char* id : {"CWE-798", "CWE-312", "IA-5", "SC-28", "8.3", "8.6", "WAF-SEC-060"}) {
      EXPECT_TRUE(ids.contains(id)) << id;
    }
    EXPECT_EQ(ids.contains("CWE-321"), rule["id"] == "private-key") << rule["id"];
    EXPECT_EQ(ids.contains("CWE-259"), rule["id"] == "generic-password") << rule["id"];
  }
}

TEST(SarifFull, ABaselineGivesEveryResultItsState) {
  Report report = test::sample_report();
  EXPECT_FALSE(run_of(report).contains("baselineGuid"));
  report.findings.back().suppressed = Suppression{"baseline", ".sluice-baseline:4", 1};
  report.coverage.suppressed.push_back({"baseline", ".sluice-baseline", 1});
  const json run = run_of(report);
  EXPECT_EQ(run["baselineGuid"].get<std::string>().size(), 36u);
  size_t unchanged = 0;
  for (const json& result : run["results"]) {
    unchanged += result["baselineState"] == "unchanged";
    EXPECT_TRUE(result["baselineState"] == "unchanged" || result["baselineState"] == "new");
  }
  EXPECT_EQ(unchanged, 1u);
}

TEST(SarifFull, ASuppressionTellsWhereItStands) {
  const json run = run_of(test::sample_report());
  for (const json& result : run["results"]) {
    if (!result.contains("suppressions")) continue;
    const json& at = result["suppressions"][0]["location"]["physicalLocation"];
    EXPECT_EQ(at["artifactLocation"]["uri"], ".sluiceignore");
    EXPECT_EQ(at["region"]["startLine"], 3);
    return;
  }
  FAIL() << "no suppression";
}

}  // namespace
}  // namespace sluice

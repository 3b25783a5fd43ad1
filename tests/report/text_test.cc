#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/escape.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Text, TellsASecretFromTitleToIgnoring) {
  const Report report = test::sample_report();
  const std::string out = text_report(report, {});
  const std::string expected =
      "CRITICAL  GitHub personal access token  [github-pat]\n"
      "  Secret    ghp_…, high confidence, checksum valid\n"
      "  Added     2024-01-03 in 111111111111 by Ann Author <ann@example.com>\n"
      "  Exposed   364 days, still in HEAD, at ghp_…, main\\x1b[31m, tag v1\n"
      "  Places    commit 001122334455:3:9\n"
      "            backup/ghp_…/x.txt (its name)\n"
      "            src/config.py:12:9  2 versions\n"
      "  To do     Revoke it under Settings > Developer settings > Personal access tokens, then "
      "look\n"
      "            through the security log for its use.\n"
      "            https://github.com/settings/tokens\n"
      "  To ignore secret:" +
      report.secrets[0].secret_id + "  every place\n\n";
  EXPECT_EQ(out.substr(0, expected.size()), expected);
  EXPECT_TRUE(has(out,
                  "\n4 secrets, 7 findings (2 critical, 1 high, 1 low).\n"
                  "Scanned 10,915 blobs (48.2 MB), 310 files, 1,204 commits; complete.\n"));
  EXPECT_TRUE(has(out, "1 finding not reported, by ignore (.sluiceignore:3)"));
  EXPECT_FALSE(has(out, "tests/x.env"));
}

TEST(Text, OnePlaceIsIgnoredByItsFingerprint) {
  const Report report = test::sample_report();
  const std::string out = text_report(report, {});
  for (const SecretGroup& group : report.secrets) {
    if (group.places != 1 || is_suppressed(group, report.findings)) continue;
    const std::string& fingerprint = report.findings[group.findings[0]].fingerprint;
    EXPECT_TRUE(has(out, fingerprint + "  this place\n            secret:" + group.secret_id));
  }
}

TEST(Text, ACleanRunIsShort) {
  Report report = test::clean_report();
  report.coverage.skipped.clear();
  report.coverage.suppressed.clear();
  EXPECT_EQ(text_report(report, {}),
            "No secrets found.\n"
            "Scanned 10,915 blobs (48.2 MB), 310 files, 1,204 commits; complete.\n");
  report.coverage = {};
  EXPECT_EQ(text_report(report, {}), "No secrets found.\nScanned nothing; complete.\n");
}

TEST(Text, AnIncompleteRunNeverReadsAsClean) {
  Report report = test::clean_report();
  report.coverage = test::incomplete_report().coverage;
  const std::string out = text_report(report, {});
  EXPECT_FALSE(has(out, "No secrets found.\n"));
  EXPECT_FALSE(has(out, "; complete"));
  EXPECT_TRUE(has(out, "INCOMPLETE"));
  EXPECT_TRUE(
      has(out, "  corrupt: 1 thing was not read\n    0a1b\\x1b[2J: bad [zlib] {0} stream\n"));
  EXPECT_TRUE(has(out, "  limit: 1 thing was not read\n    big file.bin: larger than 1 GB\n"));
  EXPECT_TRUE(has(out, "  encrypted: 1 not opened (a.zip)\n"));
}

TEST(Text, ShowsTenPlacesUnlessVerbose) {
  Report report;
  report.rules = test::sample_rules();
  for (int i = 10; i < 25; ++i) {
    report.findings.push_back(test::sample_finding(0, "dir/file" + std::to_string(i),
                                                   test::github_token(), test::github_token(), 1));
  }
  group_secrets(report);
  const std::string out = text_report(report, {});
  EXPECT_TRUE(has(out, "dir/file19:1:9\n            … and 5 more places\n"));
  EXPECT_FALSE(has(out, "dir/file20"));
  const std::string verbose = text_report(report, {false, false, true});
  EXPECT_TRUE(has(verbose, "dir/file24"));
  EXPECT_FALSE(has(verbose, "more places"));
}

// A later version that still stands outweighs an earlier one that was replaced; of
// places that are gone, the last removal counts. The versions come in the order of blobs.
TEST(Text, APlaceIsToldByTheVersionThatStands) {
  const auto version = [](const char* path, char blob, std::optional<int64_t> removed) {
    Finding finding = test::sample_finding(0, path, test::github_token(), test::github_token(), 1);
    finding.blob = *ObjectId::from_hex(std::string(40, blob));
    if (removed) finding.removed = test::sample_commit('9', *removed);
    return finding;
  };
  Report report;
  report.rules = test::sample_rules();
  report.findings = {version("kept", 'a', 1704240000), version("kept", 'b', {}),
                     version("kept", 'c', 1709251200), version("gone", 'a', 1709251200),
                     version("gone", 'b', 1704240000), version("gone", 'c', {})};
  report.findings.back().reach = Reach::kUnreachable;
  group_secrets(report);
  const std::string out = text_report(report, {});
  EXPECT_TRUE(has(out, "gone:1:9  until 2024-03-01, 3 versions\n")) << out;
  EXPECT_TRUE(has(out, "kept:1:9  3 versions\n")) << out;
}

TEST(Text, ListsFewErrorsAndCountsTheRest) {
  Report report = test::clean_report();
  for (int i = 10; i < 40; ++i) {
    report.coverage.add({Reason::kCorrupt, "bad", "object" + std::to_string(i)});
  }
  report.coverage.complete = false;
  report.coverage.finish();
  const std::string out = text_report(report, {});
  EXPECT_TRUE(has(out, "corrupt: 30 things were not read\n    object10: bad\n"));
  EXPECT_TRUE(has(out, "    object14: bad\n    … and 25 more\n"));
  EXPECT_TRUE(has(text_report(report, {false, false, true}), "    object39: bad\n"));
}

TEST(Text, VerboseTellsTheReasons) {
  const std::string out = text_report(test::sample_report(), {false, false, true});
  EXPECT_TRUE(has(out, "+2.0  checksum = github-crc32\n"));
  EXPECT_TRUE(has(out, "-0.5  seen = ghp_…\n"));
}

TEST(Text, ColourOnlyAddsColour) {
  const Report report = test::incomplete_report();
  const std::string plain = text_report(report, {});
  std::string colored = text_report(report, {false, true, false});
  EXPECT_NE(plain, colored);
  for (size_t at = colored.find("\x1b["); at != std::string::npos; at = colored.find("\x1b[")) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, plain);
}

TEST(Text, ProseStaysWithinAHundredColumns) {
  Report report = test::sample_report();
  for (Finding& finding : report.findings) finding.encoding.clear();
  std::istringstream lines(text_report(report, {}));
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto columns = std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; });
    EXPECT_LE(columns, 100) << line;
  }
  EXPECT_GT(count, 30u);
}

TEST(Text, TellsWhatAChangeItselfSuppresses) {
  const std::string held = text_report(test::change_report(true), {});
  EXPECT_NE(held.find("This change adds 2 suppressions:\n"), std::string::npos) << held;
  EXPECT_NE(held.find("  inline deploy/a b#c%d?.env:4, added in 444444444444 by Ann Author "
                      "<ann@example.com>; covers 1 finding\n"),
            std::string::npos);
  EXPECT_NE(held.find("; covers nothing here\n"), std::string::npos);
  EXPECT_EQ(held.find(test::github_token()), std::string::npos);
  EXPECT_EQ(held.find("\n::error"), std::string::npos);
  const std::string rejected = text_report(test::change_report(false), {});
  EXPECT_NE(rejected.find("This change adds 2 suppressions, which do not hold:\n"),
            std::string::npos);
}

}  // namespace
}  // namespace sluice

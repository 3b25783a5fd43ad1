#include "findings/group.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "report/sample_report.h"

namespace sluice {
namespace {

using test::sample_commit;
using test::sample_finding;

TEST(BySecret, KeepsTheOrderOfFirstFindings) {
  const std::vector<Finding> findings = {
      sample_finding(0, "a", "two", "", 1), sample_finding(0, "b", "one", "", 1),
      sample_finding(1, "c", "two", "", 1), sample_finding(0, "d", "one", "", 1)};
  const std::vector<std::vector<size_t>> expected = {{0, 2}, {1, 3}};
  EXPECT_EQ(by_secret(findings), expected);
  EXPECT_TRUE(by_secret({}).empty());
}

TEST(SortFindings, IsTheSameForEveryOrderOfArrival) {
  Report report = test::sample_report();
  const auto names = [](const Report& from) {
    std::vector<std::string> result;
    for (const Finding& f : from.findings) {
      result.push_back(f.path + "|" + std::to_string(f.location.line) + "|" + f.blob.hex());
    }
    return result;
  };
  const std::vector<std::string> expected = names(report);
  for (int round = 0; round < 50; ++round) {
    std::rotate(report.findings.begin(), report.findings.begin() + 1, report.findings.end());
    if (round % 3 == 0) std::swap(report.findings[0], report.findings[4]);
    sort_findings(report.findings, report.rules);
    EXPECT_EQ(names(report), expected);
  }
  EXPECT_TRUE(std::is_sorted(report.findings.begin(), report.findings.end(),
                             [](const Finding& a, const Finding& b) { return a.path < b.path; }));
}

TEST(GroupSecrets, OneASecretTheWorstFirst) {
  const Report report = test::sample_report();
  ASSERT_EQ(report.secrets.size(), 5u);
  const SecretGroup& token = report.secrets[0];
  EXPECT_EQ(token.secret, test::github_token());
  EXPECT_EQ(report.rules[token.rule].id, "github-pat");
  EXPECT_EQ(token.findings.size(), 4u);
  EXPECT_EQ(token.places, 3u);  // two versions of one file are one place
  EXPECT_EQ(token.validity, Validity::kChecksumValid);
  EXPECT_TRUE(std::is_sorted(token.findings.begin(), token.findings.end()));
  for (size_t i = 1; i < report.secrets.size(); ++i) {
    EXPECT_GE(report.secrets[i - 1].severity, report.secrets[i].severity);
  }
  EXPECT_EQ(report.secrets.back().severity, Severity::kLow);
}

TEST(GroupSecrets, TakesTheWorstOfWhatIsNotSuppressed) {
  Report report;
  report.rules = test::sample_rules();
  for (int i = 0; i < 3; ++i) {
    report.findings.push_back(
        sample_finding(static_cast<uint32_t>(i), "p" + std::to_string(i), "same", "", 1));
  }
  report.findings[0].verdict = {Confidence::kHigh, Severity::kCritical, Validity::kUnknown, {}};
  report.findings[0].suppressed = Suppression{"inline", "", 1};
  report.findings[1].verdict = {Confidence::kLow, Severity::kHigh, Validity::kChecksumInvalid, {}};
  report.findings[2].verdict = {Confidence::kMedium, Severity::kLow, Validity::kStructureValid, {}};
  group_secrets(report);
  ASSERT_EQ(report.secrets.size(), 1u);
  EXPECT_EQ(report.secrets[0].severity, Severity::kHigh);
  EXPECT_EQ(report.secrets[0].rule, 1u);
  EXPECT_EQ(report.secrets[0].confidence, Confidence::kMedium);
  EXPECT_EQ(report.secrets[0].validity, Validity::kStructureValid);
  EXPECT_EQ(report.secrets[0].places, 2u);
  EXPECT_FALSE(is_suppressed(report.secrets[0], report.findings));

  for (Finding& finding : report.findings) finding.suppressed = Suppression{"inline", "", 1};
  group_secrets(report);
  EXPECT_EQ(report.secrets[0].severity, Severity::kCritical);
  EXPECT_EQ(report.secrets[0].places, 3u);
  EXPECT_TRUE(is_suppressed(report.secrets[0], report.findings));
}

TEST(ExposureDays, CountsWholeDays) {
  constexpr int64_t kDay = 86400;
  const CommitFacts added = sample_commit('1', 10 * kDay), removed = sample_commit('2', 15 * kDay);
  EXPECT_EQ(exposure_days(added, {}, true, 20 * kDay - 1), 9);
  EXPECT_EQ(exposure_days(added, {}, true, 20 * kDay), 10);
  EXPECT_EQ(exposure_days(added, removed, false, 20 * kDay), 5);
  EXPECT_EQ(exposure_days(added, removed, true, 20 * kDay), 10);  // a branch still has it
  EXPECT_EQ(exposure_days(added, {}, true, 0), 0);                // a clock that is behind
  EXPECT_EQ(exposure_days({}, removed, true, 20 * kDay), std::nullopt);
  EXPECT_EQ(exposure_days(added, {}, false, 20 * kDay), std::nullopt);
}

TEST(ExposureDays, HostileDatesDoNotOverflow) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min(),
                    kMax = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(exposure_days(sample_commit('1', kMin), {}, true, kMax), 213503982334601);
  EXPECT_EQ(exposure_days(sample_commit('1', kMax), sample_commit('2', kMin), false, 0), 0);
}

}  // namespace
}  // namespace sluice

#include "report/merge.h"

#include <gtest/gtest.h>

#include "report/json_reader.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

// The sample report with only the findings of `keep`.
template <class Keep>
Report shard(const Keep& keep) {
  Report report = test::sample_report();
  const std::vector<SecretGroup> lives = report.secrets;
  std::erase_if(report.findings, [&](const Finding& finding) { return !keep(finding); });
  group_secrets(report);
  for (SecretGroup& group : report.secrets) {
    for (const SecretGroup& life : lives) {
      if (life.secret_id != group.secret_id) continue;
      std::tie(group.introduced, group.removed, group.in_head, group.exposure_days, group.refs) =
          std::tie(life.introduced, life.removed, life.in_head, life.exposure_days, life.refs);
    }
  }
  return report;
}

TEST(Merge, OneShardIsItself) {
  const Report report = test::incomplete_report();
  EXPECT_EQ(json_report(merge_reports({report}), {}), json_report(report, {}));
}

TEST(Merge, ShardsMakeTheWhole) {
  size_t number = 0;
  Report odd = shard([&](const Finding&) { return number++ % 2 == 1; });
  number = 0;
  const Report even = shard([&](const Finding&) { return number++ % 2 == 0; });
  odd.coverage = {};
  const Report whole = test::sample_report();
  EXPECT_EQ(json_report(merge_reports({odd, even}), {}), json_report(whole, {}));
  EXPECT_EQ(json_report(merge_reports({even, odd}), {}), json_report(whole, {}));
}

TEST(Merge, WhatTwoShardsSawIsThereOnce) {
  const Report report = test::sample_report();
  const Report merged = merge_reports({report, report});
  EXPECT_EQ(merged.findings.size(), report.findings.size());
  EXPECT_EQ(merged.secrets.size(), report.secrets.size());
  EXPECT_EQ(merged.coverage.blobs, 2 * report.coverage.blobs);
}

TEST(Merge, IsIncompleteWhereAnyShardIs) {
  const Report merged = merge_reports({test::clean_report(), test::incomplete_report()});
  EXPECT_FALSE(merged.coverage.complete);
  EXPECT_EQ(merged.coverage.errors.size(), test::incomplete_report().coverage.errors.size());
}

TEST(Merge, ReportsWhatOneShardDoesNotSuppress) {
  Report open = test::sample_report();
  for (Finding& finding : open.findings) finding.suppressed.reset();
  for (const Finding& finding : merge_reports({test::sample_report(), open}).findings) {
    EXPECT_FALSE(finding.suppressed);
  }
}

TEST(Merge, JoinsLives) {
  Report early = test::sample_report(), late = test::sample_report();
  for (SecretGroup& group : early.secrets) {
    group.introduced = test::sample_commit('3', 1000000);
    group.removed = test::sample_commit('4', 2000000);
    group.in_head = false;
    group.refs = {"refs/heads/old"};
    group.exposure_days = 11;
  }
  for (SecretGroup& group : late.secrets) {
    group.introduced = test::sample_commit('5', 3000000);
    group.removed.reset();
    group.in_head = true;
    group.refs = {"refs/heads/main"};
    group.exposure_days = 400;
  }
  const Report merged = merge_reports({late, early});
  for (const SecretGroup& group : merged.secrets) {
    EXPECT_EQ(group.introduced->date, 1000000);
    EXPECT_FALSE(group.removed);
    EXPECT_EQ(group.in_head, true);
    EXPECT_EQ(group.exposure_days, 400);
    EXPECT_EQ(group.refs, (std::vector<std::string>{"refs/heads/main", "refs/heads/old"}));
  }
}

TEST(Merge, RepositoriesKeepApart) {
  Report one = test::sample_report(), other = test::sample_report();
  one.target.path = "one";
  other.target.path = "/srv/other.git";
  other.target.repository = "https://git.example.com/team/other";
  const Report merged = merge_reports({one, other});
  EXPECT_EQ(merged.target.kind, "merged");
  EXPECT_EQ(merged.target.path, "one, git.example.com/team/other");
  EXPECT_EQ(merged.findings.size(), 2 * one.findings.size());
  EXPECT_EQ(merged.secrets.size(), one.secrets.size());
  for (const Finding& finding : merged.findings) {
    EXPECT_TRUE(finding.path.starts_with("one") ||
                finding.path.starts_with("git.example.com/team/other"))
        << finding.path;
  }
}

TEST(Merge, ASecretThatOneShardTookOutIsTakenOutOfAll) {
  const Report open = test::sample_report();
  const Result<Report> redacted = read_json_report("r", json_report(open, {}));
  ASSERT_TRUE(redacted);
  for (const auto& shards : {std::vector{open, *redacted}, std::vector{*redacted, open}}) {
    const std::string out = json_report(merge_reports(shards), {true, false, false});
    EXPECT_EQ(out.find(test::github_token()), std::string::npos);
    EXPECT_EQ(out.find(test::database_password()), std::string::npos);
  }
}

TEST(Merge, RulesKeepTheirFindings) {
  Report one = test::sample_report();
  std::vector<Rule> reversed(one.rules.begin(), one.rules.end());
  std::reverse(reversed.begin(), reversed.end());
  Report other = one;
  other.rules = reversed;
  for (Finding& finding : other.findings) finding.rule = 3 - finding.rule;
  for (SecretGroup& group : other.secrets) group.rule = 3 - group.rule;
  const Report merged = merge_reports({one, other});
  ASSERT_EQ(merged.findings.size(), one.findings.size());
  for (size_t i = 0; i < merged.findings.size(); ++i) {
    EXPECT_EQ(merged.rules[merged.findings[i].rule].id, one.rules[one.findings[i].rule].id);
  }
}

}  // namespace
}  // namespace sluice

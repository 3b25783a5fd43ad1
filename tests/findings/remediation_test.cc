#include "findings/remediation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sluice {
namespace {

using Action = RemediationStep::Action;

Finding found(std::string path, Reach reach, BlobKind kind = BlobKind::kFile) {
  Finding finding;
  finding.path = std::move(path);
  finding.reach = reach;
  finding.kind = kind;
  finding.blob = *ObjectId::from_hex(std::string(40, 'c'));
  return finding;
}

std::vector<RemediationStep> steps_for(std::vector<Finding> findings, Rule rule = {},
                                       std::vector<std::string> refs = {}) {
  Report report;
  report.rules = std::vector<Rule>{std::move(rule)};
  report.findings = std::move(findings);
  SecretGroup group;
  for (size_t i = 0; i < report.findings.size(); ++i) group.findings.push_back(i);
  group.refs = std::move(refs);
  return remediation_steps(report, group);
}

const RemediationStep& step(const std::vector<RemediationStep>& steps, Action action) {
  return *std::find_if(steps.begin(), steps.end(),
                       [&](const RemediationStep& each) { return each.action == action; });
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

bool runs(const RemediationStep& step, std::string_view part) {
  return std::any_of(step.commands.begin(), step.commands.end(),
                     [&](const std::string& command) { return has(command, part); });
}

TEST(Remediation, EveryActionOnceInItsOrder) {
  const auto steps = steps_for({found("a.py", Reach::kHead)});
  std::vector<std::string> names;
  for (const RemediationStep& each : steps) {
    names.emplace_back(remediation_action_name(each.action));
    EXPECT_FALSE(each.text.empty());
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"revoke", "replace", "find_copies", "scrub", "prevent"}));
}

TEST(Remediation, RevokesAsTheRuleSays) {
  Rule rule;
  rule.remediation = "Delete it under Settings.";
  rule.remediation_url = "https://example.com/tokens";
  const auto steps = steps_for({found("a.py", Reach::kHead)}, rule);
  EXPECT_TRUE(step(steps, Action::kRevoke).text.starts_with(rule.remediation));
  EXPECT_EQ(step(steps, Action::kRevoke).url, rule.remediation_url);
  EXPECT_TRUE(step(steps_for({found("a.py", Reach::kHead)}), Action::kRevoke)
                  .text.starts_with("Revoke it where it was issued."));
}

TEST(Remediation, NamesWhatReadsItNowAndNotWhatDid) {
  Finding gone = found("old.env", Reach::kHead);
  gone.removed = CommitFacts();
  const auto steps = steps_for({found("now.env", Reach::kHead), gone});
  EXPECT_TRUE(has(step(steps, Action::kReplace).text, "now.env"));
  EXPECT_FALSE(has(step(steps, Action::kReplace).text, "old.env"));
  EXPECT_TRUE(has(step(steps, Action::kFindCopies).text, "2 places"));
  EXPECT_TRUE(has(step(steps, Action::kPrevent).text, "now.env in .gitignore"));
}

TEST(Remediation, NamesAFewOfManyPlacesAndRefs) {
  std::vector<Finding> findings;
  for (const char* path : {"a", "b", "c", "d", "e"}) findings.push_back(found(path, Reach::kHead));
  const auto steps = steps_for(findings, {}, {"refs/heads/main"});
  EXPECT_TRUE(has(step(steps, Action::kFindCopies).text, "5 places: a, b, c and 2 more."));
  EXPECT_TRUE(has(step(steps, Action::kFindCopies).text, "1 ref: refs/heads/main."));
}

TEST(Remediation, ScrubsByWhatStillLeadsToIt) {
  const auto scrub_of = [](std::vector<Finding> findings) {
    return step(steps_for(std::move(findings)), Action::kScrub);
  };
  const RemediationStep committed = scrub_of({found("a", Reach::kRef)});
  EXPECT_TRUE(runs(committed, "git filter-repo --replace-text"));
  EXPECT_FALSE(runs(committed, "--replace-message"));
  EXPECT_TRUE(runs(scrub_of({found("", Reach::kHead, BlobKind::kCommit)}), "--replace-message"));
  const RemediationStep on_disk = scrub_of({found("a", Reach::kNone)});
  EXPECT_TRUE(has(on_disk.text, "never committed"));
  EXPECT_TRUE(on_disk.commands.empty());
  EXPECT_TRUE(has(scrub_of({found("a", Reach::kIndex)}).text, "staged"));
  EXPECT_TRUE(runs(scrub_of({found("a", Reach::kStash)}), "git stash list"));
  EXPECT_TRUE(runs(scrub_of({found("a", Reach::kUnreachable)}), "git gc --prune=now"));
  const RemediationStep name = scrub_of({found("refs/heads/x", Reach::kNone, BlobKind::kRef)});
  EXPECT_TRUE(has(name.text, "rename or delete"));
  EXPECT_FALSE(has(name.text, "never committed"));
}

TEST(Remediation, SuppressedFindingsCountOnlyWhereAllAre) {
  Finding accepted = found("tests/x", Reach::kHead);
  accepted.suppressed = Suppression{"ignore", ".sluiceignore:1", 1};
  const auto mixed = steps_for({accepted, found("src/x", Reach::kHead)});
  EXPECT_FALSE(has(step(mixed, Action::kReplace).text, "tests/x"));
  EXPECT_TRUE(has(step(steps_for({accepted}), Action::kReplace).text, "tests/x"));
}

}  // namespace
}  // namespace sluice

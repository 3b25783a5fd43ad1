#include "pipeline/policy_changes.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Lines = std::vector<std::string>;

Lines lines(const std::vector<NewSuppression>& entries) {
  Lines result;
  for (const NewSuppression& each : entries) {
    result.push_back(each.by + " " + each.where + " " + each.what);
  }
  return result;
}

IgnoreFile ignores(std::string_view text) {
  IgnoreFile file;
  EXPECT_TRUE(file.add(".sluiceignore", text, IgnoreFile::Dialect::kSluice).has_value());
  return file;
}

const std::string kId(32, 'a'), kOther(32, 'b');
constexpr int64_t kNow = 1'719'792'000;  // 2024-07-01

Lines ignored(std::string_view trusted, std::string_view head) {
  return lines(new_ignores(ignores(trusted), ignores(head), kNow));
}

TEST(PolicyChanges, AnIgnoreEntryIsNewWhateverItsKindAndLine) {
  EXPECT_EQ(
      ignored("", kId + "\nsecret:" + kOther + "\npath:docs/**\na.env:rule-x:3\n"),
      (Lines{"ignore .sluiceignore:1 " + kId, "ignore .sluiceignore:2 secret:" + kOther,
             "ignore .sluiceignore:3 path:docs/**", "ignore .sluiceignore:4 a.env:rule-x:3"}));
  // Moved, with another reason: the same entry.
  EXPECT_EQ(ignored(kId + "\n", "\n\n" + kId + "  # reviewed\n"), Lines());
  EXPECT_EQ(ignored(kId + "\n", ""), Lines());
  EXPECT_EQ(ignored("path:docs/*\n", "path:docs/**\n"),
            Lines{"ignore .sluiceignore:1 path:docs/**"});
}

TEST(PolicyChanges, AnIgnoreEntryThatEndsLaterIsNewAndOneThatHasEndedIsNone) {
  const std::string soon = kId + "  # until=2024-08-01 x\n";
  EXPECT_EQ(ignored(soon, kId + "  # until=2025-08-01 x\n"),
            Lines{"ignore .sluiceignore:1 " + kId});
  EXPECT_EQ(ignored(soon, kId + "\n"), Lines{"ignore .sluiceignore:1 " + kId});
  EXPECT_EQ(ignored(soon, kId + "  # until=2024-07-15 x\n"), Lines());
  EXPECT_EQ(ignored(kId + "\n", soon), Lines());
  EXPECT_EQ(ignored("", kId + "  # until=2024-06-01 x\n"), Lines());
}

TEST(PolicyChanges, BaselineEntriesAreComparedByFingerprint) {
  Baseline trusted, head;
  const IdentityKey key{std::string(32, 'c'), false};
  ASSERT_TRUE(trusted.add(".sluice-baseline", baseline_text(key, {kId})).has_value());
  ASSERT_TRUE(head.add(".sluice-baseline", baseline_text(key, {kId, kOther})).has_value());
  const Lines found = lines(new_baseline_entries(trusted, head));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].starts_with("baseline .sluice-baseline:"));
  EXPECT_TRUE(found[0].ends_with(kOther));
  EXPECT_EQ(lines(new_baseline_entries(head, trusted)), Lines());
}

Rule rule(const std::string& id) {
  Rule made;
  made.id = id;
  made.regex = id + "_[0-9]{8}";
  return made;
}

Allowlist allow_path(const std::string& path, const std::string& description = "") {
  Allowlist list;
  list.paths = {path};
  list.description = description;
  return list;
}

TEST(PolicyChanges, RulesThatAreGoneAreTold) {
  const RuleSet trusted({rule("a"), rule("b")}, {});
  EXPECT_EQ(lines(new_rule_limits(trusted, RuleSet({rule("b")}, {}), ".sluice.toml")),
            Lines{"disabled_rule .sluice.toml a"});
  // One that came takes nothing away.
  EXPECT_EQ(lines(new_rule_limits(trusted, RuleSet({rule("a"), rule("b"), rule("c")}, {}),
                                  ".sluice.toml")),
            Lines());
}

TEST(PolicyChanges, AllowlistsOfAllAndOfOneRuleAreTold) {
  Rule lenient = rule("a");
  lenient.allowlists = {allow_path("^docs/")};
  const RuleSet trusted({rule("a")}, {allow_path("^old/")});
  const RuleSet head({lenient}, {allow_path("^old/", "renamed"), allow_path("^new/", "samples")});
  EXPECT_EQ(lines(new_rule_limits(trusted, head, ".sluice.toml")),
            (Lines{"allowlist .sluice.toml a: path ^docs/", "allowlist .sluice.toml samples"}));
  EXPECT_EQ(lines(new_rule_limits(head, trusted, ".sluice.toml")), Lines());
}

TEST(PolicyChanges, ARewrittenRuleIsToldAndItsWordsAreNot) {
  const RuleSet trusted({rule("a")}, {});
  Rule words = rule("a");
  words.title = "another";
  words.description = "another";
  words.tags = {"x"};
  EXPECT_EQ(lines(new_rule_limits(trusted, RuleSet({words}, {}), "x.toml")), Lines());
  const auto changed = [&](auto change) {
    Rule other = rule("a");
    change(other);
    return lines(new_rule_limits(trusted, RuleSet({other}, {}), "x.toml")) ==
           Lines{"config x.toml a"};
  };
  EXPECT_TRUE(changed([](Rule& r) { r.regex = "never"; }));
  EXPECT_TRUE(changed([](Rule& r) { r.path = "^x$"; }));
  EXPECT_TRUE(changed([](Rule& r) { r.entropy = 7; }));
  EXPECT_TRUE(changed([](Rule& r) { r.keywords = {"never"}; }));
  EXPECT_TRUE(changed([](Rule& r) { r.severity = Severity::kInfo; }));
  EXPECT_TRUE(changed([](Rule& r) { r.confidence = Confidence::kLow; }));
  EXPECT_TRUE(changed([](Rule& r) { r.secret_group = 2; }));
}

}  // namespace
}  // namespace sluice

#include "findings/ignore_file.h"

#include <gtest/gtest.h>

#include "report/sample_report.h"

namespace sluice {
namespace {

using Dialect = IgnoreFile::Dialect;
using test::sample_finding;

constexpr int64_t kDay = 86400;
constexpr int64_t kNewYear2025 = 1735689600;
const std::string kId = "0123456789abcdef0123456789abcdef";
const std::string kOtherId = "ffffffffffffffffffffffffffffffff";

IgnoreFile read(std::string_view text, Dialect dialect = Dialect::kSluice) {
  IgnoreFile file;
  const Result<void> added = file.add("root/.sluiceignore", text, dialect);
  EXPECT_TRUE(added) << (added ? "" : added.error().message);
  return file;
}

std::string error_of(std::string_view text) {
  IgnoreFile file;
  const Result<void> added = file.add(".sluiceignore", text, Dialect::kSluice);
  EXPECT_EQ(file.entries().empty(), !added);
  return added ? "" : added.error().message;
}

Finding finding_at(std::string path, uint64_t line = 3) {
  Finding finding = sample_finding(0, std::move(path), "secret-1", "", line);
  finding.fingerprint = kId;
  finding.secret_id = kOtherId;
  return finding;
}

TEST(IgnoreFile, ReadsEveryKindOfEntry) {
  const IgnoreFile file = read(
      "\xef\xbb\xbf# a comment\r\n"
      "\n"
      "0123456789ABCDEF0123456789ABCDEF\r\n"
      "  secret:ffffffffffffffffffffffffffffffff  # until=2024-12-31 revoked, ticket #12\n"
      "path:docs/a#b/**# # reason\n"
      "src/a:b.py:github-pat:12\n"
      "1111111111111111111111111111111111111111:a\\b.py:github-pat:7");
  ASSERT_EQ(file.entries().size(), 5u);
  const auto& entries = file.entries();
  EXPECT_EQ(entries[0].kind, IgnoreEntry::Kind::kFingerprint);
  EXPECT_EQ(entries[0].subject, kId);
  EXPECT_EQ(entries[0].where, "root/.sluiceignore:3");
  EXPECT_EQ(entries[1].kind, IgnoreEntry::Kind::kSecret);
  EXPECT_EQ(entries[1].until, kNewYear2025);
  EXPECT_EQ(entries[1].reason, "revoked, ticket #12");
  EXPECT_EQ(entries[2].kind, IgnoreEntry::Kind::kPath);
  EXPECT_EQ(entries[2].subject, "docs/a#b/**#");
  EXPECT_EQ(entries[2].reason, "reason");
  EXPECT_EQ(entries[3].kind, IgnoreEntry::Kind::kPlace);
  EXPECT_EQ(entries[3].subject, "src/a:b.py");
  EXPECT_EQ(entries[3].rule, "github-pat");
  EXPECT_EQ(entries[3].line, 12u);
  EXPECT_FALSE(entries[3].commit);
  EXPECT_EQ(entries[4].commit, test::sample_commit('1', 0).id);
  EXPECT_EQ(entries[4].subject, "a/b.py");
  EXPECT_EQ(entries[4].where, "root/.sluiceignore:7");
}

TEST(IgnoreFile, ErrorsNameTheLine) {
  EXPECT_EQ(error_of("\n\nhello\n").find(".sluiceignore:3: not an entry"), 0u);
  EXPECT_EQ(error_of("secret:12\n").find(".sluiceignore:1: 'secret:'"), 0u);
  EXPECT_EQ(error_of("path:\n").find(".sluiceignore:1: "), 0u);
  EXPECT_EQ(error_of("path:!a\n").find(".sluiceignore:1: "), 0u);
  EXPECT_EQ(error_of("a:rule:x\n").find(".sluiceignore:1: "), 0u);
  EXPECT_EQ(error_of("a:rule:99999999999999999999\n").find(".sluiceignore:1: "), 0u);
  EXPECT_EQ(error_of(":rule:1\n").find(".sluiceignore:1: "), 0u);
  for (const char* date : {"2024-13-01", "2023-02-29", "2024-1-1", "x", "", "2024-01-01x"}) {
    EXPECT_NE(error_of(kId + " # until=" + date + "\n").find("until="), std::string::npos) << date;
  }
  EXPECT_NE(error_of("path:" + std::string(9000, 'a')), "");
  EXPECT_EQ(error_of(kId), "");
}

TEST(IgnoreFile, ABadFileAddsNothing) {
  IgnoreFile file = read(kId);
  EXPECT_FALSE(file.add("b", "secret:" + kOtherId + "\nnonsense\n", Dialect::kSluice));
  EXPECT_EQ(file.entries().size(), 1u);
  EXPECT_EQ(file.match(finding_at("a"), "r", 0), &file.entries()[0]);
}

TEST(IgnoreFile, GitleaksDialectHasNoInlineCommentsAndOnlyWarns) {
  const IgnoreFile file =
      read("# comment\n" + kId + " # note\nnonsense\na.py:rule:3\n", Dialect::kGitleaks);
  ASSERT_EQ(file.entries().size(), 1u);
  EXPECT_EQ(file.entries()[0].kind, IgnoreEntry::Kind::kPlace);
  ASSERT_EQ(file.warnings().size(), 2u);
  EXPECT_EQ(file.warnings()[1].find("root/.sluiceignore:3: "), 0u);
}

TEST(IgnoreFile, NamesAreSafeToPrint) {
  IgnoreFile file;
  const Result<void> added = file.add("a\x1b[2J", "?", Dialect::kSluice);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message.find('\x1b'), std::string::npos);
}

TEST(Match, EachKindCoversWhatItNames) {
  const Finding finding = finding_at("src/a.py");
  const auto covers = [&](const std::string& text, const Finding& of) {
    const IgnoreFile file = read(text);
    return file.match(of, "rule", 0) != nullptr;
  };
  EXPECT_TRUE(covers(kId, finding));
  EXPECT_FALSE(covers(kOtherId, finding));
  EXPECT_TRUE(covers("secret:" + kOtherId, finding));
  EXPECT_FALSE(covers("secret:" + kId, finding));
  EXPECT_TRUE(covers("path:src/**", finding));
  EXPECT_FALSE(covers("path:docs", finding));
  EXPECT_TRUE(covers("src/a.py:rule:3", finding));
  EXPECT_FALSE(covers("src/a.py:rule:4", finding));
  EXPECT_FALSE(covers("src/a.py:other:3", finding));
  EXPECT_FALSE(covers("a.py:rule:3", finding));
  EXPECT_TRUE(covers(std::string(40, '1') + ":src/a.py:rule:3", finding));
  EXPECT_FALSE(covers(std::string(40, '2') + ":src/a.py:rule:3", finding));
  Finding without_commit = finding;
  without_commit.commit.reset();
  EXPECT_FALSE(covers(std::string(40, '1') + ":src/a.py:rule:3", without_commit));
}

TEST(Match, ReachesIntoArchives) {
  Finding finding = finding_at("dist/app.zip", 3);
  finding.inner_path = "conf/.env";
  EXPECT_NE(read("path:*.zip").match(finding, "r", 0), nullptr);
  EXPECT_NE(read("path:dist/app.zip!conf/*").match(finding, "r", 0), nullptr);
  EXPECT_NE(read("dist/app.zip!conf/.env:r:3").match(finding, "r", 0), nullptr);
  EXPECT_EQ(read("path:/conf").match(finding, "r", 0), nullptr);
}

TEST(Match, TheIdsOfAnIgnoreFileAreNoSecrets) {
  const IgnoreFile file;
  Finding finding = finding_at(".sluiceignore");
  EXPECT_EQ(file.match(finding, "generic", 0), nullptr);
  finding.secret = kId;
  const IgnoreEntry* entry = file.match(finding, "generic", 0);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->where, ".sluiceignore");
  finding.path = "config/.sluiceignore";
  EXPECT_EQ(file.match(finding, "generic", 0), nullptr);
  finding.path = ".sluice-baseline";
  EXPECT_NE(file.match(finding, "generic", 0), nullptr);
}

TEST(Match, ExpiredEntriesDoNot) {
  const IgnoreFile file = read(kId + " # until=2024-12-31\n" + "path:src # until=2024-12-31\n");
  const Finding finding = finding_at("src/a.py");
  EXPECT_EQ(file.match(finding, "r", kNewYear2025 - 1), &file.entries()[0]);
  EXPECT_EQ(file.match(finding, "r", kNewYear2025), nullptr);
  EXPECT_TRUE(file.entries()[0].expired(kNewYear2025));
  EXPECT_FALSE(file.entries()[0].expired(kNewYear2025 - kDay));
}

TEST(Match, AnExpiredEntryDoesNotHideALiveOne) {
  const IgnoreFile file = read(kId + " # until=2020-01-01\n" + kId + " # until=2099-01-01\n");
  EXPECT_EQ(file.match(finding_at("a"), "r", kNewYear2025), &file.entries()[1]);
}

TEST(Suppress, MarksCountsAndFollowsTheLine) {
  std::vector<Rule> rules = test::sample_rules();
  std::vector<Finding> findings = {finding_at("a.py", 3), finding_at("a.py", 40),
                                   finding_at("docs/x", 1), finding_at("b.py", 1)};
  findings[2].fingerprint = findings[3].fingerprint = kOtherId;
  findings[3].suppressed = Suppression{"inline", "b.py:1", 1};
  const IgnoreFile file = read("path:docs\n" + std::string(40, '1') + ":a.py:github-pat:3\n" +
                               "never.py:github-pat:3\n");
  const std::vector<Suppression> told = file.suppress(findings, rules, kNewYear2025);
  ASSERT_TRUE(findings[0].suppressed && findings[1].suppressed && findings[2].suppressed);
  EXPECT_EQ(findings[0].suppressed->where, "root/.sluiceignore:2");
  EXPECT_EQ(findings[1].suppressed->where, "root/.sluiceignore:2");  // another version's line
  EXPECT_EQ(findings[2].suppressed->where, "root/.sluiceignore:1");
  EXPECT_EQ(findings[3].suppressed->by, "inline");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].by, "ignore");
  EXPECT_EQ(told[0].count, 1u);
  EXPECT_EQ(told[1].where, "root/.sluiceignore:2");
  EXPECT_EQ(told[1].count, 2u);
}

// Cut anywhere or with any byte changed, a file gives entries or one clean line.
TEST(IgnoreFile, SurvivesDamage) {
  const std::string good = "# x\n" + kId + " # until=2024-12-31 r\nsecret:" + kOtherId +
                           "\npath:a/**/b?\\*\n" + std::string(40, 'a') + ":f:r:1\n";
  const Finding finding = finding_at("a/b");
  size_t accepted = 0, refused = 0;
  const auto check = [&](const std::string& bytes) {
    IgnoreFile file;
    const Result<void> added = file.add("f", bytes, Dialect::kSluice);
    if (added) {
      ++accepted;
      const IgnoreEntry* entry = file.match(finding, "r", 0);
      EXPECT_TRUE(entry == nullptr || !entry->where.empty());
    } else {
      ++refused;
      EXPECT_EQ(added.error().message.find("f:"), 0u);
      EXPECT_EQ(added.error().message.find('\n'), std::string::npos);
    }
  };
  for (size_t at = 0; at <= good.size(); ++at) check(good.substr(0, at));
  for (size_t at = 0; at < good.size(); ++at) {
    for (int value = 0; value < 256; value += 5) {
      std::string damaged = good;
      damaged[at] = static_cast<char>(value);
      check(damaged);
    }
  }
  EXPECT_GT(accepted, 100u);
  EXPECT_GT(refused, 100u);
}

TEST(IgnoreFile, AGitleaksEntryNamesTheRuleAsGitleaksDoes) {
  const IgnoreFile file = read("a:facebook-secret:3\nb:generic-api-key:3\nc:beamer-api-token:3\n");
  Rule rule;
  rule.id = "facebook-app-secret";
  rule.aliases = {"facebook-secret"};
  EXPECT_NE(file.match(finding_at("a"), rule, 0), nullptr);
  EXPECT_EQ(file.match(finding_at("b"), rule, 0), nullptr);
  EXPECT_EQ(file.match(finding_at("a"), "netrc", 0), nullptr);
  EXPECT_NE(file.match(finding_at("b"), "netrc", 0), nullptr);
  EXPECT_NE(file.match(finding_at("c"), "netrc", 0), nullptr);
  EXPECT_EQ(file.match(finding_at("b"), "github-pat", 0), nullptr);
}

}  // namespace
}  // namespace sluice

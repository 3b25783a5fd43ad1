#include "findings/redact.h"

#include <gtest/gtest.h>

#include "base/escape.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

Rule rule_of(JudgeKind judge, bool builtin = true) {
  Rule rule;
  rule.id = "r";
  rule.judge = judge;
  rule.builtin = builtin;
  return rule;
}

const Rule kProvider = rule_of(JudgeKind::kToken);
const Rule kGeneric = rule_of(JudgeKind::kAssignment);

TEST(Redact, ShowsAtMostFourCharactersAndAFifthOfProviderTokens) {
  EXPECT_EQ(redact(kProvider, "abcdefghijklmnopqrstuvwxyz"), "abcd…");
  EXPECT_EQ(redact(kProvider, "abcdefghijklmnopqrst"), "abcd…");
  EXPECT_EQ(redact(kProvider, "abcdefghijklmnopqrs"), "abc…");
  EXPECT_EQ(redact(kProvider, "abcdefghi"), "a…");
  EXPECT_EQ(redact(kProvider, "abcd"), "…");
  EXPECT_EQ(redact(kProvider, ""), "…");
  EXPECT_EQ(redact(rule_of(JudgeKind::kJwt), "abcdefghijklmnopqrstuvwxyz"), "abcd…");
}

TEST(Redact, ShowsNothingOfTheRest) {
  const std::string secret(40, 'x');
  for (const JudgeKind judge :
       {JudgeKind::kAssignment, JudgeKind::kUrl, JudgeKind::kNone, JudgeKind::kPrivateKey}) {
    EXPECT_EQ(redact(rule_of(judge), secret), "…");
  }
  EXPECT_EQ(redact(rule_of(JudgeKind::kToken, false), secret), "…");
}

TEST(Redact, CountsCharactersAndIsValidUtf8) {
  EXPECT_EQ(redact(kProvider, "äöüßäöüßäöüßäöüßäöüß"), "äöüß…");
  EXPECT_EQ(redact(kProvider, "\xff\xfe" + std::string(30, 'a')), "\uFFFD\uFFFDaa…");
}

TEST(Redact, DoesNotTellTheLength) {
  EXPECT_EQ(redact(kProvider, std::string(20, 'a')), redact(kProvider, std::string(4000, 'a')));
}

TEST(RedactIn, ReplacesEveryOccurrence) {
  EXPECT_EQ(redact_in(kGeneric, "a=hunter2, b=hunter2;", "hunter2"), "a=…, b=…;");
  EXPECT_EQ(redact_in(kGeneric, "root:root@db", "root"), "…:…@db");
  EXPECT_EQ(redact_in(kGeneric, "aaaa", "aa"), "…");  // overlapping ones as one
}

TEST(RedactIn, CollapsesManyLines) {
  const std::string key = test::private_key();
  EXPECT_EQ(redact_in(rule_of(JudgeKind::kPrivateKey), "key:\n" + key + "\nend", key),
            "key:\n…\nend");
}

TEST(RedactIn, HidesWhatIsLeftOfACutSecret) {
  const std::string secret = "0123456789abcdefghij";
  for (size_t cut = 1; cut < secret.size(); ++cut) {
    EXPECT_EQ(redact_in(kGeneric, "k = " + secret.substr(0, cut), secret), "k = …") << cut;
  }
  // Whole once, and cut at the limit of a match's text.
  const std::string text =
      secret + std::string(kMaxMatchText - secret.size() - 9, ' ') + secret.substr(0, 9);
  EXPECT_EQ(redact_in(kGeneric, text, secret).find("012"), std::string::npos);
}

TEST(RedactIn, HidesAllWhereTheSecretIsNotToBeSeen) {
  EXPECT_EQ(redact_in(kGeneric, "p%40ssw0rd", "p@ssw0rd!"), "…");
  EXPECT_EQ(redact_in(kGeneric, "text", ""), "…");
  EXPECT_EQ(redact_in(kGeneric, "", "secret"), "…");
}

TEST(Redactor, FindsEachSecretOfTheReportAnywhere) {
  const Report report = test::sample_report();
  const Redactor redactor(report, false);
  const std::string token = test::github_token(), password = test::database_password();
  EXPECT_EQ(redactor.text("a " + token + " b " + password + token), "a ghp_… b …ghp_…");
  EXPECT_EQ(redactor.text("nothing here"), "nothing here");
  EXPECT_EQ(redactor.text(token.substr(0, 20)), token.substr(0, 20));
  EXPECT_EQ(redactor.text(""), "");
  EXPECT_EQ(redactor.text("raw \xff stays"), "raw \xff stays");
}

TEST(Redactor, TakesASecondSecretOutOfAMatch) {
  const Report report = test::sample_report();
  const Redactor redactor(report, false);
  for (const Finding& finding : report.findings) {
    if (finding.path != "deploy/a b#c%d?.env") continue;
    EXPECT_EQ(redactor.match(finding), "PW=… # ghp_…");
    return;
  }
  FAIL() << "the sample lacks the finding";
}

TEST(Redactor, OverlappingSecretsLeaveNoTail) {
  Report report;
  report.rules = std::vector<Rule>{kGeneric};
  report.findings.push_back(test::sample_finding(0, "a", "AbCd1234EfGh", "", 1));
  report.findings.push_back(test::sample_finding(0, "b", "1234EfGhIjKl5678", "", 1));
  EXPECT_EQ(Redactor(report, false).text("x AbCd1234EfGhIjKl5678 y"), "x … y");
}

TEST(Redactor, LeavesWordsButNotInNames) {
  Report report;
  report.rules = std::vector<Rule>{kGeneric};
  report.findings.push_back(test::sample_finding(0, "a", "production", "PW=production", 1));
  EXPECT_EQ(Redactor(report, false).text("env/production/x"), "env/production/x");
  EXPECT_EQ(Redactor(report, false).match(report.findings[0]), "PW=…");
  report.findings[0].kind = BlobKind::kPath;
  EXPECT_EQ(Redactor(report, false).text("env/production/x"), "env/…/x");
}

TEST(Redactor, ShowsAllWhenAsked) {
  const Report report = test::sample_report();
  const Redactor redactor(report, true);
  EXPECT_EQ(redactor.text("x" + test::github_token()), "x" + test::github_token());
  for (const Finding& finding : report.findings) {
    EXPECT_EQ(redactor.secret(finding), finding.secret);
    EXPECT_EQ(redactor.match(finding), finding.match);
  }
}

// The slow way to find what must not be there: every secret in every text.
TEST(Redactor, EqualsTheSlowOracleOnMixedText) {
  Report report;
  report.rules = std::vector<Rule>{kGeneric};
  for (int i = 0; i < 50; ++i) {
    report.findings.push_back(
        test::sample_finding(0, "p", "Sec" + std::to_string(i * 7919 % 1000) + "X", "", 1));
  }
  const Redactor redactor(report, false);
  uint32_t random = 12345;
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int piece = 0; piece < 6; ++piece) {
      random = random * 1664525 + 1013904223;
      const std::string& secret = report.findings[random >> 8 & 31].secret;
      text += (random >> 16 & 1) != 0 ? secret : secret.substr(1);
    }
    const std::string shown = redactor.text(text);
    for (const Finding& finding : report.findings) {
      EXPECT_EQ(shown.find(finding.secret), std::string::npos) << text << " -> " << shown;
    }
  }
}

}  // namespace
}  // namespace sluice

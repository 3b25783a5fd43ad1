// A Report made by hand, with whatever a hostile repository can put into one.
#pragma once

#include <string>
#include <vector>

#include "findings/fingerprint.h"
#include "findings/group.h"
#include "sluice/report.h"

namespace sluice::test {

// Assembled, so that no scanner finds them in this file.
inline std::string github_token() {
  return std::string("gh") + "p_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1B4c" + "0aZ9kQ";
}
inline std::string database_password() { return std::string("Tul") + "ip-9!har" + "bour"; }
inline std::string private_key() {
  return std::string("-----BEGIN RSA PRIV") + "ATE KEY-----\nMIIEowIBAAKCAQEA7Zq\nq83Vn1Gh\n" +
         "-----END RSA PRIV" + "ATE KEY-----";
}
// Not UTF-8, with a terminal's bell and an escape.
inline std::string odd_secret() { return std::string("s3\xff\x1b[2J") + "\a\"<b>q9"; }

inline CommitFacts sample_commit(char digit, int64_t date, std::string name = "Ann Author") {
  return {*ObjectId::from_hex(std::string(40, digit)), date, {std::move(name), "ann@example.com"}};
}

inline std::vector<Rule> sample_rules() {
  std::vector<Rule> rules(4);
  rules[0].id = "github-pat";
  rules[0].title = "GitHub personal access token";
  rules[0].description = "GitHub personal access token (classic)";
  rules[0].judge = JudgeKind::kToken;
  rules[0].severity = Severity::kCritical;
  rules[0].confidence = Confidence::kHigh;
  rules[0].builtin = true;
  rules[0].tags = {"github", "token"};
  rules[0].remediation =
      "Revoke it under Settings > Developer settings > Personal access tokens, then look through "
      "the security log for its use.";
  rules[0].remediation_url = "https://github.com/settings/tokens";
  rules[1].id = "generic-password";
  rules[1].title = "Password in an assignment";
  rules[1].judge = JudgeKind::kAssignment;
  rules[1].builtin = true;
  rules[1].remediation = "Change the password and read it from the environment.";
  rules[2].id = "private-key";
  rules[2].title = "Private key";
  rules[2].judge = JudgeKind::kPrivateKey;
  rules[2].builtin = true;
  // As a scanned repository's own .sluice.toml could have it.
  rules[3].id = "odd\x1b[31m[x](javascript:alert(1))";
  rules[3].title = "\"><script>alert(1)</script> {0} [x](javascript:alert(1))";
  rules[3].severity = Severity::kLow;
  rules[3].remediation = "Say [hi](javascript:alert(2)) <img src=x>\n::error::x";
  rules[3].remediation_url = "javascript:alert(3)";
  return rules;
}

inline Finding sample_finding(uint32_t rule, std::string path, std::string secret,
                              std::string match, uint64_t line) {
  Finding finding;
  finding.rule = rule;
  finding.path = std::move(path);
  finding.location = {line, 9, line, 9 + secret.size()};
  finding.span = {100, 100 + secret.size()};
  finding.secret = std::move(secret);
  finding.match = std::move(match);
  finding.blob = *ObjectId::from_hex("00112233445566778899aabbccddeeff00112233");
  finding.reach = Reach::kHead;
  finding.worktree = true;
  finding.commit = sample_commit('1', 1704240000);
  return finding;
}

// Findings in order and grouped; one secret lies in HEAD, in a branch, in a
// commit message, in a path; others have names and bytes that break formats.
inline Report sample_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.ruleset_sha256 = std::string(64, 'a');
  report.rules = sample_rules();
  report.now = 1735689600;  // 2025-01-01
  report.target = {"repository", "/tmp/repo \x1b]8;;x", *ObjectId::from_hex(std::string(40, '1')),
                   3, "sha1"};
  const std::string token = github_token();
  std::vector<Finding>& findings = report.findings;

  findings.push_back(sample_finding(0, "src/config.py", token, "token = \"" + token + "\"", 12));
  findings.back().verdict = {Confidence::kHigh,
                             Severity::kCritical,
                             Validity::kChecksumValid,
                             {{"checksum", "github-crc32", 2}, {"seen", token, -0.5}}};
  findings.push_back(findings.back());
  findings.back().blob = *ObjectId::from_hex(std::string(40, '7'));
  findings.back().reach = Reach::kRef;
  findings.back().removed = sample_commit('2', 1709251200, "Eve \x1b[2J\u202e[x](javascript:0)");
  findings.push_back(sample_finding(0, "", token, token, 3));
  findings.back().kind = BlobKind::kCommit;
  findings.back().worktree = false;
  findings.back().verdict = findings[0].verdict;
  findings.push_back(sample_finding(0, "backup/" + token + "/x.txt", token, token, 1));
  findings.back().kind = BlobKind::kPath;
  findings.back().verdict = findings[0].verdict;

  // A match that holds another secret besides its own.
  findings.push_back(sample_finding(1, "deploy/a b#c%d?.env", database_password(),
                                    "PW=" + database_password() + " # " + token, 4));
  findings.push_back(sample_finding(2, "../keys/\xff\xfe\n.pem", private_key(), private_key(), 1));
  findings.back().verdict.severity = Severity::kCritical;
  findings.back().reach = Reach::kUnreachable;
  findings.back().commit.reset();
  findings.push_back(sample_finding(3, "a\x1b[2J\u202e\"><script>](javascript:1)::error::.txt",
                                    odd_secret(), "x=" + odd_secret(), 7));
  findings.back().verdict = {Confidence::kLow, Severity::kLow, Validity::kUnknown, {}};
  findings.back().inner_path = "in ner/\u2028b.txt";
  findings.back().encoding = {"base64"};
  findings.push_back(
      sample_finding(1, "tests/x.env", "s" + database_password(), "PW=s" + database_password(), 1));
  findings.back().suppressed = Suppression{"ignore", ".sluiceignore:3", 1};

  report.coverage.blobs = 10915;
  report.coverage.bytes = 48200000;
  report.coverage.commits = 1204;
  report.coverage.files = 310;
  report.coverage.add({Reason::kIgnored, "", "build/" + token});
  report.coverage.suppressed.push_back({"ignore", ".sluiceignore:3", 1});
  report.coverage.finish();

  identify(findings, report.rules, builtin_identity_key());
  group_secrets(report);
  for (SecretGroup& group : report.secrets) {
    group.in_head = report.rules[group.rule].id != "private-key";
    if (!*group.in_head) continue;
    group.introduced = sample_commit('1', 1704240000);
    group.refs = {"refs/heads/" + token, "refs/heads/main\x1b[31m", "refs/tags/v1"};
    group.exposure_days = exposure_days(group.introduced, group.removed, true, report.now);
  }
  return report;
}

inline Report incomplete_report() {
  Report report = sample_report();
  report.coverage.complete = false;
  report.coverage.add({Reason::kCorrupt, "bad [zlib] {0} stream", "0a1b\x1b[2J"});
  report.coverage.add({Reason::kLimit, "larger than 1 GB", "big file.bin"});
  report.coverage.add({Reason::kEncrypted, "", "a.zip"});
  report.coverage.finish();
  return report;
}

// Of a change that adds suppressions: one covers a finding, one covers nothing.
inline Report change_report(bool holds) {
  Report report = sample_report();
  report.new_suppressions = {
      {"ignore", ".sluiceignore:9", "path:" + github_token() + "\x1b[2J/**",
       sample_commit('3', 1704240000, "Mal\n::error::[x](javascript:0)"), 0, holds},
      {"inline", "deploy/a b#c%d?.env:4", "allow", sample_commit('4', 1704240000), 1, holds}};
  for (Finding& finding : report.findings) {
    if (finding.path != "deploy/a b#c%d?.env") continue;
    finding.new_suppression = 1;
    if (holds) finding.suppressed = Suppression{"inline", "deploy/a b#c%d?.env:4", 1};
  }
  group_secrets(report);
  return report;
}

inline Report clean_report() {
  Report report = sample_report();
  report.findings.clear();
  report.secrets.clear();
  return report;
}

}  // namespace sluice::test

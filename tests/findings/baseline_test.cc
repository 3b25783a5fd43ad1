#include "findings/baseline.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/sample_report.h"

namespace sluice {
namespace {

using nlohmann::json;
using test::sample_finding;

const std::string kKey = "00112233445566778899aabbccddeeff";
const std::string kOtherKey = "ffeeddccbbaa99887766554433221100";
const std::string kFingerprint = "0123456789abcdef0123456789abcdef";

Baseline read(std::string_view text, bool in_merge = false) {
  Baseline baseline;
  const Result<void> added = baseline.add(Baseline::kFileName, text, in_merge);
  EXPECT_TRUE(added) << (added ? "" : added.error().message);
  return baseline;
}

std::string error_of(std::string_view text) {
  Baseline baseline;
  const Result<void> added = baseline.add("root/base", text);
  EXPECT_TRUE(added || baseline.empty());
  return added ? "" : added.error().message;
}

Finding finding_at(std::string path, uint64_t line = 3) {
  return sample_finding(0, std::move(path), test::github_token(), "", line);
}

std::string fingerprint_under(const std::string& key, const Finding& finding) {
  return fingerprint({key, false}, "github-pat", finding.secret, finding.path, finding.inner_path);
}

// An element as gitleaks 8 writes it, but for the keys that do not matter here.
json element(const Finding& finding, std::string secret) {
  return {{"RuleID", "github-pat"},
          {"StartLine", finding.location.line},
          {"EndLine", finding.location.line},
          {"Secret", std::move(secret)},
          {"File", finding.path},
          {"Commit", finding.commit ? finding.commit->id.hex() : ""},
          {"Tags", json::array()}};
}

TEST(Baseline, ReadsWhatItWrites) {
  const Finding finding = finding_at("a.env");
  const std::string text =
      baseline_text({kKey, false}, {fingerprint_under(kKey, finding), kFingerprint, kFingerprint});
  const Baseline baseline = read(text);
  EXPECT_EQ(baseline.key()->bytes, kKey);
  EXPECT_FALSE(baseline.key()->builtin);
  ASSERT_EQ(baseline.entries().size(), 2u);
  EXPECT_LT(baseline.entries()[0].fingerprint, baseline.entries()[1].fingerprint);
  EXPECT_EQ(baseline.entries()[0].where, ".sluice-baseline:3");
  EXPECT_EQ(text, baseline_text({kKey, false}, {baseline.entries()[1].fingerprint, kFingerprint}));
  EXPECT_NE(baseline.match(finding, "github-pat"), nullptr);
  EXPECT_EQ(baseline.match(finding, "other-rule"), nullptr);
  EXPECT_EQ(baseline.match(finding_at("copy/a.env"), "github-pat"), nullptr);
}

TEST(Baseline, EntriesUnderAnyKeyOfTheFileAndTheConstantCount) {
  const Finding one = finding_at("1"), two = finding_at("2"), three = finding_at("3"),
                four = finding_at("4");
  const std::string constant =
      fingerprint(builtin_identity_key(), "github-pat", three.secret, three.path, three.inner_path);
  const Baseline baseline =
      read("\xef\xbb\xbfkey " + kKey + "\r\nkey " + kOtherKey + "\r\n" +
           fingerprint_under(kKey, one) + "\r\n" + fingerprint_under(kOtherKey, two) + "\n" +
           constant + "\n" + fingerprint_under("another key of the same use", four));
  EXPECT_NE(baseline.match(one, "github-pat"), nullptr);
  EXPECT_NE(baseline.match(two, "github-pat"), nullptr);
  EXPECT_NE(baseline.match(three, "github-pat"), nullptr);
  EXPECT_EQ(baseline.match(four, "github-pat"), nullptr);
}

TEST(Baseline, AnUnfinishedMergeIsReadOnlyWhereAskedFor) {
  const std::string text = "<<<<<<< HEAD\nkey " + kKey + "\n=======\nkey " + kOtherKey +
                           "\n>>>>>>> theirs\n" + kFingerprint + "\n";
  EXPECT_EQ(error_of(text).find("root/base:1: an unfinished merge"), 0u);
  const Baseline baseline = read(text, true);
  EXPECT_EQ(baseline.keys().size(), 2u);
  EXPECT_EQ(baseline.key()->bytes, kKey);
  EXPECT_EQ(baseline.entries().size(), 1u);
}

TEST(Baseline, ErrorsNameTheLine) {
  EXPECT_EQ(error_of("\n# x\nhello\n").find("root/base:3: neither"), 0u);
  for (const std::string& line :
       std::vector<std::string>{"key", "key " + kKey + "0", "key xyz", kFingerprint + "0",
                                kFingerprint + " # why", "secret:" + kFingerprint, "{}"}) {
    EXPECT_EQ(error_of(line).find("root/base:1: "), 0u) << line;
  }
  EXPECT_EQ(error_of("\x1b[2J").find('\x1b'), std::string::npos);
  EXPECT_EQ(error_of("[{]").find("root/base: not valid JSON"), 0u);
  EXPECT_EQ(error_of("[1]").find("root/base: an element is no object"), 0u);
  EXPECT_EQ(error_of(""), "");
  EXPECT_EQ(error_of("[]"), "");
}

TEST(Baseline, MarksWhatIsNotSuppressedYetAndCountsAFile) {
  std::vector<Finding> findings = {finding_at("a"), finding_at("a", 9), finding_at("b"),
                                   finding_at("new")};
  findings[2].suppressed = Suppression{"ignore", ".sluiceignore:1", 1};
  const Baseline baseline = read("key " + kKey + "\n" + fingerprint_under(kKey, findings[0]) +
                                 "\n" + fingerprint_under(kKey, findings[2]));
  const std::vector<Suppression> counts = baseline.suppress(findings, test::sample_rules());
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].by, "baseline");
  EXPECT_EQ(counts[0].where, ".sluice-baseline");
  EXPECT_EQ(counts[0].count, 2u);
  EXPECT_EQ(findings[0].suppressed->where, ".sluice-baseline:2");
  EXPECT_TRUE(findings[1].suppressed);
  EXPECT_EQ(findings[2].suppressed->by, "ignore");
  EXPECT_FALSE(findings[3].suppressed);
}

TEST(Baseline, CoversByTheSecretThatGitleaksFound) {
  const Finding finding = finding_at("conf/a.env", 12);
  Finding elsewhere = finding;
  elsewhere.location.line = 99;
  elsewhere.commit.reset();
  for (const char* file : {"conf/a.env", "./conf/a.env", "/src/shop/conf/a.env", "conf\\a.env"}) {
    json old = element(finding, finding.secret + "\"");
    old["File"] = file;
    const Baseline baseline = read(json::array({old}).dump());
    ASSERT_NE(baseline.match(elsewhere, "another-rule"), nullptr) << file;
    EXPECT_EQ(baseline.match(elsewhere, "r")->where, ".sluice-baseline[0]");
    EXPECT_EQ(baseline.match(finding_at("copy/a.env", 12), "github-pat"), nullptr);
  }
  Finding other = finding;
  other.secret = "another one in that line";
  EXPECT_EQ(read(json::array({element(finding, finding.secret)}).dump()).match(other, "github-pat"),
            nullptr);
}

TEST(Baseline, CoversByPlaceWhereGitleaksRedacted) {
  const Finding finding = finding_at("a.env", 12);
  for (const std::string& left :
       {std::string("REDACTED"), std::string(), finding.secret.substr(0, 4) + "..."}) {
    const Baseline baseline = read(json::array({element(finding, left)}).dump());
    EXPECT_NE(baseline.match(finding, "github-pat"), nullptr) << left;
    EXPECT_EQ(baseline.match(finding, "other") != nullptr, left.size() == 7) << left;
    Finding moved = finding;
    moved.location.line = 13;
    EXPECT_EQ(baseline.match(moved, "github-pat"), nullptr);
    moved = finding;
    moved.commit = test::sample_commit('9', 0);
    EXPECT_EQ(baseline.match(moved, "github-pat"), nullptr);
    // Another version of that file.
    std::vector<Finding> versions = {moved, finding};
    baseline.suppress(versions, test::sample_rules());
    EXPECT_TRUE(versions[0].suppressed && versions[1].suppressed);
  }
}

TEST(Baseline, ReadsEveryKeyOfAGitleaksFinding) {
  const auto findings = read_gitleaks_report("gl.json", R"([{"RuleID":"r","Description":"d",
    "StartLine":1,"EndLine":2,"StartColumn":3,"EndColumn":4,"Match":"m","Secret":"s","File":"f",
    "SymlinkFile":"l","Commit":"c","Entropy":4.25,"Author":"a","Email":"e","Date":"t",
    "Message":"g","Tags":["x","y"],"Fingerprint":"c:f:r:1"},{"StartLine":-1,"Tags":7}])");
  ASSERT_TRUE(findings);
  const GitleaksFinding& one = findings->at(0);
  EXPECT_EQ(one.rule + one.description + one.match + one.secret + one.file, "rdmsf");
  EXPECT_EQ(one.symlink_file + one.commit + one.author + one.email + one.date, "lcaet");
  EXPECT_EQ(one.message + one.fingerprint, "gc:f:r:1");
  EXPECT_EQ(one.start_line * 1000 + one.end_line * 100 + one.start_column * 10 + one.end_column,
            1234u);
  EXPECT_EQ(one.entropy, 4.25f);
  EXPECT_EQ(one.tags, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(findings->at(1).start_line, 0u);
}

TEST(Baseline, EachNewKeyIsAnother) {
  const Result<IdentityKey> one = new_identity_key(), two = new_identity_key();
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->bytes.size(), 32u);
  EXPECT_NE(one->bytes, two->bytes);
}

}  // namespace
}  // namespace sluice

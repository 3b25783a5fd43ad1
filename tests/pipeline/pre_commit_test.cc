#include "pipeline/pre_commit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

using test::GitFixture;
using test::run;

Rule make_rule(const std::string& id, const std::string& prefix) {
  Rule rule;
  rule.id = id;
  rule.description = id;
  rule.regex = "\\b(" + prefix + "[0-9A-Za-z]{16})\\b";
  rule.secret_group = 1;
  return rule;
}

// Assembled here, so that no scanner finds one in this file.
std::string token(char last, const std::string& prefix = "acme") {
  return prefix + "_" + "f3Kz90QpLwX2vBn" + last;
}

Engine make_engine(std::vector<Rule> rules, std::vector<Allowlist> allowlists) {
  Result<Engine> engine = Engine::create(RuleSet(std::move(rules), std::move(allowlists)), {});
  EXPECT_TRUE(engine.has_value());
  return *std::move(engine);
}

// Lock files and what lies below tests/ are allowed.
const Engine& engine() {
  static const Engine made = [] {
    Allowlist allowlist;
    allowlist.paths = {"package-lock\\.json$", "^tests/"};
    return make_engine({make_rule("acme-token", "acme_"), make_rule("beta-token", "beta_")},
                       {allowlist});
  }();
  return made;
}

struct Scan {
  GitEnvironment environment;
  PreCommitOptions options;
  const Engine* with = &engine();

  explicit Scan(const GitFixture& repository) {
    environment.folder = repository.path();
    options.scan.key = builtin_identity_key();
  }
  Report report() const {
    Result<StagedIndex> staged = StagedIndex::open(environment, options.scan.limits);
    EXPECT_TRUE(staged.has_value()) << staged.error().message;
    return scan_staged(*staged, *with, options);
  }
  // "path:line last-character-of-the-secret", '!' before what is suppressed.
  std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    for (const Finding& finding : report().findings) {
      lines.push_back((finding.suppressed ? "!" : "") + finding.path + ":" +
                      std::to_string(finding.location.line) + " " + finding.secret.back());
    }
    return lines;
  }
};

using Lines = std::vector<std::string>;

Lines found(const GitFixture& repository) { return Scan(repository).findings(); }

// A repository with one commit, and a secret about to be staged at app.env.
struct Staging : GitFixture {
  Staging() {
    write("README", "text\n");
    commit("base");
    write("app.env", "KEY=" + token('A') + "\n");
  }
};

TEST(PreCommit, ReportsAStagedSecret) {
  Staging repository;
  repository.git("add -A");
  const Report report = Scan(repository).report();
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.path, "app.env");
  EXPECT_EQ(finding.secret, token('A'));
  EXPECT_EQ(finding.reach, Reach::kIndex);
  EXPECT_EQ(finding.kind, BlobKind::kFile);
  EXPECT_EQ(finding.location.line, 1u);
  EXPECT_EQ(finding.blob.hex(), repository.rev_parse(":app.env"));
  EXPECT_FALSE(finding.commit.has_value());
  EXPECT_FALSE(finding.worktree);
  EXPECT_EQ(finding.fingerprint.size(), 32u);
  ASSERT_EQ(report.secrets.size(), 1u);
  EXPECT_EQ(report.target.kind, "index");
  EXPECT_EQ(report.target.head->hex(), repository.rev_parse("HEAD"));
  EXPECT_EQ(report.coverage.blobs, 1u);
  EXPECT_TRUE(report.coverage.complete);
}

TEST(PreCommit, FirstCommitIsScanned) {
  GitFixture repository;
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"app.env:1 A"});
}

TEST(PreCommit, DeletionsAndNothingAreCleanAndComplete) {
  GitFixture repository;
  EXPECT_TRUE(Scan(repository).report().coverage.complete);
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  EXPECT_EQ(found(repository), Lines{});
  repository.git("rm -q app.env");
  const Report report = Scan(repository).report();
  EXPECT_TRUE(report.findings.empty());
  EXPECT_TRUE(report.coverage.complete);
  EXPECT_EQ(report.coverage.blobs, 0u);
}

// Each way in which a staged secret passed by a scanner that reads `git diff`.
// The canary is what a repository's configuration would run.
class Hideout : public ::testing::Test {
 protected:
  std::string canary() const { return repository.path() + "/../" + name_ + ".canary"; }
  void TearDown() override {
    EXPECT_FALSE(std::filesystem::exists(canary())) << "something of the repository was run";
  }
  void expect_found() { EXPECT_EQ(found(repository), Lines{"app.env:1 A"}); }

  Staging repository;
  std::string name_ = std::filesystem::path(repository.path()).filename();
};

TEST_F(Hideout, WorktreeCleanedAfterStaging) {
  repository.git("add app.env");
  repository.write("app.env", "KEY=none\n");
  expect_found();
}

TEST_F(Hideout, IntentToAddThenCommitAll) {
  repository.git("add -N app.env");
  EXPECT_EQ(found(repository), Lines{});
  repository.git("add -u");
  expect_found();
}

TEST_F(Hideout, NulBytes) {
  repository.write("app.env", std::string("\0\0\0", 3) + " " + token('A') + std::string(" \0", 2));
  repository.git("add app.env");
  expect_found();
}

TEST_F(Hideout, AttributesThatCallItBinary) {
  repository.write(".gitattributes", "*.env -diff binary\n");
  repository.git("add -A");
  expect_found();
}

TEST_F(Hideout, ColourSettings) {
  repository.git("config color.ui always");
  repository.git("config color.diff always");
  repository.git("add app.env");
  expect_found();
}

TEST_F(Hideout, TextconvExternalDiffAndFilters) {
  repository.git("add app.env");
  for (const char* key : {"diff.x.textconv", "diff.external", "diff.x.command", "filter.x.clean",
                          "filter.x.smudge", "filter.x.process", "core.fsmonitor", "core.pager",
                          "core.sshCommand", "core.editor", "alias.diff"}) {
    repository.git("config " + std::string(key) + " 'touch " + canary() + "; true'");
  }
  repository.write(".git/info/attributes", "*.env diff=x filter=x\n");
  expect_found();
}

TEST_F(Hideout, OrderFilePrefixAndIncludes) {
  repository.git("add app.env");
  repository.git("config diff.orderFile /nonexistent");
  repository.git("config diff.noprefix true");
  repository.git("config include.path /nonexistent");
  expect_found();
}

TEST_F(Hideout, StartedInASubfolder) {
  repository.git("add app.env");
  repository.write("sub/deep/x", "");
  Scan scan(repository);
  scan.environment.folder = repository.path() + "/sub/deep";
  EXPECT_EQ(scan.findings(), Lines{"app.env:1 A"});
}

TEST_F(Hideout, UnusualNames) {
  const std::string name = "\xc3\xbc \t\"quoted\"\n.env";
  repository.write(name, "KEY=" + token('B') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), (Lines{"app.env:1 A", name + ":1 B"}));
}

TEST_F(Hideout, TypeChangeToASymlink) {
  run("cd '" + repository.path() + "' && rm README && ln -s '" + token('B') + "' README");
  repository.git("add README");
  EXPECT_EQ(found(repository), Lines{"README:1 B"});
}

// git's own temporary index, kept by a hook that then refuses the commit.
TEST_F(Hideout, TemporaryIndexesOfCommit) {
  repository.git("add app.env");
  repository.git("commit -q -m app");
  const std::string hook = repository.git_dir() + "/hooks/pre-commit";
  std::filesystem::create_directories(repository.git_dir() + "/hooks");
  std::ofstream(hook) << "#!/bin/sh\ncp \"$GIT_INDEX_FILE\" .git/kept\nexit 1\n";
  std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
  repository.write("README", token('B') + "\n");
  repository.write("app.env", token('C') + "\n");
  Scan scan(repository);
  scan.environment.index_file = ".git/kept";
  repository.git("commit -q -a -m all || true");
  EXPECT_EQ(scan.findings(), (Lines{"README:1 B", "app.env:1 C"}));
  repository.git("commit -q -o README -m only || true");
  EXPECT_EQ(scan.findings(), Lines{"README:1 B"});
  run("cd '" + repository.path() + "' && printf 'y\\n' | git commit -q -p app.env -m part " +
      ">/dev/null 2>&1 || true");
  EXPECT_EQ(scan.findings(), Lines{"app.env:1 C"});
  EXPECT_EQ(found(repository), Lines{});
}

TEST_F(Hideout, SkipWorktreeAndAssumeUnchanged) {
  repository.git("add app.env");
  repository.git("update-index --skip-worktree app.env");
  repository.git("update-index --assume-unchanged app.env");
  expect_found();
}

TEST_F(Hideout, ReplaceRefs) {
  repository.git("add app.env");
  run("cd '" + repository.path() + "' && git replace $(git rev-parse :app.env) " +
      "$(printf clean | git hash-object -w --stdin)");
  expect_found();
}

// A path that is allowed, then renamed to one that is not: no hunk in a diff.
TEST(PreCommit, RenameFromAnAllowedPathIsNew) {
  GitFixture repository;
  repository.write("package-lock.json", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.git("mv package-lock.json app.env");
  EXPECT_EQ(found(repository), Lines{"app.env:1 A"});
}

TEST(PreCommit, RenameFromAnIgnoredPathIsNew) {
  GitFixture repository;
  repository.write("old/app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.git("mv old/app.env app.env");
  IgnoreFile ignores;
  ASSERT_TRUE(
      ignores.add(".sluiceignore", "path:old/**\n", IgnoreFile::Dialect::kSluice).has_value());
  EXPECT_EQ(found(repository), Lines{});
  Scan scan(repository);
  scan.options.scan.ignores = &ignores;
  EXPECT_EQ(scan.findings(), Lines{"app.env:1 A"});
}

TEST(PreCommit, WhatHeadHoldsAtThePathIsNotNew) {
  GitFixture repository;
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.write("app.env", "# moved down\nKEY=" + token('A') + "\nNEW=" + token('B') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"app.env:3 B"});
  Scan all(repository);
  all.options.all_in_changed_files = true;
  EXPECT_EQ(all.findings(), (Lines{"app.env:2 A", "app.env:3 B"}));
}

TEST(PreCommit, TheSecretCountsAndNotTheRuleThatFindsIt) {
  Rule by_key = make_rule("by-key", "acme_");
  by_key.regex = "KEY=(acme_[0-9A-Za-z]{16})";
  const Engine two = make_engine({by_key, make_rule("plain", "acme_")}, {});
  GitFixture repository;
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.write("app.env", "other " + token('A') + "\n");
  repository.git("add -A");
  Scan scan(repository);
  scan.with = &two;
  EXPECT_EQ(scan.findings(), Lines{});
}

TEST(PreCommit, ACopyIsNew) {
  GitFixture repository;
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.write("copy.env", "KEY=" + token('A') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"copy.env:1 A"});
}

std::string lines_of(int first, int last) {
  std::string text;
  for (int i = first; i < last; ++i) text += "line number " + std::to_string(100 + i) + "\n";
  return text;
}

TEST(PreCommit, RenameCarriesItsFindings) {
  GitFixture repository;
  repository.write("old.env", lines_of(0, 10) + token('A') + "\n");
  repository.write("other/x.env", token('B') + "\n");
  repository.commit("base");
  repository.git("mv old.env new.env");
  repository.git("mv other moved");
  EXPECT_EQ(found(repository), Lines{});
  repository.write("new.env", lines_of(0, 8) + token('A') + "\n" + token('C') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"new.env:10 C"});
}

TEST(PreCommit, RenameThatKeepsLessThanHalfIsNew) {
  GitFixture repository;
  repository.write("old.env", lines_of(0, 10) + token('A') + "\n");
  repository.commit("base");
  repository.git("mv old.env new.env");
  repository.write("new.env", lines_of(0, 2) + lines_of(50, 60) + token('A') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"new.env:13 A"});
}

TEST(PreCommit, OneRemovedPathIsTheSourceOfOneRename) {
  GitFixture repository;
  repository.write("old.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  repository.write("a/new.env", "KEY=" + token('A') + "\n");
  repository.write("b/old.env", "KEY=" + token('A') + "\n");
  repository.git("rm -q old.env");
  repository.git("add -A");
  EXPECT_EQ(found(repository).size(), 1u);
}

TEST(PreCommit, RenameOntoAnExistingPathIsNew) {
  GitFixture repository;
  repository.write("old.env", "KEY=" + token('A') + "\n");
  repository.write("new.env", "KEY=none\n");
  repository.commit("base");
  repository.git("mv -f old.env new.env");
  EXPECT_EQ(found(repository), Lines{"new.env:1 A"});
}

TEST(PreCommit, InlineAllowSuppressesAndIsCounted) {
  GitFixture repository;
  repository.write("README", "text\n");
  repository.commit("base");
  repository.write("app.env", "KEY=" + token('A') + " # sluice:allow\n");
  repository.git("add -A");
  const Report report = Scan(repository).report();
  EXPECT_EQ(found(repository), Lines{"!app.env:1 A"});
  ASSERT_EQ(report.coverage.suppressed.size(), 1u);
  EXPECT_EQ(report.coverage.suppressed[0].by, "inline");
  EXPECT_EQ(report.coverage.suppressed[0].where, "app.env:1");
  EXPECT_EQ(report.coverage.suppressed[0].count, 1u);
  // Nothing is said again of what HEAD holds; without the comment it is new.
  repository.git("commit -q -m allowed");
  repository.write("app.env", "\nKEY=" + token('A') + " # sluice:allow\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{});
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{"app.env:1 A"});
}

TEST(PreCommit, AllowedPathsAreCounted) {
  GitFixture repository;
  repository.write("tests/app.env", "KEY=" + token('A') + "\n");
  repository.git("add -A");
  const Report report = Scan(repository).report();
  EXPECT_TRUE(report.findings.empty());
  ASSERT_EQ(report.coverage.suppressed.size(), 1u);
  EXPECT_EQ(report.coverage.suppressed[0].where, "acme-token");
  EXPECT_EQ(report.coverage.suppressed[0].count, 1u);
  EXPECT_TRUE(report.coverage.complete);
}

TEST(PreCommit, IgnoreFileSuppresses) {
  Staging repository;
  repository.git("add -A");
  Scan scan(repository);
  IgnoreFile ignores;
  const std::string entry =
      scan.report().findings.at(0).fingerprint + " # until=2999-01-01 known\n";
  ASSERT_TRUE(ignores.add(".sluiceignore", entry, IgnoreFile::Dialect::kSluice).has_value());
  scan.options.scan.ignores = &ignores;
  EXPECT_EQ(scan.findings(), Lines{"!app.env:1 A"});
  EXPECT_EQ(scan.report().coverage.suppressed.at(0).where, ".sluiceignore:1");
}

TEST(PreCommit, LowerThanTheGateIsLeftOut) {
  Staging repository;
  repository.git("add -A");
  Scan scan(repository);
  scan.options.scan.min_confidence = Confidence::kHigh;
  EXPECT_EQ(scan.findings(), Lines{});
}

void remove_object(const GitFixture& repository, const std::string& id) {
  const std::string path =
      repository.git_dir() + "/objects/" + id.substr(0, 2) + "/" + id.substr(2);
  EXPECT_TRUE(std::filesystem::remove(path));
}

TEST(PreCommit, MissingStagedBlobIsIncomplete) {
  Staging repository;
  repository.write("b.env", "KEY=" + token('B') + "\n");
  repository.git("add -A");
  remove_object(repository, repository.rev_parse(":app.env"));
  const Report report = Scan(repository).report();
  EXPECT_EQ(found(repository), Lines{"b.env:1 B"});
  EXPECT_FALSE(report.coverage.complete);
  ASSERT_EQ(report.coverage.errors.size(), 1u);
  EXPECT_EQ(report.coverage.errors[0].reason, Reason::kMissing);
  EXPECT_EQ(report.coverage.errors[0].where, "app.env");
}

TEST(PreCommit, CorruptStagedBlobIsIncomplete) {
  Staging repository;
  repository.git("add -A");
  const std::string id = repository.rev_parse(":app.env");
  remove_object(repository, id);
  std::ofstream(repository.git_dir() + "/objects/" + id.substr(0, 2) + "/" + id.substr(2))
      << "not a stream";
  const Report report = Scan(repository).report();
  EXPECT_FALSE(report.coverage.complete);
  ASSERT_EQ(report.coverage.errors.size(), 1u);
  EXPECT_EQ(report.coverage.errors[0].reason, Reason::kCorrupt);
}

TEST(PreCommit, MissingBlobOfHeadReportsMoreNotLess) {
  GitFixture repository;
  repository.write("app.env", "KEY=" + token('A') + "\n");
  repository.commit("base");
  const std::string base = repository.rev_parse(":app.env");
  repository.write("app.env", "\nKEY=" + token('A') + "\n");
  repository.git("add -A");
  remove_object(repository, base);
  EXPECT_EQ(found(repository), Lines{"app.env:2 A"});
}

TEST(PreCommit, NewPathNamesAreContent) {
  GitFixture repository;
  repository.write("dump/" + token('A') + "/x", "text\n");
  repository.git("add -A");
  const Report report = Scan(repository).report();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, BlobKind::kPath);
  EXPECT_EQ(report.findings[0].secret, token('A'));
  repository.git("commit -q -m base");
  repository.write("dump/" + token('A') + "/x", "changed\n");
  repository.git("add -A");
  EXPECT_EQ(found(repository), Lines{});
}

TEST(PreCommit, RulesOnThePathAlone) {
  Rule rule;
  rule.id = "key-store";
  rule.description = "A key store";
  rule.path = "\\.p12$";
  const Engine paths = make_engine({rule}, {});
  GitFixture repository;
  repository.write("cert.p12", "text\n");
  repository.git("add -A");
  Scan scan(repository);
  scan.with = &paths;
  const Report report = scan.report();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].path, "cert.p12");
  EXPECT_EQ(report.findings[0].kind, BlobKind::kPath);
}

std::string lfs_pointer(const std::string& content) {
  const auto digest = sha256({content});
  const std::string hex = to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + hex + "\nsize " +
         std::to_string(content.size()) + "\n";
}

TEST(PreCommit, ContentOfLfsPointersIsScanned) {
  GitFixture repository;
  const std::string content = "KEY=" + token('A') + "\n";
  const std::string pointer = lfs_pointer(content);
  repository.write("big.bin", pointer);
  repository.git("add -A");
  const Report absent = Scan(repository).report();
  EXPECT_TRUE(absent.coverage.complete);
  ASSERT_EQ(absent.coverage.skipped.size(), 1u);
  EXPECT_EQ(absent.coverage.skipped[0].reason, Reason::kLfsAbsent);

  const std::string hex = pointer.substr(pointer.find("sha256:") + 7, 64);
  const std::string place = ".git/lfs/objects/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/";
  repository.write(place + hex, content);
  const Report report = Scan(repository).report();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, BlobKind::kLfs);
  EXPECT_EQ(report.findings[0].path, "big.bin");
  EXPECT_TRUE(report.coverage.skipped.empty());

  repository.write(place + hex, "something else");
  EXPECT_FALSE(Scan(repository).report().coverage.complete);
}

TEST(PreCommit, ArchivesAreTold) {
  GitFixture repository;
  repository.write("a.zip", "PK\x03\x04 whatever follows it\n");
  repository.git("add -A");
  const Report report = Scan(repository).report();
  ASSERT_EQ(report.coverage.skipped.size(), 1u);
  EXPECT_EQ(report.coverage.skipped[0].reason, Reason::kArchive);
}

TEST(PreCommit, ThreadsDoNotChangeTheReport) {
  GitFixture repository;
  repository.write("README", "text\n");
  repository.commit("base");
  for (int i = 0; i < 300; ++i) {
    const char last = static_cast<char>('a' + i % 26);
    repository.write("dir" + std::to_string(i % 7) + "/f" + std::to_string(i), token(last) + "\n");
  }
  repository.git("add -A");
  Scan one(repository), four(repository);
  four.options.scan.workers = 4;
  EXPECT_EQ(one.findings().size(), 300u);
  EXPECT_EQ(one.findings(), four.findings());
}

}  // namespace
}  // namespace sluice

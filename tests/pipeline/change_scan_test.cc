#include "pipeline/change_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "git/refs.h"
#include "support/git_fixture.h"

namespace sluice {
namespace {

using test::GitFixture;

Rule make_rule(const std::string& id, const std::string& prefix) {
  Rule rule;
  rule.id = id;
  rule.description = id;
  rule.regex = "\\b(" + prefix + "[0-9A-Za-z]{16})\\b";
  rule.secret_group = 1;
  return rule;
}

// Assembled here, so that no scanner finds one in this file.
std::string token(char last) { return std::string("acme") + "_" + "f3Kz90QpLwX2vBn" + last; }
std::string line(char last) { return "KEY=" + token(last) + "\n"; }

// What lies below tests/ is allowed.
const Engine& engine() {
  static const Engine made = [] {
    Allowlist allowlist;
    allowlist.paths = {"^tests/"};
    Result<Engine> engine =
        Engine::create(RuleSet({make_rule("acme-token", "acme_")}, {allowlist}), {});
    EXPECT_TRUE(engine.has_value());
    return *std::move(engine);
  }();
  return made;
}

using Lines = std::vector<std::string>;

// A scan of what `heads` bring beside `known`, by revisions.
struct ChangeOf {
  GitFixture& repository;
  Lines heads, known;
  Lines new_refs = {};
  ChangeOptions options = {};

  ChangeScan scan() const {
    const auto opened = git::open_repository(repository.path(), false);
    EXPECT_TRUE(opened);
    const auto store = git::ObjectStore::open(opened->objects_dir(), opened->id_bytes,
                                              options.scan.limits, [](const Unread&) {});
    EXPECT_TRUE(store);
    const git::RefSet refs = git::read_tips(*opened, [](const Unread&) {});
    Change change;
    for (const std::string& head : heads) change.heads.push_back(id(head));
    for (const std::string& base : known) change.known.push_back(id(base));
    change.new_refs = new_refs;
    ChangeOptions with = options;
    with.scan.key = builtin_identity_key();
    return scan_change(*opened, *store, refs.shallow, change, engine(), with);
  }
  ObjectId id(const std::string& revision) const {
    return *ObjectId::from_hex(repository.rev_parse(revision));
  }
  // "path:line last-character-of-the-secret", '!' before what is suppressed.
  Lines findings() const { return lines_of(scan()); }

  static Lines lines_of(const ChangeScan& scan) {
    Lines lines;
    for (const Finding& finding : scan.report.findings) {
      lines.push_back((finding.suppressed ? "!" : "") + finding.path + ":" +
                      std::to_string(finding.location.line) + " " + finding.secret.back());
    }
    return lines;
  }
};

struct Repository : GitFixture {
  explicit Repository(std::string_view init = "") : GitFixture(init) {
    write("README", "text\n");
    commit("base");
    git("branch base");
  }
  Lines found(const std::string& head = "HEAD", const std::string& base = "base") {
    return ChangeOf{*this, {head}, {base}}.findings();
  }
};

TEST(ChangeScan, FindsWhatTheRangeAddsWithItsCommit) {
  Repository repository;
  repository.write("app.env", line('A'));
  const std::string commit = repository.commit("leak");
  repository.write("other", "text\n");
  repository.commit("more");
  const ChangeScan scan = ChangeOf{repository, {"HEAD"}, {"base"}}.scan();
  ASSERT_EQ(scan.report.findings.size(), 1u);
  const Finding& finding = scan.report.findings[0];
  EXPECT_EQ(finding.path, "app.env");
  EXPECT_EQ(finding.secret, token('A'));
  ASSERT_TRUE(finding.commit);
  EXPECT_EQ(finding.commit->id.hex(), commit);
  EXPECT_FALSE(finding.commit->author.name.empty());
  EXPECT_EQ(finding.reach, Reach::kRef);
  EXPECT_TRUE(scan.report.coverage.complete);
  EXPECT_EQ(scan.commits, 2u);
  EXPECT_EQ(scan.report.coverage.commits, 2u);
  EXPECT_EQ(scan.report.coverage.blobs, 4u);  // two commits, two files
  ASSERT_EQ(scan.report.secrets.size(), 1u);
  EXPECT_EQ(scan.report.secrets[0].introduced->id.hex(), commit);
  EXPECT_EQ(scan.hit, std::vector<bool>{true});
}

TEST(ChangeScan, AnEmptyChangeIsCleanAndComplete) {
  Repository repository;
  const ChangeScan scan = ChangeOf{repository, {"HEAD"}, {"base"}}.scan();
  EXPECT_TRUE(scan.report.coverage.complete);
  EXPECT_EQ(scan.commits, 0u);
  EXPECT_EQ(scan.hit, std::vector<bool>{false});
  repository.git("rm -q README");
  repository.git("commit -q -m gone");
  repository.git("commit -q --allow-empty -m nothing");
  EXPECT_EQ(repository.found(), Lines{});
}

TEST(ChangeScan, FindsWhatALaterCommitTakesAway) {
  Repository repository;
  repository.write("app.env", line('A'));
  repository.commit("leak");
  repository.git("rm -q app.env");
  repository.commit("undone");
  EXPECT_EQ(repository.found(), Lines{"app.env:1 A"});
}

TEST(ChangeScan, OldDebtStaysOldThroughEditsAndRenamesAndIsNewInACopy) {
  Repository repository;
  repository.write("app.env", line('A') + "one\ntwo\nthree\nfour\n");
  repository.commit("debt");
  repository.git("branch -f base");
  repository.write("app.env", line('A') + "one\ntwo\nthree\nfour\nfive\n");
  repository.commit("edit");
  repository.git("mv app.env moved.env");
  repository.write("moved.env", line('A') + "one\ntwo\nthree\nfour\nsix\n");
  repository.commit("rename");
  repository.git("mv moved.env again.env");
  repository.commit("rename once more");
  EXPECT_EQ(repository.found(), Lines{});
  ChangeOf all{repository, {"HEAD"}, {"base"}};
  all.options.all_in_changed_files = true;
  EXPECT_EQ(all.findings().size(), 3u);
  repository.write("copy.env", line('A') + "one\ntwo\nthree\nfour\nsix\n");
  repository.commit("copy");
  EXPECT_EQ(repository.found(), Lines{"copy.env:1 A"});
}

TEST(ChangeScan, WhatTheBaseOnceHeldAtThePathIsOld) {
  Repository repository;
  repository.write("app.env", line('A'));
  repository.commit("debt");
  repository.write("app.env", "KEY=none\n");
  repository.commit("gone");
  repository.git("branch -f base");
  repository.write("app.env", "HOST=x\n" + line('A'));
  repository.commit("back");
  EXPECT_EQ(repository.found(), Lines{});
  repository.write("b.env", line('A'));
  repository.commit("elsewhere");
  EXPECT_EQ(repository.found(), Lines{"b.env:1 A"});
}

TEST(ChangeScan, LeavingAnAllowedPathIsNew) {
  Repository repository;
  repository.write("tests/key", line('A') + "one\ntwo\n");
  repository.commit("allowed");
  repository.git("branch -f base");
  repository.git("mv tests/key key");
  repository.commit("moved");
  EXPECT_EQ(repository.found(), Lines{"key:1 A"});
}

TEST(ChangeScan, AnInlineAllowanceThatTheChangeAddsIsToldOrNotHeeded) {
  Repository repository;
  repository.write("old", "KEY=" + token('B') + " # sluice:allow\n");
  repository.commit("allowed before");
  repository.git("branch -f base");
  repository.write("old", "text\nKEY=" + token('B') + " # sluice:allow\n");
  repository.write("new", "KEY=" + token('A') + " # sluice:allow\n");
  repository.commit("allowed now");
  EXPECT_EQ(repository.found(), Lines{"!new:1 A"});
  ChangeOf strict{repository, {"HEAD"}, {"base"}};
  strict.options.trust_inline = false;
  EXPECT_EQ(strict.findings(), Lines{"new:1 A"});
}

TEST(ChangeScan, FindsWhatOnlyAMergeHolds) {
  Repository repository;
  repository.git("checkout -q -b side");
  repository.write("conflict", "side\n");
  repository.commit("side");
  repository.git("checkout -q base");
  repository.git("checkout -q -b topic");
  repository.write("conflict", "topic\n");
  repository.commit("topic");
  repository.git("merge -q --no-commit -s ours side");
  repository.write("conflict", line('A'));
  const std::string merge = repository.commit("merge");
  const ChangeScan scan = ChangeOf{repository, {"HEAD"}, {"base"}}.scan();
  ASSERT_EQ(ChangeOf::lines_of(scan), Lines{"conflict:1 A"});
  EXPECT_EQ(scan.report.findings[0].commit->id.hex(), merge);
  EXPECT_EQ(scan.commits, 3u);
}

TEST(ChangeScan, ReadsMessagesTagsNamesAndWhatTagsName) {
  Repository repository;
  repository.git("commit -q --allow-empty -m 'say " + token('M') + "'");
  repository.git("tag -a -m 'say " + token('T') + "' note");
  repository.write("dir-" + token('N') + "/file", "text\n");
  repository.commit("name");
  repository.write("blob", line('B'));
  const std::string blob = repository.git("hash-object -w blob");
  std::filesystem::remove(repository.path() + "/blob");
  repository.git("tag -a -m blob blob " + blob);
  ChangeOf change{repository, {"HEAD", "note", "blob"}, {"base"}};
  change.new_refs = {"refs/heads/" + token('R')};
  const ChangeScan scan = change.scan();
  std::set<std::pair<BlobKind, char>> found;
  for (const Finding& finding : scan.report.findings) {
    found.emplace(finding.kind, finding.secret.back());
  }
  EXPECT_EQ(found, (std::set<std::pair<BlobKind, char>>{{BlobKind::kCommit, 'M'},
                                                        {BlobKind::kTag, 'T'},
                                                        {BlobKind::kPath, 'N'},
                                                        {BlobKind::kFile, 'B'},
                                                        {BlobKind::kRef, 'R'}}));
  EXPECT_EQ(scan.hit, (std::vector<bool>{true, true, true}));
  // The tag object is known where the base names it, and so is its text.
  ChangeOf again{repository, {"HEAD", "note", "blob"}, {"base", "note", "blob"}};
  EXPECT_EQ(again.scan().report.findings.size(), 1u) << "the name alone";
}

TEST(ChangeScan, TellsHeadsApart) {
  Repository repository;
  repository.git("checkout -q -b clean");
  repository.write("x", "text\n");
  repository.commit("clean");
  repository.git("checkout -q -b leak");
  repository.write("app.env", line('A'));
  repository.commit("leak");
  repository.write("y", "text\n");
  repository.commit("after");
  const ChangeScan scan = ChangeOf{repository, {"clean", "leak", "base"}, {"base"}}.scan();
  EXPECT_EQ(scan.hit, (std::vector<bool>{false, true, false}));
}

TEST(ChangeScan, TellsWhatIsMissingAndTheShallowBoundary) {
  Repository repository;
  repository.write("a", line('A'));
  repository.commit("one");
  repository.write("b", line('B'));
  const std::string boundary = repository.commit("two");
  repository.write("c", line('C'));
  repository.commit("three");
  const std::string blob = repository.rev_parse("HEAD:c");
  repository.write(".git/shallow", boundary + "\n");
  ChangeScan scan = ChangeOf{repository, {"HEAD"}, {}}.scan();
  EXPECT_EQ(ChangeOf::lines_of(scan), (Lines{"a:1 A", "b:1 B", "c:1 C"}));
  EXPECT_FALSE(scan.report.coverage.complete);
  ASSERT_EQ(scan.report.coverage.errors.size(), 1u);
  EXPECT_EQ(scan.report.coverage.errors[0].reason, Reason::kShallow);
  EXPECT_NE(scan.report.coverage.errors[0].what.find("git fetch --unshallow"), std::string::npos);

  std::filesystem::remove(repository.path() + "/.git/shallow");
  std::filesystem::remove(repository.git_dir() + "/objects/" + blob.substr(0, 2) + "/" +
                          blob.substr(2));
  scan = ChangeOf{repository, {"HEAD"}, {"base"}}.scan();
  EXPECT_EQ(ChangeOf::lines_of(scan), (Lines{"a:1 A", "b:1 B"}));
  EXPECT_FALSE(scan.report.coverage.complete);
  ASSERT_EQ(scan.report.coverage.errors.size(), 1u);
  EXPECT_EQ(scan.report.coverage.errors[0].where, blob);
}

TEST(ChangeScan, ACommitDatedBeforeItsParentsIsNoLessKnown) {
  Repository repository;
  // known: leak (dated late) <- old (dated at the epoch's first day); the head forks from leak.
  repository.write("app.env", line('A'));
  repository.git("add -A");
  repository.git("-c user.name=x commit -q -m leak");
  repository.git("branch fork");
  repository.git("commit -q --allow-empty -m old");
  const std::string tree = repository.rev_parse("HEAD^{tree}");
  const std::string parent = repository.rev_parse("HEAD");
  std::string tip = parent;
  for (int i = 0; i < 10; ++i) {
    const std::string text = "tree " + tree + "\nparent " + tip +
                             "\nauthor A <a@x> 1000 +0000\ncommitter A <a@x> 1000 +0000\n\nold\n";
    repository.write("commit.txt", text);
    tip = repository.git("hash-object -t commit -w commit.txt");
    tip.erase(tip.find_last_not_of('\n') + 1);
  }
  std::filesystem::remove(repository.path() + "/commit.txt");
  EXPECT_EQ(repository.found("fork", tip), Lines{});
  repository.git("checkout -q fork");
  repository.write("b.env", line('B'));
  repository.commit("new");
  EXPECT_EQ(repository.found("HEAD", tip), Lines{"b.env:1 B"});
}

TEST(ChangeScan, ScansAQuarantineWholeAndOnlyThat) {
  Repository repository;
  repository.write("app.env", line('A') + "one\ntwo\n");
  repository.commit("debt");
  const std::string base = repository.rev_parse("HEAD");
  const std::set<std::string> before = [&] {
    std::istringstream all(
        repository.git("cat-file --batch-all-objects --batch-check='%(objectname)'"));
    std::set<std::string> ids;
    for (std::string id; all >> id;) ids.insert(id);
    return ids;
  }();
  repository.git("mv app.env moved.env");
  repository.write("new.env", line('B'));
  repository.commit("pushed");
  repository.write("loose", line('C'));
  repository.git("hash-object -w loose");
  std::filesystem::remove(repository.path() + "/loose");

  ChangeOf change{repository, {"HEAD"}, {base}};
  Change request;
  std::istringstream all(
      repository.git("cat-file --batch-all-objects --batch-check='%(objectname)'"));
  request.quarantined.emplace();
  for (std::string id; all >> id;) {
    if (!before.contains(id)) request.quarantined->push_back(*ObjectId::from_hex(id));
  }
  request.heads = {change.id("HEAD"), change.id(base)};
  request.known = {change.id(base)};
  const auto opened = git::open_repository(repository.path(), false);
  const auto store =
      git::ObjectStore::open(opened->objects_dir(), 20, git::StoreOptions(), [](const Unread&) {});
  ChangeOptions options;
  options.scan.key = builtin_identity_key();
  const ChangeScan scan = scan_change(*opened, *store, {}, request, engine(), options);
  EXPECT_EQ(ChangeOf::lines_of(scan), (Lines{":1 C", "new.env:1 B"}));
  EXPECT_EQ(scan.report.findings[0].reach, Reach::kUnreachable);
  EXPECT_EQ(scan.report.findings[1].reach, Reach::kRef);
  EXPECT_EQ(scan.hit, (std::vector<bool>{true, false}));
  EXPECT_TRUE(scan.report.coverage.complete);
}

TEST(ChangeScan, Sha256) {
  Repository repository("--object-format=sha256");
  repository.write("app.env", line('A'));
  repository.commit("leak");
  EXPECT_EQ(repository.found(), Lines{"app.env:1 A"});
}

}  // namespace
}  // namespace sluice

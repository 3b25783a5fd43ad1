#include "pipeline/push_change.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

ObjectId id(char digit) { return *ObjectId::from_hex(std::string(40, digit)); }

std::vector<ObjectId> tracked(const std::string& config, std::string_view remote) {
  git::RefSet refs;
  refs.refs = {{"refs/heads/main", id('1')},
               {"refs/remotes/origin/main", id('2')},
               {"refs/remotes/other/main", id('3')},
               {"refs/tags/v1", id('4')}};
  return tracked_by(*git::Config::parse(config), refs, remote);
}

Finding finding(BlobKind kind, const std::string& path) {
  Finding made;
  made.kind = kind;
  made.path = path;
  return made;
}

TEST(PushChange, ARemoteHasWhatItsRefsSay) {
  EXPECT_EQ(tracked("", "origin"), std::vector{id('2')});
  EXPECT_EQ(tracked("", "nowhere"), std::vector<ObjectId>());
  EXPECT_EQ(tracked("[remote \"up\"]\nfetch = +refs/heads/*:refs/remotes/other/*\n", "up"),
            std::vector{id('3')});
  // By its URL, fetched or pushed to.
  for (const std::string key : {"url", "pushurl"}) {
    EXPECT_EQ(tracked("[remote \"origin\"]\n" + key + " = ssh://x/y\n", "ssh://x/y"),
              std::vector{id('2')});
  }
}

// A mirror's fetch line writes one's own branches, which would make all that is pushed known.
TEST(PushChange, OwnRefsSayNothingOfARemote) {
  EXPECT_EQ(tracked("[remote \"m\"]\nfetch = +refs/*:refs/*\n", "m"), std::vector<ObjectId>());
}

TEST(PushChange, DeletedRefsBringNothing) {
  const std::vector<RefUpdate> updates = {{"refs/heads/a", {}, id('1')},
                                          {"refs/heads/b", id('2'), {}},
                                          {"refs/heads/c", id('3'), id('4')}};
  const Change change = push_change(updates, {id('5')});
  EXPECT_EQ(change.heads, (std::vector{id('1'), id('4')}));
  EXPECT_EQ(change.known, (std::vector{id('2'), id('3')}));
  EXPECT_EQ(change.known_names, std::vector{id('5')});
  EXPECT_EQ(change.new_refs, std::vector<std::string>{"refs/heads/a"});
}

TEST(PushChange, AVerdictForEachRefThatBringsSomething) {
  const std::vector<RefUpdate> updates = {{"refs/heads/a", {}, id('1')},
                                          {"refs/heads/b", id('2'), {}},
                                          {"refs/heads/\x1b", {}, id('4')}};
  ChangeScan scan;
  scan.hit = {false, true};
  scan.report.findings = {finding(BlobKind::kFile, "x")};
  const auto verdicts = judge_refs(updates, scan);
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_FALSE(verdicts[0].refused);
  EXPECT_TRUE(verdicts[1].refused);
  EXPECT_EQ(verdicts[1].name.find('\x1b'), std::string::npos);
  // The name itself; then something that no ref leads to, which is nobody's and so everybody's.
  scan.hit = {false, false};
  scan.report.findings = {finding(BlobKind::kRef, "refs/heads/a")};
  EXPECT_TRUE(judge_refs(updates, scan)[0].refused);
  EXPECT_FALSE(judge_refs(updates, scan)[1].refused);
  scan.report.findings = {finding(BlobKind::kFile, "stray")};
  EXPECT_TRUE(judge_refs(updates, scan)[0].refused);
  EXPECT_TRUE(judge_refs(updates, scan)[1].refused);
  scan.report.findings[0].suppressed = Suppression{"ignore_file", "", 1};
  EXPECT_FALSE(judge_refs(updates, scan)[0].refused);
}

}  // namespace
}  // namespace sluice

#include "git/commit.h"

#include <gtest/gtest.h>

#include <string>

#include "support/git_fixture.h"

namespace sluice::git {
namespace {

const std::string kId(40, 'a');
const std::string kOther(40, 'b');

// The signatures are views into `bytes`.
Commit parse(const std::string& bytes, uint8_t id_bytes = 20) {
  Commit commit;
  parse_commit(bytes, id_bytes, commit);
  return commit;
}

TEST(Commit, ReadsTheHeadersOfAnOrdinaryCommit) {
  const std::string bytes = "tree " + kId + "\nparent " + kOther + "\nparent " + kId +
                            "\nauthor Ann B. <ann@example.com> 1704067200 +0530\n"
                            "committer  Cy  <cy@example.com> 1704067201 -0800\n"
                            "encoding ISO-8859-1\ngpgsig -----BEGIN\n parent " +
                            kOther + "\n\n\ntree " + kOther + "\nparent " + kOther + "\n";
  const Commit commit = parse(bytes);
  EXPECT_EQ(commit.tree.hex(), kId);
  ASSERT_EQ(commit.parents.size(), 2u);  // neither the signature's nor the message's lines
  EXPECT_EQ(commit.parents[0].hex(), kOther);
  EXPECT_EQ(commit.author.name, "Ann B.");
  EXPECT_EQ(commit.author.email, "ann@example.com");
  EXPECT_EQ(commit.author.date, 1704067200);
  EXPECT_EQ(commit.author.utc_offset, 330);
  EXPECT_EQ(commit.committer.name, "Cy");
  EXPECT_EQ(commit.committer.date, 1704067201);
  EXPECT_EQ(commit.committer.utc_offset, -480);
}

TEST(Commit, KeepsNothingOfTheLastOne) {
  Commit commit;
  parse_commit(
      "tree " + kId + "\nparent " + kId + "\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n", 20,
      commit);
  parse_commit("tree " + kOther + "\n\n", 20, commit);
  EXPECT_EQ(commit.tree.hex(), kOther);
  EXPECT_TRUE(commit.parents.empty());
  EXPECT_EQ(commit.author.name, "");
  EXPECT_EQ(commit.committer.date, 0);
}

TEST(Commit, MalformedHeadersCountAsAbsent) {
  EXPECT_TRUE(parse("").tree.empty());
  EXPECT_TRUE(parse("\ntree " + kId).tree.empty());
  EXPECT_TRUE(parse("tree " + kId.substr(1) + "\n").tree.empty());
  EXPECT_TRUE(parse("tree " + std::string(64, 'a') + "\n").tree.empty());
  EXPECT_TRUE(parse("tree " + std::string(40, 'g') + "\n").tree.empty());
  EXPECT_EQ(parse("tree " + kId + "\nparent x\nparent " + kId).parents.size(), 1u);
  EXPECT_EQ(parse("tree " + std::string(64, 'a') + "\n", 32).tree.hex(), std::string(64, 'a'));
}

TEST(Commit, ReadsAMillionParents) {
  std::string bytes = "tree " + kId + "\n";
  for (int i = 0; i < 1'000'000; ++i) bytes += "parent " + kOther + "\n";
  EXPECT_EQ(parse(bytes).parents.size(), 1'000'000u);
}

TEST(Signature, AcceptsWhatIsMissing) {
  EXPECT_EQ(parse_signature("<> 12 +0000").date, 12);
  EXPECT_EQ(parse_signature("<> 12 +0000").name, "");
  EXPECT_EQ(parse_signature("Only Name").name, "Only Name");
  EXPECT_EQ(parse_signature("Name <open 12 +0000").email, "");
  EXPECT_EQ(parse_signature("Name <open 12 +0000").name, "Name");
  EXPECT_EQ(parse_signature("Name <a@b>").date, 0);
  EXPECT_EQ(parse_signature("Name <a@b> 77").date, 77);
  EXPECT_EQ(parse_signature("Name <a@b> 77").utc_offset, 0);
  EXPECT_EQ(parse_signature("").email, "");
}

TEST(Signature, ABadDateIsZero) {
  for (const char* date :
       {"x", "-5", "12x", "99999999999999999999999999", "253402300800", "0x10"}) {
    EXPECT_EQ(parse_signature(std::string("N <e> ") + date + " +0000").date, 0) << date;
  }
  EXPECT_EQ(parse_signature("N <e> 253402300799 +0000").date, kLatestDate);
  for (const char* zone : {"0000", "+99999", "+12x4", "+", "+0060", "+2400"}) {
    EXPECT_EQ(parse_signature(std::string("N <e> 5 ") + zone).utc_offset, 0) << zone;
    EXPECT_EQ(parse_signature(std::string("N <e> 5 ") + zone).date, 5) << zone;
  }
}

// As git reads it: the email ends at the first '>', the date follows the last.
TEST(Signature, AnEmailMayHoldAnAngle) {
  const Signature signature = parse_signature("N <a>b@c> 99 +0100");
  EXPECT_EQ(signature.email, "a");
  EXPECT_EQ(signature.date, 99);
}

TEST(Commit, EqualsGit) {
  test::GitFixture fixture;
  fixture.commit("first");
  fixture.git("checkout -q -b side");
  fixture.commit("side");
  fixture.git("checkout -q main");
  fixture.commit("main");
  fixture.git("merge -q -m merge side");
  const std::string bytes = fixture.git("cat-file commit HEAD");
  const Commit commit = parse(bytes);
  std::string told = commit.tree.hex() + "|";
  for (const ObjectId& parent : commit.parents) told += parent.hex() + " ";
  told.back() = '|';
  told += std::string(commit.author.name) + "|" + std::string(commit.author.email) + "|" +
          std::to_string(commit.author.date) + "|" + std::string(commit.committer.name) + "|" +
          std::to_string(commit.committer.date) + "\n";
  EXPECT_EQ(told, fixture.git("log -1 --format='%T|%P|%an|%ae|%at|%cn|%ct'"));
}

TEST(Commit, SurvivesEveryTruncationAndFlip) {
  const std::string bytes = "tree " + kId + "\nparent " + kOther +
                            "\nauthor A <a@b> 1704067200 +0100\ncommitter C <c@d> 1704067200 "
                            "+0100\ngpgsig x\n y\n\nmessage\n";
  for (size_t at = 0; at <= bytes.size(); ++at) {
    const Commit commit = parse(std::string(bytes, 0, at));
    EXPECT_LE(commit.parents.size(), 1u);
    EXPECT_EQ(commit.tree.empty(), at < 45);
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const Commit commit = parse(damaged);
      EXPECT_LE(commit.parents.size(), 1u);
      EXPECT_LE(commit.committer.date, kLatestDate);
    }
  }
}

}  // namespace
}  // namespace sluice::git

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "git/commit_graph_file.h"
#include "provenance/lookup.h"
#include "support/git_fixture.h"

namespace sluice::provenance {
namespace {

using test::GitFixture;

// Claims from the commit-graph that git writes, which a test may alter.
class Claims {
 public:
  explicit Claims(GitFixture& fixture) : fixture_(fixture) {
    fixture.write("key", "made up\n");
    first_ = fixture.commit("first");
    fixture.write("other", "other\n");
    fixture.commit("second");
    fixture.git("rm -q key");
    last_ = fixture.commit("third");
    fixture.git("commit-graph write --reachable");
    const auto graph = git::CommitGraphFile::open(fixture.git_dir() + "/objects", 20);
    EXPECT_TRUE(graph.has_value());
    commits_.resize(graph->size());
    for (uint64_t i = 0; i < graph->size(); ++i) graph->read(i, commits_[i]);
  }

  git::GraphCommit& of(const std::string& hex) {
    return *std::find_if(commits_.begin(), commits_.end(),
                         [&](const git::GraphCommit& each) { return each.id.hex() == hex; });
  }
  std::vector<git::GraphCommit>& all() { return commits_; }
  const std::string& first() const { return first_; }
  const std::string& last() const { return last_; }

  // What is told, after the answers were found to be the true ones.
  std::vector<Unread> run() {
    Lookup lookup(fixture_);
    const uint32_t hit = lookup.add(blob_of(fixture_, first_ + ":key"));
    CommitCollector collector(1, 20);
    lookup.claim(collector, commits_);
    const Located located = lookup.run({.commits = &collector, .some_commits = true});
    EXPECT_EQ(located.places(hit).size(), 1u);
    EXPECT_EQ(located.places(hit)[0].path, "key");
    EXPECT_EQ(hex_of(located.places(hit)[0].commit), first_);
    EXPECT_EQ(hex_of(located.places(hit)[0].removed), last_);
    return lookup.unread();
  }

 private:
  GitFixture& fixture_;
  std::string first_, last_;
  std::vector<git::GraphCommit> commits_;
};

TEST(ClaimCheck, TrueClaimsOfCommitsGiveTheSameAnswers) {
  GitFixture fixture;
  Claims claims(fixture);
  EXPECT_TRUE(claims.run().empty());
  claims.all().erase(claims.all().begin());
  EXPECT_TRUE(claims.run().empty()) << "what no claim covers is read";
  git::GraphCommit absent = claims.all()[0];
  absent.id = *ObjectId::from_hex(std::string(40, '5'));
  claims.all().push_back(absent);
  EXPECT_TRUE(claims.run().empty()) << "what the store lacks is left out";
}

TEST(ClaimCheck, AFalseClaimThatAnAnswerRestsOnIsToldAndTheCommitsAreRead) {
  GitFixture fixture;
  const Claims truth(fixture);
  const auto told_of = [&](const std::string& commit, const auto& forge) {
    Claims claims = truth;
    forge(claims);
    const std::vector<Unread> unread = claims.run();
    ASSERT_EQ(unread.size(), 1u);
    EXPECT_EQ(unread[0].reason, Reason::kCorrupt);
    EXPECT_EQ(unread[0].where, commit);
  };
  const std::string first = truth.first(), last = truth.last();
  told_of(first, [&](Claims& claims) { claims.of(first).date += 1; });
  told_of(last, [&](Claims& claims) { claims.of(last).parents = {claims.of(first).id}; });
  told_of(last, [&](Claims& claims) { claims.of(last).parents.clear(); });
  told_of(first, [&](Claims& claims) {
    claims.of(first).parents = {*ObjectId::from_hex(std::string(40, '5'))};
  });
  told_of(first, [&](Claims& claims) {
    claims.of(first).tree = *ObjectId::from_hex(std::string(40, '5'));
  });
  told_of("commit-graph", [&](Claims& claims) { claims.of(first).parents = {claims.of(last).id}; });
}

}  // namespace
}  // namespace sluice::provenance

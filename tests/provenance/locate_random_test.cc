// locate() against the definitions of the folder's README, applied literally.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "provenance/lookup.h"
#include "provenance/oracle.h"
#include "support/git_fixture.h"

namespace sluice::provenance {
namespace {

using test::GitFixture;
using test::Oracle;

// A repository of random commits: several roots, merges of up to four parents,
// trees taken from any of them or from anywhere (reverts, merge -s ours), files
// moved, copied and removed, dates that tie and run backwards.
class RandomHistory {
 public:
  RandomHistory(GitFixture& fixture, unsigned seed) : fixture_(fixture), random_(seed) {}

  void make(unsigned commits) {
    for (unsigned i = 0; i < commits; ++i) add_commit();
    const std::string path = fixture_.path() + "/.git/stream";
    fixture_.write(".git/stream", stream_ + "done\n");
    fixture_.git("fast-import --quiet --done --export-marks=.git/marks < '" + path + "'");
    std::istringstream marks(test::run("cat '" + fixture_.git_dir() + "/marks'"));
    std::map<unsigned, std::string> ids;
    for (std::string mark, id; marks >> mark >> id;)
      ids[static_cast<unsigned>(std::stoul(mark.substr(1)))] = id;
    for (unsigned i = 0; i < commits; ++i) ids_.push_back(ids.at(i + 1));
    name_tips();
  }

  const std::vector<std::string>& ids() const { return ids_; }
  const std::map<std::string, Reach>& logged() const { return logged_; }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string some_path() {
    static const std::vector<std::string> kPaths = {
        "a",           "b",          "dir/a",  "dir/b", "dir/sub/a", "dir/sub/deep/x",  "other/a",
        "other/sub/a", "dir2/sub/a", "dir2/b", "z",     "dir-a",     "sp ace/n\xc3\xa9"};
    return kPaths[below(static_cast<unsigned>(kPaths.size()))];
  }

  void change(std::map<std::string, unsigned>& files) {
    switch (below(6)) {
      case 0:
      case 1: put(files, some_path(), below(40)); break;
      case 2:
        if (!files.empty())
          files.erase(std::next(files.begin(), below(static_cast<unsigned>(files.size()))));
        break;
      case 3:
      case 4:
        if (!files.empty()) {
          const auto from = std::next(files.begin(), below(static_cast<unsigned>(files.size())));
          const unsigned content = from->second;
          if (below(2) == 0) files.erase(from);
          put(files, some_path(), content);
        }
        break;
      default:
        if (!trees_.empty() && below(4) == 0)
          files = trees_[below(static_cast<unsigned>(trees_.size()))];
    }
  }

  static void put(std::map<std::string, unsigned>& files, const std::string& path,
                  unsigned content) {
    files[path] = content;
  }

  void add_commit() {
    const unsigned number = static_cast<unsigned>(trees_.size());
    std::vector<unsigned> parents;
    if (number != 0 && below(20) != 0) {
      const unsigned window = std::min(number, below(4) == 0 ? 20u : 5u);
      const unsigned count = below(3) != 0 ? 1 : 2 + below(3);
      for (unsigned i = 0; i < count; ++i) parents.push_back(number - 1 - below(window));
      std::sort(parents.begin(), parents.end());
      parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
      std::shuffle(parents.begin(), parents.end(), random_);
    }
    std::map<std::string, unsigned> files;
    if (!parents.empty()) files = trees_[parents[below(static_cast<unsigned>(parents.size()))]];
    for (unsigned i = below(5) == 0 ? 0 : 1 + below(9); i > 0; --i) change(files);
    trees_.push_back(files);

    // A ref of its own, as the branch of a commit with several children is not one.
    const std::string date = std::to_string(1700000000 + below(12) * 1000 + number * below(2000));
    stream_ += "reset refs/tmp/" + std::to_string(number) + "\n";
    if (!parents.empty()) stream_ += "from :" + std::to_string(parents[0] + 1) + "\n";
    stream_ += "\ncommit refs/tmp/" + std::to_string(number) +
               "\nmark :" + std::to_string(number + 1) + "\ncommitter C <c@example.com> " + date +
               " +0000\ndata 1\nm\n";
    for (size_t i = 1; i < parents.size(); ++i) {
      stream_ += "merge :" + std::to_string(parents[i] + 1) + "\n";
    }
    stream_ += "deleteall\n";
    for (const auto& [path, content] : files) {
      const std::string text = "content " + std::to_string(content);
      stream_ += "M 100644 inline \"" + path + "\"\ndata " + std::to_string(text.size()) + "\n" +
                 text + "\n";
    }
  }

  // Late ones more often, as these have the longer history.
  std::string some_commit() {
    const unsigned count = static_cast<unsigned>(ids_.size());
    return ids_[count - 1 - std::min(below(count), below(count))];
  }

  void write_log(const std::string& name, const std::string& id) {
    fixture_.write(".git/logs/" + name, std::string(id.size(), '0') + " " + id +
                                            " C <c@example.com> 1700000000 +0000\tm\n");
  }

  void name_tips() {
    std::string script;
    for (size_t i = 0; i < ids_.size(); ++i) {
      script += "delete refs/tmp/" + std::to_string(i) + "\n";
    }
    script += "update refs/heads/main " + some_commit() + "\n";
    for (const char* name :
         {"refs/heads/b", "refs/heads/x/y", "refs/remotes/o/m", "refs/tags/v1", "refs/notes/n"}) {
      if (below(2) == 0) script += "update " + std::string(name) + " " + some_commit() + "\n";
    }
    if (below(2) == 0) {
      const std::string id = some_commit();
      script += "update refs/stash " + id + "\n";
    }
    fixture_.write(".git/script", script);
    fixture_.git("update-ref --stdin < .git/script");
    test::run("rm -rf '" + fixture_.git_dir() + "/logs'");
    if (below(3) == 0) fixture_.git("tag -a -m t annotated " + some_commit());
    if (below(3) == 0) fixture_.git("checkout -q --detach " + some_commit());
    if (below(8) == 0) fixture_.git("symbolic-ref HEAD refs/heads/unborn");
    test::run("rm -rf '" + fixture_.git_dir() + "/logs'");
    if (below(2) == 0) log("heads/old", Reach::kReflog);
    if (below(2) == 0) log("stash", Reach::kStash);
    if (below(2) == 0) {
      const std::string id = some_commit();
      fixture_.write(".git/ORIG_HEAD", id + "\n");
      remember(id, Reach::kReflog);
    }
  }

  void log(const std::string& name, Reach reach) {
    const std::string id = some_commit();
    write_log("refs/" + name, id);
    remember(id, reach);
  }

  void remember(const std::string& id, Reach reach) {
    const auto [at, added] = logged_.emplace(id, reach);
    if (!added) at->second = std::min(at->second, reach);
  }

  GitFixture& fixture_;
  std::mt19937 random_;
  std::string stream_;
  std::vector<std::map<std::string, unsigned>> trees_;
  std::vector<std::string> ids_;
  std::map<std::string, Reach> logged_;
};

// What leads to each commit, by whole sets of ancestors.
std::map<std::string, Reach> reach_of_all(const Oracle& oracle,
                                          const std::map<std::string, Reach>& logged) {
  std::map<std::string, Reach> reach;
  const auto mark = [&](const std::string& tip, Reach how) {
    for (const std::string& commit : oracle.ancestors(tip)) {
      const auto [at, added] = reach.emplace(commit, how);
      if (!added) at->second = std::min(at->second, how);
    }
  };
  if (!oracle.head().empty()) mark(oracle.head(), Reach::kHead);
  for (const auto& [name, tip] : oracle.refs()) {
    mark(tip, name == "refs/stash" ? Reach::kStash : Reach::kRef);
  }
  for (const auto& [tip, how] : logged) mark(tip, how);
  return reach;
}

void expect_life(const SecretLife& life, const Oracle::Life& expected) {
  EXPECT_EQ(hex_of(life.introduced), expected.introduced);
  EXPECT_EQ(hex_of(life.removed), expected.removed);
  EXPECT_EQ(life.in_head, expected.in_head);
  EXPECT_EQ(life.refs, expected.refs);
}

class LocateRandom : public testing::TestWithParam<unsigned> {};

TEST_P(LocateRandom, EqualsTheDefinitionsAppliedLiterally) {
  const unsigned seed = GetParam();
  GitFixture fixture(seed % 4 == 3 ? "--object-format=sha256" : "");
  RandomHistory history(fixture, seed);
  history.make(80);
  std::vector<std::string> logged;
  for (const auto& [id, reach] : history.logged()) logged.push_back(id);
  const Oracle oracle(fixture, logged);
  const std::map<std::string, Reach> reach = reach_of_all(oracle, history.logged());

  Lookup lookup(fixture);
  std::map<std::string, uint32_t> hit_of;
  std::map<uint32_t, std::map<std::string, Oracle::Pair>> pairs_of_hit;
  for (const Oracle::Pair& pair : oracle.all_pairs()) {
    if (!hit_of.contains(pair.first)) hit_of[pair.first] = lookup.add(pair.first);
    pairs_of_hit[hit_of[pair.first]][pair.second] = pair;
  }
  std::vector<std::pair<uint32_t, std::string>> messages;
  for (size_t i = 0; i < history.ids().size(); i += 17) {
    messages.emplace_back(lookup.add(history.ids()[i], git::ObjectType::kCommit), history.ids()[i]);
  }
  const Located located = lookup.run(1 + seed % 3);
  EXPECT_TRUE(lookup.unread().empty());

  size_t compared = 0;
  for (const auto& [hit, pairs] : pairs_of_hit) {
    ASSERT_EQ(located.places(hit).size(), pairs.size());
    auto place = located.places(hit).begin();
    for (const auto& [path, pair] : pairs) {
      SCOPED_TRACE(path);
      const Oracle::Life expected = oracle.life({{pair}, {}});
      EXPECT_EQ(place->path, path);
      EXPECT_EQ(hex_of(place->commit), expected.introduced);
      EXPECT_EQ(hex_of(place->removed), expected.removed);
      Reach least = Reach::kUnreachable;
      for (const std::string& commit : oracle.order()) {
        if (oracle.pairs_of(commit).contains(pair)) least = std::min(least, reach.at(commit));
      }
      EXPECT_EQ(place->reach, least);
      ++place;
      ++compared;
    }
  }
  EXPECT_GT(compared, 20u);

  for (const auto& [hit, id] : messages) {
    ASSERT_EQ(located.places(hit).size(), 1u);
    const bool known = reach.contains(id);
    EXPECT_EQ(hex_of(located.places(hit)[0].commit), known ? id : "");
    EXPECT_EQ(located.places(hit)[0].reach, known ? reach.at(id) : Reach::kUnreachable);
  }
  std::mt19937 random(seed);
  std::vector<std::vector<uint32_t>> secrets;
  std::vector<Oracle::Life> expected_lives;
  for (unsigned round = 0; round < (seed % 8 == 0 ? 70u : 12u); ++round) {
    Oracle::Item item;
    std::set<uint32_t> holders;
    for (const auto& [hit, pairs] : pairs_of_hit) {
      if (random() % (1 + round % 12) != 0) continue;
      holders.insert(hit);
      for (const auto& [path, pair] : pairs) item.pairs.insert(pair);
    }
    if (round % 12 >= 9) {
      const auto& [hit, id] = messages[random() % messages.size()];
      holders.insert(hit);
      if (reach.contains(id)) item.messages.insert(id);
    }
    secrets.emplace_back(holders.begin(), holders.end());
    expected_lives.push_back(oracle.life(item));
  }
  const std::vector<SecretLife> lives = located.lives(secrets);
  ASSERT_EQ(lives.size(), secrets.size());
  for (size_t i = 0; i < secrets.size(); ++i) expect_life(lives[i], expected_lives[i]);
  expect_life(located.life(secrets[0]), expected_lives[0]);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LocateRandom, testing::Range(0u, 40u));

}  // namespace
}  // namespace sluice::provenance

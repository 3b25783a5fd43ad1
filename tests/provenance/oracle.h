// The definitions of src/provenance/README.md, applied literally to what git
// itself says of a repository: every commit's whole file list, sets of commits,
// no shortcut. Slow, obvious, and free of any code under test.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/git_fixture.h"

namespace sluice::test {

class Oracle {
 public:
  using Pair = std::pair<std::string, std::string>;  // blob id in hex, path
  using Commits = std::set<std::string>;

  // `logged` are commits that only a reflog, pseudo ref, worktree or stash log names.
  Oracle(GitFixture& repository, const std::vector<std::string>& logged);

  // An item is what a commit may hold.
  struct Item {
    std::set<Pair> pairs;  // held by a tree with any of these
    Commits messages;      // held by these and every descendant
  };
  struct Life {
    std::string introduced, removed;  // empty: none
    bool in_head = false;
    std::vector<std::string> refs;
  };
  Life life(const Item& item) const;

  const std::vector<std::string>& order() const { return order_; }
  std::set<Pair> all_pairs() const;
  std::set<Pair> pairs_of(const std::string& commit) const { return files_.at(commit); }
  Commits ancestors(const std::string& commit) const;  // and itself
  const std::string& head() const { return head_; }
  // Of refs/** that peel to a commit.
  const std::vector<std::pair<std::string, std::string>>& refs() const { return refs_; }

 private:
  bool holds(const std::string& commit, const Item& item) const;
  bool ever_held(const std::string& commit, const Item& item) const;

  std::string head_;  // empty: unborn
  std::vector<std::pair<std::string, std::string>> refs_;
  std::map<std::string, std::vector<std::string>> parents_;
  std::map<std::string, int64_t> dates_;
  std::map<std::string, std::set<Pair>> files_;
  std::vector<std::string> order_;
};

}  // namespace sluice::test

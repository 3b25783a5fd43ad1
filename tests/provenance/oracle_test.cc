#include "provenance/oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace sluice::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::set<Oracle::Pair> list_files(GitFixture& repository, const std::string& commit) {
  std::set<Oracle::Pair> files;
  std::istringstream in(repository.git("ls-tree -r -z --full-tree " + commit));
  for (std::string entry; std::getline(in, entry, '\0');) {
    std::istringstream fields(entry.substr(0, entry.find('\t')));
    std::string mode, type, id;
    fields >> mode >> type >> id;
    if (type == "blob") files.emplace(id, entry.substr(entry.find('\t') + 1));
  }
  return files;
}

}  // namespace

Oracle::Oracle(GitFixture& repository, const std::vector<std::string>& logged) {
  head_ = repository.git("rev-parse -q --verify HEAD || true");
  while (!head_.empty() && head_.back() == '\n') head_.pop_back();
  for (const std::string& line :
       lines_of(repository.git("for-each-ref --format='%(refname) %(objecttype) %(objectname) "
                               "%(*objecttype) %(*objectname)'"))) {
    std::istringstream fields(line);
    std::string name, type, id;
    fields >> name >> type >> id;
    const std::string peeled = lines_of(repository.git("rev-parse '" + name + "^{}'"))[0];
    if (lines_of(repository.git("cat-file -t " + peeled))[0] == "commit") {
      refs_.emplace_back(name, peeled);
    }
  }
  std::string tips = head_;
  for (const auto& [name, id] : refs_) tips += " " + id;
  for (const std::string& id : logged) tips += " " + id;
  if (tips.empty()) return;
  for (const std::string& line :
       lines_of(repository.git("rev-list --parents --timestamp " + tips))) {
    std::istringstream fields(line);
    int64_t date = 0;
    std::string commit, parent;
    fields >> date >> commit;
    dates_[commit] = date;
    parents_[commit];
    while (fields >> parent) parents_[commit].push_back(parent);
    files_[commit] = list_files(repository, commit);
  }
  std::set<std::string> placed;
  while (order_.size() < parents_.size()) {
    std::optional<std::pair<int64_t, std::string>> next;
    for (const auto& [commit, parents] : parents_) {
      if (placed.contains(commit)) continue;
      const bool ready = std::all_of(parents.begin(), parents.end(),
                                     [&](const auto& parent) { return placed.contains(parent); });
      const std::pair key(dates_.at(commit), commit);
      if (ready && (!next || key < *next)) next = key;
    }
    order_.push_back(next->second);
    placed.insert(next->second);
  }
}

Oracle::Commits Oracle::ancestors(const std::string& commit) const {
  Commits seen;
  std::vector<std::string> stack = {commit};
  while (!stack.empty()) {
    const std::string next = stack.back();
    stack.pop_back();
    if (!seen.insert(next).second) continue;
    for (const std::string& parent : parents_.at(next)) stack.push_back(parent);
  }
  return seen;
}

std::set<Oracle::Pair> Oracle::all_pairs() const {
  std::set<Pair> all;
  for (const auto& [commit, files] : files_) all.insert(files.begin(), files.end());
  return all;
}

bool Oracle::holds(const std::string& commit, const Item& item) const {
  const std::set<Pair>& files = files_.at(commit);
  for (const Pair& pair : item.pairs) {
    if (files.contains(pair)) return true;
  }
  for (const std::string& message : item.messages) {
    if (ancestors(commit).contains(message)) return true;
  }
  return false;
}

bool Oracle::ever_held(const std::string& commit, const Item& item) const {
  const Commits past = ancestors(commit);
  return std::any_of(past.begin(), past.end(),
                     [&](const std::string& each) { return holds(each, item); });
}

Oracle::Life Oracle::life(const Item& item) const {
  Life life;
  for (const std::string& commit : order_) {
    const std::vector<std::string>& parents = parents_.at(commit);
    const bool begins = holds(commit, item) &&
                        std::none_of(parents.begin(), parents.end(),
                                     [&](const auto& parent) { return holds(parent, item); });
    if (begins) {
      life.introduced = commit;
      break;
    }
  }
  if (life.introduced.empty()) return life;
  life.in_head = !head_.empty() && holds(head_, item);
  for (const auto& [name, tip] : refs_) {
    if (holds(tip, item)) life.refs.push_back(name);
  }
  if (life.in_head) return life;

  std::string from;
  if (!head_.empty() && ever_held(head_, item)) from = head_;
  for (const auto& [name, tip] : refs_) {
    if (from.empty() && ever_held(tip, item)) from = tip;
  }
  if (from.empty()) return life;
  const Commits within = ancestors(from);
  for (const std::string& commit : order_) {
    if (!within.contains(commit) || holds(commit, item)) continue;
    bool parent_holds = false, others_fine = true;
    for (const std::string& parent : parents_.at(commit)) {
      parent_holds |= holds(parent, item);
      others_fine &= holds(parent, item) || !ever_held(parent, item);
    }
    if (parent_holds && others_fine) life.removed = commit;
  }
  return life;
}

// The oracle itself, on a history small enough to judge by eye.
TEST(Oracle, KnowsAPlainLife) {
  GitFixture repository;
  repository.write("a", "one");
  const std::string first = repository.commit("add");
  repository.write("b", "two");
  repository.commit("other");
  repository.git("rm -q a");
  const std::string last = repository.commit("remove");
  const Oracle oracle(repository, {});
  EXPECT_EQ(oracle.order().size(), 3u);
  for (const Oracle::Pair& pair : oracle.pairs_of(first)) {
    const Oracle::Life life = oracle.life({{pair}, {}});
    EXPECT_EQ(life.introduced, first);
    EXPECT_EQ(life.removed, last);
    EXPECT_FALSE(life.in_head);
    EXPECT_TRUE(life.refs.empty());
  }
}

}  // namespace sluice::test

#include "provenance/life.h"

#include <algorithm>
#include <array>
#include <bit>

namespace sluice::provenance {
namespace {

constexpr size_t kBatch = 64;
using Mask = uint64_t;  // bit i: item i of the batch

template <class Visit>
void for_each_bit(Mask mask, const Visit& visit) {
  for (; mask != 0; mask &= mask - 1) visit(static_cast<size_t>(std::countr_zero(mask)));
}

// The lives of up to sixty-four items.
class Batch {
 public:
  explicit Batch(const History& history)
      : history_(history),
        held_(history.nodes().size()),
        ever_(history.nodes().size()),
        leads_(history.nodes().size()) {}

  // `holds(node, held)` gives what a node holds, from what those before it do.
  template <class Holds>
  void run(const Holds& holds, std::span<Life> lives) {
    forward(holds, lives);
    backward(lives);
  }

  Mask held_by(uint32_t node) const { return node == History::kNoNode ? 0 : held_[node]; }

 private:
  Mask ever_by(uint32_t node) const { return node == History::kNoNode ? 0 : ever_[node]; }

  template <class Holds>
  void forward(const Holds& holds, std::span<Life> lives) {
    const std::span<const History::Node> nodes = history_.nodes();
    std::array<Mask, static_cast<size_t>(Reach::kUnreachable) + 1> by_reach{};
    Mask seen = 0;
    for (uint32_t node = 0; node < nodes.size(); ++node) {
      const Mask held = holds(node, held_);
      held_[node] = ever_[node] = held;
      for (const uint32_t parent : history_.parents(node)) ever_[node] |= ever_[parent];
      by_reach[static_cast<size_t>(nodes[node].reach)] |= held;
      for_each_bit(held & ~seen, [&](size_t i) { lives[i].introduced = nodes[node].commit; });
      seen |= held;
    }
    for (size_t reach = by_reach.size(); reach-- > 0;) {
      for_each_bit(by_reach[reach], [&](size_t i) { lives[i].reach = static_cast<Reach>(reach); });
    }
    for_each_bit(held_by(history_.head()), [&](size_t i) { lives[i].in_head = true; });
  }

  // An item is looked for in the history of HEAD or of the first ref that ever
  // held it; `leads_` says, from that tip down, whose ancestor a node is.
  void backward(std::span<Life> lives) {
    std::fill(leads_.begin(), leads_.end(), 0);
    Mask placed = ever_by(history_.head());
    if (placed != 0) leads_[history_.head()] = placed;
    for (const uint32_t tip : history_.ref_nodes()) {
      const Mask first_here = ever_by(tip) & ~placed;
      if (first_here != 0) leads_[tip] |= first_here;
      placed |= first_here;
    }
    Mask open = ~held_by(history_.head());
    for (uint32_t node = static_cast<uint32_t>(held_.size()); node-- > 0;) {
      if (leads_[node] == 0) continue;
      const Mask last_here = removed_at(node) & leads_[node] & open;
      open &= ~last_here;
      for_each_bit(last_here, [&](size_t i) { lives[i].removed = history_.nodes()[node].commit; });
      for (const uint32_t parent : history_.parents(node)) leads_[parent] |= leads_[node];
    }
  }

  // Not held here, held by a parent, and no other parent's past has lost it already.
  Mask removed_at(uint32_t node) const {
    Mask before = 0, lost_before = 0;
    for (const uint32_t parent : history_.parents(node)) {
      before |= held_[parent];
      lost_before |= ever_[parent] & ~held_[parent];
    }
    return before & ~held_[node] & ~lost_before;
  }

  const History& history_;
  std::vector<Mask> held_, ever_, leads_;  // by node
};

// (path, blob) pairs by number; a path is its parent path and a name.
class PairTable {
 public:
  PairTable(const HitTrees& trees, const PathLimits& limits) : trees_(trees), limits_(limits) {
    paths_.intern({});
    path_bytes_.push_back(0);
  }

  static constexpr uint32_t kTopPath = 0;

  uint32_t path(uint32_t parent, uint32_t name) {
    const uint32_t path = paths_.intern(bytes_of(Key{parent, name}));
    if (path == path_bytes_.size()) {
      path_bytes_.push_back(path_bytes_[parent] + trees_.name(name).size() + 1);
    }
    return path;
  }

  // kNone: past a limit.
  uint32_t pair(uint32_t blob, uint32_t path) {
    const Key key{blob, path};
    const uint32_t known = pairs_.find(bytes_of(key));
    if (known != kNone) return known;
    if (pairs_.size() >= limits_.max_pairs ||
        path_bytes_[path] > limits_.max_path_bytes - total_bytes_) {
      full_ = true;
      return kNone;
    }
    total_bytes_ += path_bytes_[path];
    return pairs_.intern(bytes_of(key));
  }

  uint32_t size() const { return pairs_.size(); }
  bool full() const { return full_; }
  uint32_t blob_of(uint32_t pair) const { return key_of(pairs_, pair).first; }

  std::string path_of(uint32_t pair) const {
    std::vector<uint32_t> names;
    for (uint32_t path = key_of(pairs_, pair).second; path != kTopPath;) {
      const Key key = key_of(paths_, path);
      names.push_back(key.second);
      path = key.first;
    }
    std::string text;
    for (size_t i = names.size(); i-- > 0;) {
      text += trees_.name(names[i]);
      if (i != 0) text += '/';
    }
    return text;
  }

 private:
  struct Key {
    uint32_t first, second;
  };
  static Key key_of(const Interner& keys, uint32_t number) {
    Key key;
    keys.key(number).copy(reinterpret_cast<char*>(&key), sizeof key);
    return key;
  }

  const HitTrees& trees_;
  const PathLimits& limits_;
  Interner paths_;  // Key{parent path, name}
  Interner pairs_;  // Key{blob, path}
  std::vector<uint64_t> path_bytes_;
  uint64_t total_bytes_ = 0;
  bool full_ = false;
};

// Less, equal or greater in the order of HitTrees::items; targets of subtrees do
// not count, since one path has one listed subtree.
int compare(const HitItem& a, const HitItem& b) {
  if (a.name != b.name) return a.name < b.name ? -1 : 1;
  if (a.is_blob != b.is_blob) return b.is_blob ? -1 : 1;
  if (!a.is_blob || a.target == b.target) return 0;
  return a.target < b.target ? -1 : 1;
}

// Calls visit(pair) for each listed pair that one of two trees holds and the
// other does not.
class Difference {
 public:
  Difference(const HitTrees& trees, PairTable& pairs) : trees_(trees), pairs_(pairs) {}

  template <class Visit>
  void run(HitTree a, HitTree b, const Visit& visit) {
    stack_ = {{PairTable::kTopPath, a, b}};
    while (!stack_.empty()) {
      const Step step = stack_.back();
      stack_.pop_back();
      merge(step, visit);
    }
  }

 private:
  struct Step {
    uint32_t path;
    HitTree a, b;
  };

  template <class Visit>
  void merge(const Step& step, const Visit& visit) {
    const std::span<const HitItem> a = trees_.items(step.a), b = trees_.items(step.b);
    for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
      if (i < a.size() && !a[i].listed) {
        ++i;
      } else if (j < b.size() && !b[j].listed) {
        ++j;
      } else {
        const int order = i == a.size() ? 1 : j == b.size() ? -1 : compare(a[i], b[j]);
        const HitItem& item = order <= 0 ? a[i] : b[j];
        if (order != 0) {
          descend(step.path, item, order < 0 ? item.target : kEmptyTree,
                  order > 0 ? item.target : kEmptyTree, visit);
        } else if (a[i].target != b[j].target) {
          descend(step.path, item, a[i].target, b[j].target, visit);
        }
        i += order <= 0;
        j += order >= 0;
      }
    }
  }

  template <class Visit>
  void descend(uint32_t path, const HitItem& item, HitTree a, HitTree b, const Visit& visit) {
    const uint32_t below = pairs_.path(path, item.name);
    if (!item.is_blob) {
      stack_.push_back({below, a, b});
    } else if (const uint32_t pair = pairs_.pair(item.target, below); pair != kNone) {
      visit(pair);
    }
  }

  const HitTrees& trees_;
  PairTable& pairs_;
  std::vector<Step> stack_;
};

// A pair that `node` holds and its first parent does not, or the reverse.
struct Change {
  uint32_t node = 0;
  uint32_t pair = 0;
};

uint32_t first_parent(const History& history, uint32_t node) {
  const std::span<const uint32_t> parents = history.parents(node);
  return parents.empty() ? History::kNoNode : parents[0];
}

// Ascending by (batch of the pair, node).
std::vector<Change> changes_by_batch(const History& history, PairTable& pairs,
                                     const PathLimits& limits, const OnUnread& on_unread) {
  Difference difference(history.trees(), pairs);
  std::vector<Change> changes;
  for (uint32_t node = 0; node < history.nodes().size(); ++node) {
    const uint32_t base = first_parent(history, node);
    const HitTree before = base == History::kNoNode ? kEmptyTree : history.nodes()[base].tree;
    const HitTree after = history.nodes()[node].tree;
    if (before == after) continue;
    difference.run(before, after, [&](uint32_t pair) { changes.push_back({node, pair}); });
    if (pairs.full()) break;
    if (changes.size() > limits.max_changes) {
      on_unread({Reason::kLimit, "more changes of paths with findings than provenance follows",
                 "history"});
      break;
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return a.pair / kBatch < b.pair / kBatch;
  });
  return changes;
}

}  // namespace

History::History(const CommitGraph& graph, const HitTrees& trees, std::span<const Reach> reach,
                 std::span<const HitTree> roots, uint32_t head, std::span<const Named> refs,
                 std::span<const Named> logged, std::span<const uint32_t> messages)
    : trees_(trees), refs_(refs.begin(), refs.end()), logged_(logged.begin(), logged.end()) {
  fold(graph, reach, roots, messages);
  if (head != kNoCommit) head_ = node_of_[head];
  for (const Named& ref : refs) {
    ref_nodes_.push_back(ref.commit == kNoCommit ? kNoNode : node_of_[ref.commit]);
  }
}

void History::fold(const CommitGraph& graph, std::span<const Reach> reach,
                   std::span<const HitTree> roots, std::span<const uint32_t> messages) {
  std::vector<bool> has_message(graph.size());
  for (const uint32_t commit : messages) has_message[commit] = true;
  node_of_.assign(graph.size(), kNoNode);
  std::vector<uint32_t> parents;
  for (uint32_t commit = 0; commit < graph.size(); ++commit) {
    if (reach[commit] == Reach::kUnreachable) continue;
    parents.clear();
    for (const uint32_t parent : graph.parents(commit)) {
      if (node_of_[parent] != kNoNode) parents.push_back(node_of_[parent]);
    }
    std::sort(parents.begin(), parents.end());
    parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
    if (!has_message[commit] && parents.size() <= 1) {
      const uint32_t only = parents.empty() ? kNoNode : parents[0];
      if (roots[commit] == (only == kNoNode ? kEmptyTree : nodes_[only].tree)) {
        node_of_[commit] = only;
        continue;
      }
    }
    node_of_[commit] = static_cast<uint32_t>(nodes_.size());
    nodes_.push_back({commit, roots[commit], reach[commit]});
    parents_.insert(parents_.end(), parents.begin(), parents.end());
    parents_end_.push_back(parents_.size());
  }
}

SecretLives lives_of_secrets(const History& history, std::span<const Holders> secrets,
                             uint32_t blobs) {
  SecretLives all{std::vector<Life>(secrets.size()),
                  std::vector<std::vector<uint32_t>>(secrets.size())};
  Batch batch(history);
  const HitTrees& trees = history.trees();
  std::vector<Mask> of_blob(blobs), of_tree(trees.size()), of_message(history.nodes().size());
  for (size_t begin = 0; begin < secrets.size(); begin += kBatch) {
    const size_t count = std::min(kBatch, secrets.size() - begin);
    std::fill(of_blob.begin(), of_blob.end(), 0);
    std::fill(of_message.begin(), of_message.end(), 0);
    for (size_t i = 0; i < count; ++i) {
      const Mask bit = Mask{1} << i;
      for (const uint32_t blob : secrets[begin + i].blobs) of_blob[blob] |= bit;
      for (const uint32_t commit : secrets[begin + i].commits) {
        const uint32_t node = history.node_of(commit);
        if (node != History::kNoNode) of_message[node] |= bit;
      }
    }
    for (HitTree tree = 1; tree < trees.size(); ++tree) {
      of_tree[tree] = 0;
      for (const HitItem& item : trees.items(tree)) {
        of_tree[tree] |= item.is_blob ? of_blob[item.target] : of_tree[item.target];
      }
    }
    const std::span<Life> lives = std::span(all.lives).subspan(begin, count);
    batch.run(
        [&](uint32_t node, const std::vector<Mask>&) {
          for (const uint32_t parent : history.parents(node)) {
            of_message[node] |= of_message[parent];
          }
          return of_tree[history.nodes()[node].tree] | of_message[node];
        },
        lives);
    const auto direct = [&](const Named& named) {
      return of_tree[named.tree] | (named.blob < blobs ? of_blob[named.blob] : 0);
    };
    const auto reached = [&](const Named& named) {
      for_each_bit(direct(named),
                   [&](size_t i) { lives[i].reach = std::min(lives[i].reach, named.reach); });
    };
    for (const Named& named : history.logged()) reached(named);
    for (uint32_t ref = 0; ref < history.refs().size(); ++ref) {
      reached(history.refs()[ref]);
      for_each_bit(batch.held_by(history.ref_nodes()[ref]) | direct(history.refs()[ref]),
                   [&](size_t i) { all.refs[begin + i].push_back(ref); });
    }
  }
  return all;
}

std::vector<PathLife> lives_of_paths(const History& history, const PathLimits& limits,
                                     const OnUnread& on_unread) {
  PairTable pairs(history.trees(), limits);
  const std::vector<Change> changes = changes_by_batch(history, pairs, limits, on_unread);
  // Trees that a ref or log names directly, without a commit.
  std::vector<std::pair<uint32_t, Reach>> direct;
  Difference difference(history.trees(), pairs);
  for (const std::span<const Named> all : {history.refs(), history.logged()}) {
    for (const Named& named : all) {
      if (named.tree == kEmptyTree || direct.size() > limits.max_changes) continue;
      difference.run(kEmptyTree, named.tree,
                     [&](uint32_t pair) { direct.emplace_back(pair, named.reach); });
    }
  }
  if (pairs.full()) {
    on_unread({Reason::kLimit, "more paths with findings than provenance follows", "history"});
  }

  std::vector<Life> lives(pairs.size());
  Batch batch(history);
  auto change = changes.begin();
  for (size_t begin = 0; begin < lives.size(); begin += kBatch) {
    const size_t count = std::min(kBatch, lives.size() - begin);
    batch.run(
        [&](uint32_t node, const std::vector<Mask>& held) {
          const uint32_t base = first_parent(history, node);
          Mask mask = base == History::kNoNode ? 0 : held[base];
          for (; change != changes.end() && change->pair < begin + count && change->node == node;
               ++change) {
            mask ^= Mask{1} << (change->pair - begin);
          }
          return mask;
        },
        std::span(lives).subspan(begin, count));
  }
  for (const auto& [pair, reach] : direct) lives[pair].reach = std::min(lives[pair].reach, reach);

  std::vector<PathLife> result;
  result.reserve(lives.size());
  for (uint32_t pair = 0; pair < pairs.size(); ++pair) {
    result.push_back({pairs.blob_of(pair), pairs.path_of(pair), lives[pair]});
  }
  return result;
}

void for_each_path(const HitTrees& trees, HitTree tree, uint64_t max,
                   const std::function<void(uint32_t, const std::string&)>& visit) {
  const PathLimits limits;
  PairTable pairs(trees, limits);
  Difference(trees, pairs).run(kEmptyTree, tree, [&](uint32_t pair) {
    if (max == 0) return;
    --max;
    visit(pairs.blob_of(pair), pairs.path_of(pair));
  });
}

}  // namespace sluice::provenance

#include "provenance/commit_graph.h"

#include <algorithm>
#include <queue>
#include <string>

namespace sluice::provenance {
namespace {

// The commits as read, before they are ordered; a commit is its number in `ids`.
struct Unordered {
  const Interner& ids;
  std::vector<uint32_t> row;  // kNone: only named as a parent
  std::vector<int64_t> date;
  std::vector<uint64_t> children_end;  // children of i: [children_end[i], children_end[i + 1])
  std::vector<uint32_t> children;
  std::vector<uint32_t> waiting;  // parents not yet placed
};

// Kahn's algorithm; commits that never become ready are left out.
std::vector<uint32_t> topological_order(Unordered& commits) {
  const auto later = [&](uint32_t a, uint32_t b) {
    if (commits.date[a] != commits.date[b]) return commits.date[a] > commits.date[b];
    return commits.ids.key(a) > commits.ids.key(b);
  };
  std::priority_queue<uint32_t, std::vector<uint32_t>, decltype(later)> ready(later);
  for (uint32_t id = 0; id < commits.row.size(); ++id) {
    if (commits.row[id] != kNone && commits.waiting[id] == 0) ready.push(id);
  }
  std::vector<uint32_t> order;
  while (!ready.empty()) {
    const uint32_t id = ready.top();
    ready.pop();
    order.push_back(id);
    for (uint64_t i = commits.children_end[id]; i < commits.children_end[id + 1]; ++i) {
      if (--commits.waiting[commits.children[i]] == 0) ready.push(commits.children[i]);
    }
  }
  return order;
}

void report_cycles(const Interner& ids, const std::vector<uint32_t>& row,
                   const std::vector<uint32_t>& order, const OnUnread& on_unread) {
  uint64_t left_out = 0;
  std::string_view least;
  for (uint32_t id = 0; id < row.size(); ++id) {
    if (row[id] == kNone || order[id] != kNone) continue;
    if (left_out++ == 0 || ids.key(id) < least) least = ids.key(id);
  }
  if (left_out == 0) return;
  on_unread({Reason::kCorrupt,
             std::to_string(left_out) + " commits in or behind a cycle of parents",
             ObjectId::from_raw(least).hex()});
}

}  // namespace

uint32_t CommitGraph::find(const ObjectId& id) const {
  const uint32_t name = ids_.find(id.raw());
  return name == Interner::kNone ? kNone : order_[name];
}

void CommitGraphBuilder::add(unsigned worker, const ObjectId& id, const ObjectId& tree,
                             std::span<const ObjectId> parents, int64_t date) {
  Part& part = parts_[worker];
  for (const ObjectId& parent : parents) part.parents.push_back(part.ids.intern(parent.raw()));
  part.rows.push_back(
      {part.ids.intern(id.raw()), part.trees.intern(tree.raw()), date, part.parents.size()});
}

std::vector<ObjectId> CommitGraphBuilder::ids() const {
  std::vector<ObjectId> ids;
  for (const Part& part : parts_) {
    for (const Row& row : part.rows) ids.push_back(ObjectId::from_raw(part.ids.key(row.id)));
  }
  return ids;
}

void CommitGraphBuilder::append(Part& whole, const Part& part) {
  const std::vector<uint32_t> ids = whole.ids.intern_all(part.ids);
  const std::vector<uint32_t> trees = whole.trees.intern_all(part.trees);
  const uint64_t shift = whole.parents.size();
  for (const uint32_t parent : part.parents) whole.parents.push_back(ids[parent]);
  for (const Row& row : part.rows) {
    whole.rows.push_back({ids[row.id], trees[row.tree], row.date, row.parents_end + shift});
  }
}

CommitGraph CommitGraphBuilder::build(const OnUnread& on_unread) {
  Part whole = std::move(parts_[0]);
  for (size_t i = 1; i < parts_.size(); ++i) {
    append(whole, parts_[i]);
    parts_[i] = {};
  }
  const std::vector<Row>& rows = whole.rows;
  const uint32_t count = whole.ids.size();
  Unordered commits{whole.ids,
                    std::vector<uint32_t>(count, kNone),
                    std::vector<int64_t>(count),
                    std::vector<uint64_t>(size_t{count} + 2),
                    {},
                    std::vector<uint32_t>(count)};
  // Distinct parents of a row, in place in whole.parents; `ends` are their ends.
  std::vector<uint64_t> ends(rows.size());
  const auto begin_of = [&](size_t row) { return row == 0 ? 0 : rows[row - 1].parents_end; };
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto begin = whole.parents.begin() + static_cast<ptrdiff_t>(begin_of(i));
    const auto end = whole.parents.begin() + static_cast<ptrdiff_t>(rows[i].parents_end);
    if (end - begin > 1) std::sort(begin, end);
    ends[i] = static_cast<uint64_t>(std::unique(begin, end) - whole.parents.begin());
    if (commits.row[rows[i].id] != kNone) continue;
    commits.row[rows[i].id] = static_cast<uint32_t>(i);
    commits.date[rows[i].id] = rows[i].date;
  }
  const auto each_parent = [&](uint32_t id, const auto& visit) {
    const uint32_t row = commits.row[id];
    if (row == kNone) return;
    for (uint64_t i = begin_of(row); i < ends[row]; ++i) visit(whole.parents[i]);
  };

  // Counting sort of the edges by parent: counts, sums, then each list is filled
  // from its front, which moves children_end[p + 1] from begin to end.
  for (uint32_t id = 0; id < count; ++id) {
    each_parent(id, [&](uint32_t parent) {
      if (commits.row[parent] == kNone) return;
      ++commits.children_end[size_t{parent} + 2];
      ++commits.waiting[id];
    });
  }
  for (size_t i = 2; i < commits.children_end.size(); ++i) {
    commits.children_end[i] += commits.children_end[i - 1];
  }
  commits.children.resize(commits.children_end.back());
  for (uint32_t id = 0; id < count; ++id) {
    each_parent(id, [&](uint32_t parent) {
      if (commits.row[parent] == kNone) return;
      commits.children[commits.children_end[size_t{parent} + 1]++] = id;
    });
  }

  CommitGraph graph;
  graph.names_ = topological_order(commits);
  graph.order_.assign(count, kNone);
  for (uint32_t i = 0; i < graph.names_.size(); ++i) graph.order_[graph.names_[i]] = i;
  report_cycles(whole.ids, commits.row, graph.order_, on_unread);
  for (uint32_t commit = 0; commit < graph.names_.size(); ++commit) {
    const uint32_t name = graph.names_[commit];
    graph.dates_.push_back(commits.date[name]);
    graph.roots_.push_back(rows[commits.row[name]].tree);
    each_parent(name, [&](uint32_t parent) {
      if (commits.row[parent] == kNone) {
        graph.missing_.emplace_back(commit, ObjectId::from_raw(whole.ids.key(parent)));
      } else {
        graph.parents_.push_back(graph.order_[parent]);
      }
    });
    std::sort(graph.parents_.begin() + static_cast<ptrdiff_t>(graph.parents_end_.back()),
              graph.parents_.end());
    graph.parents_end_.push_back(graph.parents_.size());
  }
  graph.ids_ = std::move(whole.ids);
  graph.trees_ = std::move(whole.trees);
  return graph;
}

std::vector<Reach> reach_of_commits(const CommitGraph& graph, std::span<const Tip> tips) {
  std::vector<Reach> reach(graph.size(), Reach::kUnreachable);
  for (const Tip& tip : tips) reach[tip.commit] = std::min(reach[tip.commit], tip.reach);
  for (uint32_t commit = graph.size(); commit-- > 0;) {
    for (const uint32_t parent : graph.parents(commit)) {
      reach[parent] = std::min(reach[parent], reach[commit]);
    }
  }
  return reach;
}

}  // namespace sluice::provenance

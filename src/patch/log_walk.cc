#include "patch/log_walk.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <set>

namespace sluice::patch {
namespace {

// Excluded commits that are looked at after the last included one, in case clocks were
// wrong: as many as git looks at.
constexpr int kSlop = 5;

// Newest first; of one date, first come, first served.
class DateQueue {
 public:
  void push(int64_t date, uint32_t commit) { queue_.push({date, count_++, commit}); }
  bool empty() const { return queue_.empty(); }
  int64_t date() const { return queue_.top().date; }
  uint32_t pop() {
    const uint32_t commit = queue_.top().commit;
    queue_.pop();
    return commit;
  }

 private:
  struct Item {
    int64_t date = 0;
    uint64_t number = 0;
    uint32_t commit = 0;
    bool operator<(const Item& other) const {
      return date != other.date ? date < other.date : number > other.number;
    }
  };
  std::priority_queue<Item> queue_;
  uint64_t count_ = 0;
};

class Walker {
 public:
  Walker(CommitTable& table, TreeDiffer& differ, const WalkRequest& request,
         const OnUnread& on_unread, const std::stop_token& stop)
      : table_(table),
        differ_(differ),
        request_(request),
        on_unread_(on_unread),
        stop_(stop),
        prune_(!request.paths.empty()) {
    limited_ = request.order != WalkRequest::Order::kDate ||
               std::any_of(request.tips.begin(), request.tips.end(),
                           [](const WalkTip& tip) { return tip.exclude; });
  }

  std::vector<uint32_t> run() {
    for (const WalkTip& tip : request_.tips) add_tip(tip);
    if (!request_.walk) {
      for (const uint32_t commit : tips_) show(commit);
      return std::move(shown_);
    }
    // Equal dates keep the order in which the tips were given.
    std::stable_sort(tips_.begin(), tips_.end(), [this](uint32_t one, uint32_t two) {
      return table_[one].date > table_[two].date;
    });
    for (const uint32_t commit : tips_) enqueue(commit);
    if (limited_) {
      std::vector<uint32_t> list = limit();
      if (request_.order != WalkRequest::Order::kDate) list = sorted(list);
      for (const uint32_t commit : list) {
        if (!show(commit)) break;
      }
    } else {
      stream();
    }
    return std::move(shown_);
  }

 private:
  struct State {
    bool seen = false, excluded = false, added = false, same_tree = false;
    bool waiting = false;  // in the queue
  };

  State& state(uint32_t commit) {
    if (commit >= states_.size()) states_.resize(std::max<size_t>(table_.size(), commit + 1u));
    return states_[commit];
  }

  bool load(uint32_t commit) {
    if (table_[commit].loaded) return true;
    const Result<void> loaded = table_.load(commit);
    if (loaded) return true;
    const Reason reason =
        loaded.error().kind == ErrorKind::kNotFound ? Reason::kMissing : Reason::kCorrupt;
    on_unread_({reason, loaded.error().message, table_[commit].id.hex()});
    return false;
  }

  void add_tip(const WalkTip& tip) {
    const uint32_t commit = table_.number(tip.commit);
    if (!load(commit)) return;
    if (tip.exclude) {
      state(commit).excluded = true;
      exclude_parents(commit);
    }
    if (state(commit).seen) return;
    state(commit).seen = true;
    tips_.push_back(commit);
  }

  // Marks the ancestors that are known by now; later ones are marked as they are met.
  void exclude_parents(uint32_t commit) {
    std::vector<uint32_t> open{commit};
    while (!open.empty()) {
      const uint32_t at = open.back();
      open.pop_back();
      for (const uint32_t parent : table_[at].parents) {
        if (state(parent).excluded) continue;
        state(parent).excluded = true;
        if (table_[parent].loaded) open.push_back(parent);
      }
    }
  }

  void push(uint32_t commit) {
    if (state(commit).seen) return;
    state(commit).seen = true;
    enqueue(commit);
  }

  void enqueue(uint32_t commit) {
    state(commit).waiting = true;
    queue_.push(table_[commit].date, commit);
  }
  uint32_t dequeue() {
    const uint32_t commit = queue_.pop();
    state(commit).waiting = false;
    return commit;
  }

  void process_parents(uint32_t commit) {
    if (state(commit).added) return;
    state(commit).added = true;
    if (state(commit).excluded) {
      for (const uint32_t parent : std::vector<uint32_t>(table_[commit].parents)) {
        state(parent).excluded = true;
        if (!load(parent)) continue;
        exclude_parents(parent);
        push(parent);
      }
      return;
    }
    if (prune_) simplify(commit);
    for (const uint32_t parent : std::vector<uint32_t>(table_[commit].parents)) {
      if (load(parent)) push(parent);
      if (request_.first_parent) break;
    }
  }

  // Tells whether the commit changed any of the paths, and lets a merge that took them
  // over from one parent follow that one alone.
  void simplify(uint32_t commit) {
    const std::vector<uint32_t> parents = table_[commit].parents;
    if (parents.empty()) {
      state(commit).same_tree = !differs(ObjectId{}, table_[commit].tree);
      return;
    }
    if (!request_.dense && parents.size() == 1) return;
    bool any_relevant = false, relevant_change = false, irrelevant_change = false;
    for (size_t i = 0; i < parents.size(); ++i) {
      const uint32_t parent = parents[i];
      if (!load(parent)) continue;
      const bool relevant = !state(parent).excluded;
      any_relevant |= relevant;
      if (i == 1 && request_.first_parent) break;
      if (!differs(table_[parent].tree, table_[commit].tree)) {
        if (!request_.simplify || !relevant) continue;
        table_.keep_parent(commit, i);
        state(commit).same_tree = true;
        return;
      }
      (relevant ? relevant_change : irrelevant_change) = true;
    }
    state(commit).same_tree = any_relevant ? !relevant_change : !irrelevant_change;
  }

  bool differs(const ObjectId& before, const ObjectId& after) {
    const Result<bool> answer = differ_.differs(before, after);
    if (answer) return *answer;
    on_unread_({Reason::kCorrupt, answer.error().message, after.hex()});
    return true;
  }

  // With exclusions, all is known before anything is shown.
  std::vector<uint32_t> limit() {
    std::vector<uint32_t> list;
    int64_t date = std::numeric_limits<int64_t>::max();
    int slop = kSlop;
    while (!queue_.empty() && !stop_.stop_requested()) {
      const uint32_t commit = dequeue();
      if (request_.since && table_[commit].date < *request_.since) state(commit).excluded = true;
      process_parents(commit);
      if (state(commit).excluded) {
        exclude_parents(commit);
        slop = still_interesting(date, slop);
        if (slop > 0) continue;
        break;
      }
      if (request_.until && table_[commit].date > *request_.until) continue;
      date = table_[commit].date;
      list.push_back(commit);
    }
    return list;
  }

  int still_interesting(int64_t date, int slop) {
    if (queue_.empty()) return 0;
    if (date <= queue_.date()) return kSlop;
    return any_included_waiting() ? kSlop : slop - 1;
  }

  bool any_included_waiting() {
    const auto is_one = [this](uint32_t commit) {
      return state(commit).waiting && !state(commit).excluded;
    };
    if (included_ && is_one(*included_)) return true;
    for (DateQueue rest = queue_; !rest.empty();) {
      included_ = rest.pop();
      if (is_one(*included_)) return true;
    }
    return false;
  }

  void stream() {
    while (!queue_.empty() && !stop_.stop_requested()) {
      const uint32_t commit = dequeue();
      if (request_.since && table_[commit].date < *request_.since) continue;
      process_parents(commit);
      if (!show(commit)) return;
    }
  }

  // False: no more are wanted.
  bool show(uint32_t commit) {
    if (request_.max_count && shown_.size() >= *request_.max_count) return false;
    if (!wanted(commit)) return true;
    if (skipped_ < request_.skip) {
      ++skipped_;
      return true;
    }
    shown_.push_back(commit);
    return true;
  }

  bool wanted(uint32_t commit) {
    const CommitNode& node = table_[commit];
    if (state(commit).excluded) return false;
    if (request_.until && node.date > *request_.until) return false;
    if (request_.since_as_filter && node.date < *request_.since_as_filter) return false;
    if (request_.min_parents && node.parents.size() < *request_.min_parents) return false;
    if (request_.max_parents && node.parents.size() > *request_.max_parents) return false;
    if (request_.matches && !request_.matches(node.id)) return false;
    return !(prune_ && request_.dense && state(commit).same_tree);
  }

  // Children before their parents.
  std::vector<uint32_t> sorted(const std::vector<uint32_t>& list) {
    std::map<uint32_t, uint32_t> open;  // children to come, and one
    for (const uint32_t commit : list) open[commit] = 1;
    for (const uint32_t commit : list) {
      for (const uint32_t parent : table_[commit].parents) {
        if (const auto at = open.find(parent); at != open.end()) ++at->second;
      }
    }
    const bool by_graph = request_.order == WalkRequest::Order::kTopology;
    std::vector<uint32_t> stack;
    DateQueue queue;
    const auto put = [&](uint32_t commit) {
      const CommitNode& node = table_[commit];
      if (by_graph) {
        stack.push_back(commit);
      } else {
        queue.push(
            request_.order == WalkRequest::Order::kTopologyByDate ? node.date : node.author_date,
            commit);
      }
    };
    for (const uint32_t commit : list) {
      if (open[commit] == 1) put(commit);
    }
    std::reverse(stack.begin(), stack.end());
    std::vector<uint32_t> result;
    while (by_graph ? !stack.empty() : !queue.empty()) {
      const uint32_t commit = by_graph ? stack.back() : queue.pop();
      if (by_graph) stack.pop_back();
      for (const uint32_t parent : table_[commit].parents) {
        const auto at = open.find(parent);
        if (at == open.end() || at->second == 0) continue;
        if (--at->second == 1) put(parent);
      }
      open[commit] = 0;
      result.push_back(commit);
    }
    return result;
  }

  CommitTable& table_;
  TreeDiffer& differ_;
  const WalkRequest& request_;
  const OnUnread& on_unread_;
  const std::stop_token& stop_;
  const bool prune_;
  bool limited_ = false;
  std::vector<State> states_;
  std::vector<uint32_t> tips_, shown_;
  DateQueue queue_;
  std::optional<uint32_t> included_;  // one that was waiting and not excluded
  uint64_t skipped_ = 0;
};

}  // namespace

std::vector<uint32_t> walk_log(CommitTable& table, TreeDiffer& differ, const WalkRequest& request,
                               const OnUnread& on_unread, const std::stop_token& stop) {
  return Walker(table, differ, request, on_unread, stop).run();
}

Result<std::vector<ObjectId>> merge_bases(CommitTable& table, const ObjectId& one,
                                          const ObjectId& two) {
  // All ancestors of each; the common ones that no other common one descends from.
  const auto ancestors = [&](const ObjectId& id, std::vector<uint32_t>& found) -> Result<void> {
    std::set<uint32_t> seen{table.number(id)};
    std::vector<uint32_t> open{table.number(id)};
    while (!open.empty()) {
      const uint32_t at = open.back();
      open.pop_back();
      found.push_back(at);
      if (Result<void> loaded = table.load(at); !loaded) return loaded;
      for (const uint32_t parent : table[at].parents) {
        if (seen.insert(parent).second) open.push_back(parent);
      }
    }
    std::sort(found.begin(), found.end());
    return {};
  };
  std::vector<uint32_t> of_one, of_two, common;
  if (Result<void> found = ancestors(one, of_one); !found) return found.error();
  if (Result<void> found = ancestors(two, of_two); !found) return found.error();
  std::set_intersection(of_one.begin(), of_one.end(), of_two.begin(), of_two.end(),
                        std::back_inserter(common));
  std::set<uint32_t> best(common.begin(), common.end());
  for (const uint32_t commit : common) {
    for (const uint32_t parent : table[commit].parents) best.erase(parent);
  }
  std::vector<ObjectId> bases;
  for (const uint32_t commit : best) bases.push_back(table[commit].id);
  return bases;
}

}  // namespace sluice::patch

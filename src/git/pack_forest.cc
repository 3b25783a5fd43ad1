#include "git/pack_forest.h"

#include <algorithm>

#include "base/workers.h"
#include "git/offset_order.h"

namespace sluice::git {
namespace {

// Headers lie too far apart for the processor to foresee the next.
constexpr uint32_t kAhead = 16;

// Finds nodes by offset: a first guess by the offset's high bits, then a binary
// search among the few nodes that share them.
class OffsetTable {
 public:
  explicit OffsetTable(const std::vector<uint64_t>& offsets) : offsets_(offsets) {
    const uint64_t end = offsets.back();
    const auto nodes = offsets.size() - 1;
    while ((end >> shift_) > nodes) ++shift_;
    first_.resize((end >> shift_) + 2);
    size_t node = 0;
    for (size_t bucket = 0; bucket < first_.size(); ++bucket) {
      while (node < nodes && offsets[node] >> shift_ < bucket) ++node;
      first_[bucket] = static_cast<uint32_t>(node);
    }
  }

  // The first node that starts at `offset`, which is below the pack's end.
  uint32_t find(uint64_t offset) const {
    const auto begin = offsets_.begin() + first_[offset >> shift_];
    const auto end = offsets_.begin() + first_[(offset >> shift_) + 1];
    const auto found = std::lower_bound(begin, end, offset);
    if (found == end || *found != offset) return PackForest::kNone;
    return static_cast<uint32_t>(found - offsets_.begin());
  }

 private:
  const std::vector<uint64_t>& offsets_;
  std::vector<uint32_t> first_;
  unsigned shift_ = 0;
};

}  // namespace

PackForest PackForest::build(const Pack& pack, unsigned workers) {
  PackForest forest;
  forest.sort_entries(pack);
  forest.read_headers(pack, workers);
  forest.link_children();
  forest.weigh();
  return forest;
}

uint64_t PackForest::end(uint32_t node) const {
  // Two ids at one offset are damage, but must not look like an empty entry.
  size_t next = size_t{node} + 1;
  while (next + 1 < offsets_.size() && offsets_[next] == offsets_[node]) ++next;
  return offsets_[next];
}

void PackForest::sort_entries(const Pack& pack) {
  const PackIndex& index = pack.index();
  // Offsets outside the pack become its end, so that those within stay sorted.
  const auto offset = [&](uint32_t position) {
    return std::min(index.offset(position), pack.end());
  };
  order_by_offset(index.size(), pack.end(), offset, positions_, offsets_);
  offsets_.push_back(pack.end());
}

void PackForest::read_headers(const Pack& pack, unsigned workers) {
  const uint32_t count = size();
  kinds_.assign(count, 0);
  parents_.assign(count, kNone);
  const OffsetTable table(offsets_);
  struct IdDelta {
    uint32_t node = 0, base_position = 0;
  };
  constexpr uint32_t kTogether = 4096;
  std::vector<std::vector<IdDelta>> id_deltas(workers);
  parallel_for(workers, count / kTogether + 1, {}, [&](unsigned worker, size_t share) {
    const auto begin = static_cast<uint32_t>(share * kTogether);
    const uint32_t end = count - begin < kTogether ? count : begin + kTogether;
    for (uint32_t node = begin; node < end; ++node) {
      pack.expect(offsets_[std::min(node + kAhead, count)]);
      const Result<PackEntry> entry = pack.entry(offsets_[node]);
      if (!entry) continue;
      kinds_[node] = entry->kind;
      if (entry->kind == PackEntry::kOffsetDelta) {
        parents_[node] = table.find(entry->base_offset);
      } else if (entry->kind == PackEntry::kIdDelta) {
        const auto base = pack.index().find(ObjectId::from_raw(entry->base_id));
        if (base) id_deltas[worker].push_back({node, *base});
      }
    }
  });
  std::vector<uint32_t> node_at;  // by position; only packs with id deltas need it
  for (const std::vector<IdDelta>& part : id_deltas) {
    if (!part.empty() && node_at.empty()) {
      node_at.resize(count);
      for (uint32_t i = 0; i < count; ++i) node_at[positions_[i]] = i;
    }
    for (const IdDelta& delta : part) parents_[delta.node] = node_at[delta.base_position];
  }
}

void PackForest::link_children() {
  const uint32_t count = size();
  first_child_.assign(size_t{count} + 1, 0);
  for (uint32_t node = 0; node < count; ++node) {
    if (parents_[node] == kNone) {
      roots_.push_back(node);
    } else {
      ++first_child_[parents_[node]];
    }
  }
  // Where a node's children end; taking them from the last one down leaves where they start.
  for (size_t node = 0; node < count; ++node) first_child_[node + 1] += first_child_[node];
  children_.resize(first_child_[count]);
  for (uint32_t node = count; node-- > 0;) {
    if (parents_[node] != kNone) children_[--first_child_[parents_[node]]] = node;
  }
}

void PackForest::weigh() {
  const uint32_t count = size();
  weights_.assign(count, 0);
  const auto weigh_one = [this](uint32_t node) {
    uint32_t* const first = children_.data() + first_child_[node];
    uint32_t* const last = children_.data() + first_child_[node + 1];
    uint32_t* heaviest = first;
    uint32_t weight = 1;
    for (uint32_t* child = first; child != last; ++child) {
      weight += weights_[*child];
      if (weights_[*child] > weights_[*heaviest]) heaviest = child;
    }
    if (first != last) std::swap(*heaviest, last[-1]);
    weights_[node] = weight;
  };
  // Bases by offset come before their deltas, as a rule those by id do, too.
  uint32_t node = 0;
  while (node < count && (parents_[node] == kNone || parents_[node] < node)) ++node;
  if (node == count) {
    while (node-- > 0) weigh_one(node);
    return;
  }
  // Parents before children, from the roots down; backwards it sums subtrees.
  std::vector<uint32_t> order(roots_);
  order.reserve(count);
  for (size_t i = 0; i < order.size(); ++i) {
    const auto below = children(order[i]);
    order.insert(order.end(), below.begin(), below.end());
  }
  for (size_t i = order.size(); i-- > 0;) weigh_one(order[i]);
  if (order.size() == count) return;
  for (node = 0; node < count; ++node) {
    if (weights_[node] == 0) unreached_.push_back(node);
  }
}

}  // namespace sluice::git

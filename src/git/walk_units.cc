#include "git/walk_units.h"

#include <algorithm>

namespace sluice::git {

std::vector<WalkUnit> list_units(std::span<const PackPlan* const> plans,
                                 std::span<const std::vector<bool>> needed, unsigned workers) {
  std::vector<WalkUnit> units;
  uint64_t total = 0;
  for (size_t pack = 0; pack < plans.size(); ++pack) {
    const PackForest& forest = plans[pack]->forest;
    for (uint32_t root : forest.roots()) {
      if (!needed[pack].empty() && !needed[pack][root]) continue;
      // Each of the subtree's objects is about as large as its root.
      const uint64_t cost = forest.weight(root) * (forest.end(root) - forest.offset(root));
      units.push_back({cost, pack, root, false});
      total += cost;
    }
    // These go by their ids alone: whether they are skipped is asked in the end.
    for (uint32_t node : forest.unreached()) units.push_back({0, pack, node, true});
  }
  if (workers < 2) return units;
  // The large ones first, so that none is left for the end; the others stay in
  // the packs' order, which is the disk's.
  const uint64_t large = total / (uint64_t{workers} * 64);
  const auto small = std::stable_partition(
      units.begin(), units.end(), [large](const WalkUnit& unit) { return unit.cost > large; });
  std::stable_sort(units.begin(), small,
                   [](const WalkUnit& a, const WalkUnit& b) { return a.cost > b.cost; });
  return units;
}

std::vector<bool> mark_needed(const PackForest& forest, const std::vector<bool>& skip,
                              const std::vector<bool>& verify) {
  if (skip.empty()) return {};
  std::vector<bool> needed(forest.size());
  for (uint32_t leaf = 0; leaf < forest.size(); ++leaf) {
    const uint32_t position = forest.position(leaf);
    if (skip[position] && (verify.empty() || !verify[position])) continue;
    for (uint32_t node = leaf; node != PackForest::kNone && !needed[node];
         node = forest.parent(node)) {
      needed[node] = true;
    }
  }
  return needed;
}

}  // namespace sluice::git

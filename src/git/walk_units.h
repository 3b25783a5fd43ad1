// How the walk of some packs is shared out: a root with its subtree is a unit of work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "git/pack_plan.h"

namespace sluice::git {

struct WalkUnit {
  uint64_t cost = 0;       // an estimate, for the order only
  size_t pack = 0;         // which of the walked packs
  uint32_t node = 0;       // of its forest
  bool unreached = false;  // no root leads to it; it stands for itself alone
};

// In the order in which `workers` are to take them. By pack: its plan, and of its nodes those
// that are needed (empty: all are).
std::vector<WalkUnit> list_units(std::span<const PackPlan* const> plans,
                                 std::span<const std::vector<bool>> needed, unsigned workers);

// By node: it, or something made from it, is to be visited or hashed. `skip` and `verify`: by
// position, as WalkPack has them. Empty: all are.
std::vector<bool> mark_needed(const PackForest& forest, const std::vector<bool>& skip,
                              const std::vector<bool>& verify);

}  // namespace sluice::git

// PackForest: which entry of a pack is a delta of which, from headers alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "git/pack_reader.h"

namespace sluice::git {

// A node is a rank among the indexed entries in ascending order of offset. About
// 30 bytes a node. Immutable once built.
class PackForest {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Reads every entry's header. Damage does not fail it: an entry whose header
  // is damaged or whose base is no entry of the pack is a root. The result is the
  // same for any number of workers.
  static PackForest build(const Pack& pack, unsigned workers = 1);

  uint32_t size() const { return static_cast<uint32_t>(positions_.size()); }
  uint64_t offset(uint32_t node) const { return offsets_[node]; }
  // Where the next entry starts; for the last one, the pack's end().
  uint64_t end(uint32_t node) const;
  uint32_t position(uint32_t node) const { return positions_[node]; }
  // kNone for a root.
  uint32_t parent(uint32_t node) const { return parents_[node]; }
  // A PackEntry::Kind; 0 when the header is damaged.
  uint8_t kind(uint32_t node) const { return kinds_[node]; }
  // Nodes of its subtree, itself included.
  uint32_t weight(uint32_t node) const { return weights_[node]; }
  // The deltas of `node`, the one of largest weight last: who releases a base
  // before it enters the last child holds at most log2(size()) + 2 of them.
  std::span<const uint32_t> children(uint32_t node) const {
    return {children_.data() + first_child_[node], children_.data() + first_child_[node + 1]};
  }
  // Ascending.
  const std::vector<uint32_t>& roots() const { return roots_; }
  // Entries whose chain of bases never ends (a cycle, or a delta on one). Ascending.
  const std::vector<uint32_t>& unreached() const { return unreached_; }

 private:
  void sort_entries(const Pack& pack);
  void read_headers(const Pack& pack, unsigned workers);
  void link_children();
  void weigh();

  std::vector<uint64_t> offsets_;  // one more than nodes: the pack's end
  std::vector<uint32_t> positions_, parents_, first_child_, children_, weights_;
  std::vector<uint8_t> kinds_;
  std::vector<uint32_t> roots_, unreached_;
};

}  // namespace sluice::git

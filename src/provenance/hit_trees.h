// HitTrees: every tree of a store cut down to what leads to a wanted blob.
//
// One pass over all trees keeps, of each, only the entries that name a subtree
// or a wanted blob. Afterwards trees are cut from the leaves up: a subtree
// without a wanted blob goes, and trees that are cut to the same entries get
// the same number. So two commits hold the same wanted blobs at the same paths
// exactly when their root trees have one number, and two hit trees are compared
// by walking only where their numbers differ.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provenance/interner.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::provenance {

// What a hit tree may hold, so that a tree bomb (ten equal subtrees, ten levels
// deep: 10^10 paths) costs no more than an honest tree. Entries past a limit are
// kept but not `listed`, and told as kLimit.
struct TreeLimits {
  uint64_t max_paths = 100'000;              // (path, blob) pairs of one tree
  uint64_t max_path_bytes = 16u << 20;       // of all of a tree's paths together
  uint32_t max_depth = 4096;                 // components of a path
  uint64_t max_entries = uint64_t{1} << 29;  // subtree entries of all trees together
  uint64_t max_items = uint64_t{1} << 25;    // of all hit trees together
};

// 0 is the empty hit tree; a hit tree's subtrees have lower numbers.
using HitTree = uint32_t;
inline constexpr HitTree kEmptyTree = 0;

// One entry of a hit tree.
struct HitItem {
  uint32_t name = 0;    // index for HitTrees::name
  uint32_t target = 0;  // a HitTree, or an index into `wanted`
  bool is_blob = false;
  bool listed = false;  // false: past a limit; leads to its blobs, but to no path
};

// Immutable: any thread may call.
class HitTrees {
 public:
  // kEmptyTree also for an id that was never added.
  HitTree find(std::string_view raw_tree_id) const;
  bool has_tree(std::string_view raw_tree_id) const;
  // Ascending by (name, is_blob, target), distinct; at most one listed subtree a name.
  std::span<const HitItem> items(HitTree tree) const {
    return std::span(items_).subspan(ends_[tree], ends_[tree + 1] - ends_[tree]);
  }
  HitTree size() const { return static_cast<HitTree>(ends_.size() - 1); }
  // Names are numbered in byte order.
  std::string_view name(uint32_t name) const { return names_[name]; }
  // Raw ids of trees that are not in the store and lie below (or are) one of `roots`, ascending.
  std::vector<std::string> missing_below(std::span<const std::string_view> raw_root_ids) const;

 private:
  friend class HitTreesBuilder;

  Interner ids_;                    // raw ids of all trees, read or only named
  std::vector<HitTree> hit_trees_;  // by number in ids_
  std::vector<bool> read_;          // likewise
  std::vector<HitItem> items_;
  std::vector<uint64_t> ends_ = {0, 0};
  std::vector<std::string> names_;
  // For missing_below: trees with an absent tree below, and their such subtrees.
  std::vector<std::pair<uint32_t, uint32_t>> incomplete_;
};

class HitTreesBuilder {
 public:
  // `wanted`: distinct blob ids, maybe none; `id_bytes`: of every id of the store.
  HitTreesBuilder(std::span<const ObjectId> wanted, uint8_t id_bytes, unsigned workers,
                  const TreeLimits& limits);

  // Calls with the same `worker` must not overlap; see Source::for_each. A tree
  // with bytes that are no entry is told as kCorrupt and read up to there.
  void add(unsigned worker, const ObjectId& id, std::string_view bytes, const OnUnread& on_unread);

  // Ends the builder. Tells limits and crafted trees (a cycle, two subtrees of one name).
  HitTrees build(const OnUnread& on_unread);

 private:
  // A tree's kept entries are [previous end, end) of `entries`.
  struct Row {
    uint32_t tree = 0;
    uint64_t end = 0;
  };
  // What one worker read; numbers are those of its own interners.
  struct Part {
    Interner trees;                 // raw ids
    Interner subtrees;              // entries as in the object: name, '\0', raw id
    Interner blobs;                 // likewise, of wanted blobs
    std::vector<uint32_t> entries;  // numbers in subtrees, or in blobs with kBlobBit
    std::vector<Row> rows;
  };
  static constexpr uint32_t kBlobBit = uint32_t{1} << 31;
  class Cutter;

  bool may_be_wanted(std::string_view raw_id) const;
  static void append(Part& whole, const Part& part);

  Interner wanted_;
  std::array<uint64_t, 1024> filter_{};  // 65,536 bits: the first two bytes of wanted ids
  uint8_t id_bytes_;
  TreeLimits limits_;
  std::vector<Part> parts_;
  std::atomic<uint64_t> entries_ = 0;
  std::atomic<bool> full_ = false;
};

}  // namespace sluice::provenance

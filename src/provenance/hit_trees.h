// HitTrees: every tree of a store cut down to what leads to a wanted blob.
//
// One pass over all trees keeps, of each, only the entries that name a subtree, a
// wanted blob or a blob that is not there. Afterwards trees are cut from the leaves up: a subtree
// without a wanted blob goes, and trees that are cut to the same entries get
// the same number. So two commits hold the same wanted blobs at the same paths
// exactly when their root trees have one number, and two hit trees are compared
// by walking only where their numbers differ.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "git/object_store.h"
#include "provenance/interner.h"
#include "provenance/tree_chain.h"
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
  uint64_t max_absent = uint64_t{1} << 22;   // entries of all trees that name an absent blob
};

// Whether the store has an object. Any thread.
using Exists = std::function<bool(const ObjectId&)>;
// Whether it has all of these. Any thread.
using HasAll = std::function<bool(std::span<const ObjectId>)>;

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
  // A tree's or an absent blob's number; kNone: neither read nor named by a tree.
  uint32_t number(std::string_view raw_id) const { return ids_.find(raw_id); }
  // Of a number or kNone.
  bool is_read(uint32_t number) const { return number != kNone && read_[number]; }
  HitTree hit_tree(uint32_t number) const {
    return number == kNone ? kEmptyTree : hit_trees_[number];
  }
  HitTree find(std::string_view raw_tree_id) const { return hit_tree(number(raw_tree_id)); }
  bool has_tree(std::string_view raw_tree_id) const { return is_read(number(raw_tree_id)); }
  // Ascending by (name, is_blob, target), distinct; at most one listed subtree a name.
  std::span<const HitItem> items(HitTree tree) const {
    return std::span(items_).subspan(ends_[tree], ends_[tree + 1] - ends_[tree]);
  }
  HitTree size() const { return static_cast<HitTree>(ends_.size() - 1); }
  // Names are numbered in byte order.
  std::string_view name(uint32_t name) const { return names_[name]; }
  // Raw ids of trees and blobs that are not in the store and lie below (or are) one of
  // these numbers, ascending.
  std::vector<std::string> missing_below(std::span<const uint32_t> roots) const;
  // Of one of these: whether trees name it as a blob.
  bool is_absent_blob(std::string_view raw_id) const { return absent_.find(raw_id) != kNone; }

 private:
  friend class HitTreesBuilder;

  Interner ids_;                    // raw ids of all trees and absent blobs, read or only named
  Interner absent_;                 // raw ids of absent blobs
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
  // `exists` is asked for the blobs that trees name, about once each a worker; null:
  // absent blobs are no gap.
  HitTreesBuilder(std::span<const ObjectId> wanted, uint8_t id_bytes, unsigned workers,
                  const TreeLimits& limits, Exists exists);
  ~HitTreesBuilder();

  // Entries for which `wants` (a wanted blob's number, the entry's name) is false do
  // not count. Any thread may call it.
  void want_by_name(std::function<bool(uint32_t blob, std::string_view name)> wants) {
    wants_ = std::move(wants);
  }

  // Blobs are presumed to exist, and asked for many at a time, which is sooner. Where one does
  // not, what was added is of no use: a builder that presumes nothing has to read all trees anew.
  void presume_all(HasAll has_all) { has_all_ = std::move(has_all); }
  // After the last add() of a builder that presumes.
  bool presumed_rightly();

  // Trees as ObjectStore::for_each gives them. Calls with the same `worker` must not
  // overlap. A tree with bytes that are no entry is told as kCorrupt and read up to there.
  void add(unsigned worker, const git::ObjectView& tree, const OnUnread& on_unread);

  // Puts together what the workers read, with as many of them; after the last add().
  void merge();
  // Ends the builder, on one thread; merges first if nobody did. Tells limits and crafted
  // trees (a cycle, two subtrees of one name).
  HitTrees build(const OnUnread& on_unread);

 private:
  // A tree's kept entries are [previous end, end) of `entries`.
  struct Row {
    uint32_t tree = 0;
    uint64_t end = 0;
  };
  // Ids that the store was found to have; a later one may take an earlier one's slot.
  class Present {
   public:
    explicit Present(uint8_t id_bytes) : id_bytes_(id_bytes) {}
    bool contains(std::string_view raw_id) const;
    void insert(std::string_view raw_id);

   private:
    // Of git.git's 2.5 million entries to ask for, all but 0.27 million are found here.
    static constexpr size_t kSlots = size_t{1} << 15;

    size_t offset_of(std::string_view raw_id) const;

    size_t id_bytes_;
    std::string slots_;  // raw ids; empty until one is known
  };
  // What one worker read; numbers are those of its own interners.
  struct Part {
    explicit Part(uint8_t id_bytes) : chain(id_bytes), present(id_bytes) {}

    TreeChain chain;
    Present present;
    Interner trees;                  // raw ids
    Interner subtrees;               // entries as in the object: name, '\0', raw id; those that
                                     // name an absent blob too
    Interner blobs;                  // likewise, of wanted blobs
    Interner absent;                 // raw ids of absent blobs
    std::vector<ObjectId> presumed;  // and not asked for yet
    std::vector<uint32_t> entries;   // numbers in subtrees, or in blobs with kBlobBit
    std::vector<Row> rows;
  };
  static constexpr uint32_t kBlobBit = uint32_t{1} << 31;
  static constexpr uint32_t kAbsentBit = uint32_t{1} << 30;  // on a number in subtrees
  class Cutter;

  bool may_be_wanted(std::string_view raw_id) const;
  uint32_t keep(Part& part, const git::TreeEntry& entry);
  void presume(Part& part, std::string_view raw_id);
  void ask_for_presumed(Part& part);
  static bool is_absent(uint32_t number) {
    return (number & (kAbsentBit | kBlobBit)) == kAbsentBit;
  }
  bool counts_absent(std::span<const TreeChain::Kept> kept, const ObjectId& tree,
                     const OnUnread& on_unread);

  Interner wanted_;
  std::array<uint64_t, 1024> filter_{};  // 65,536 bits: the first two bytes of wanted ids
  uint8_t id_bytes_;
  TreeLimits limits_;
  std::vector<Part> parts_;
  Exists exists_;
  HasAll has_all_;  // null: nothing is presumed
  std::function<bool(uint32_t blob, std::string_view name)> wants_;
  std::atomic<uint64_t> entries_ = 0, absent_ = 0;
  std::atomic<bool> full_ = false, absent_full_ = false;
  std::atomic<bool> presumed_wrongly_ = false;
  std::unique_ptr<Cutter> cutter_;  // null until merge(), which uses up parts_
};

}  // namespace sluice::provenance

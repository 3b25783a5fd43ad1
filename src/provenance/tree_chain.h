// TreeChain: the entries of trees that are made from each other by deltas, each
// entry read once.
//
// A tree is mostly the version before it with one entry replaced: of git.git's
// 2.5 GB of trees all but 3 % is copied by a delta from a tree seen just before.
// What was kept of an entry depends on the entry's own bytes alone, and an entry
// starts where the one before it ends. So where both the tree and its base have a
// boundary at corresponding bytes of a copy, every entry of the base that lies
// whole within the copy is an entry of the tree too, and only the rest is parsed.
// Boundaries of bases are kept per level of the chain; nothing is guessed.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "git/tree.h"

namespace sluice::provenance {

// Serves one worker of ObjectStore::for_each: trees in the order it gets them.
class TreeChain {
 public:
  explicit TreeChain(uint8_t id_bytes) : id_bytes_(id_bytes) {}

  // An entry that is kept: its rank in the tree and the number it was given.
  struct Kept {
    uint32_t rank = 0;
    uint32_t number = 0;
  };
  static constexpr uint32_t kDrop = UINT32_MAX;
  // Gives the number of an entry, or kDrop. Called for entries that are not
  // inherited; the answer may depend on nothing but the entry's bytes.
  using Keep = std::function<uint32_t(const git::TreeEntry&)>;

  // What is kept of `tree`, by rank ascending. Valid until the next call.
  std::span<const Kept> read(const git::ObjectView& tree, const Keep& keep);
  // The tree read last has bytes that are no entry; what precedes them was read.
  bool corrupt() const { return corrupt_; }

 private:
  // The tree last seen at one depth, while it may serve as a base.
  struct Level {
    bool usable = false;
    uint64_t size = 0;             // of the tree in bytes
    std::vector<uint32_t> bounds;  // where each entry starts, and where the last ends
    std::vector<Kept> kept;

    uint64_t bytes() const {
      return bounds.capacity() * sizeof bounds[0] + kept.capacity() * sizeof kept[0];
    }
  };

  const Level* base_of(const git::ObjectView& tree) const;
  void follow(const git::ObjectView& tree, const Level& base, const Keep& keep);
  // False at the end of the tree or of what can be read of it.
  bool parse_one(const Keep& keep);
  // Takes over the base's entries that lie within [begin, end) of it, where an
  // entry of the tree in hand starts at `begin`. False: there is none.
  bool inherit(const Level& base, uint64_t begin, uint64_t end);
  void push_level(const git::ObjectView& tree);

  uint8_t id_bytes_;
  std::vector<Level> levels_;  // by depth
  uint64_t held_bytes_ = 0;    // of levels_

  // The tree in hand.
  std::string_view bytes_;
  uint64_t at_ = 0;  // where the next entry starts
  bool bounded_ = false;
  bool corrupt_ = false;
  uint32_t rank_ = 0;
  std::vector<uint32_t> bounds_;  // only where others may be made from it
  std::vector<Kept> kept_;
};

}  // namespace sluice::provenance

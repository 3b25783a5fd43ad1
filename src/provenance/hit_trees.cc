#include "provenance/hit_trees.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/workers.h"
#include "git/tree.h"

namespace sluice::provenance {
namespace {

// Slots of interners lie anywhere: they are asked for so many keys ahead.
constexpr uint32_t kAhead = 8;

uint16_t filter_bit(std::string_view raw_id) {
  return static_cast<uint16_t>(static_cast<uint8_t>(raw_id[0]) << 8 |
                               static_cast<uint8_t>(raw_id[1]));
}

uint64_t load_word(std::string_view bytes, size_t at) {
  uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return word;
}

std::string hex_of(std::string_view raw_id) { return ObjectId::from_raw(raw_id).hex(); }

// What the listed paths of a hit tree come to.
struct Extent {
  uint64_t paths = 0, path_bytes = 0;
  uint32_t depth = 0;
};

}  // namespace

HitTree HitTrees::find(std::string_view raw_tree_id) const {
  const uint32_t id = ids_.find(raw_tree_id);
  return id == kNone ? kEmptyTree : hit_trees_[id];
}

bool HitTrees::has_tree(std::string_view raw_tree_id) const {
  const uint32_t id = ids_.find(raw_tree_id);
  return id != kNone && read_[id];
}

std::vector<std::string> HitTrees::missing_below(
    std::span<const std::string_view> raw_root_ids) const {
  std::vector<std::string> missing;
  std::vector<uint32_t> stack;
  std::vector<bool> seen(ids_.size());
  for (const std::string_view root : raw_root_ids) {
    const uint32_t id = ids_.find(root);
    if (id == kNone) {
      missing.emplace_back(root);
    } else if (!seen[id]) {
      seen[id] = true;
      stack.push_back(id);
    }
  }
  while (!stack.empty()) {
    const uint32_t id = stack.back();
    stack.pop_back();
    if (!read_[id]) missing.emplace_back(ids_.key(id));
    for (auto edge = std::lower_bound(incomplete_.begin(), incomplete_.end(), std::pair(id, 0u));
         edge != incomplete_.end() && edge->first == id; ++edge) {
      if (seen[edge->second]) continue;
      seen[edge->second] = true;
      stack.push_back(edge->second);
    }
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return missing;
}

HitTreesBuilder::HitTreesBuilder(std::span<const ObjectId> wanted, uint8_t id_bytes,
                                 unsigned workers, const TreeLimits& limits, Exists exists)
    : id_bytes_(id_bytes), limits_(limits), exists_(std::move(exists)) {
  for (unsigned i = 0; i < workers; ++i) parts_.emplace_back(id_bytes);
  for (const ObjectId& id : wanted) {
    wanted_.intern(id.raw());
    const uint16_t bit = filter_bit(id.raw());
    filter_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
}

bool HitTreesBuilder::may_be_wanted(std::string_view raw_id) const {
  const uint16_t bit = filter_bit(raw_id);
  return (filter_[bit / 64] >> (bit % 64) & 1) != 0;
}

size_t HitTreesBuilder::Present::offset_of(std::string_view raw_id) const {
  return load_word(raw_id, 0) % kSlots * id_bytes_;
}

bool HitTreesBuilder::Present::contains(std::string_view raw_id) const {
  if (slots_.empty()) return false;
  const std::string_view slot(slots_.data() + offset_of(raw_id), id_bytes_);
  // Four words that overlap where an id is 20 bytes.
  return load_word(slot, 0) == load_word(raw_id, 0) && load_word(slot, 8) == load_word(raw_id, 8) &&
         load_word(slot, id_bytes_ - 16) == load_word(raw_id, id_bytes_ - 16) &&
         load_word(slot, id_bytes_ - 8) == load_word(raw_id, id_bytes_ - 8);
}

void HitTreesBuilder::Present::insert(std::string_view raw_id) {
  if (slots_.empty()) {
    // A free slot holds an id that belongs in another one.
    slots_.assign(kSlots * id_bytes_, '\0');
    std::fill_n(slots_.begin(), id_bytes_, '\1');
  }
  std::memcpy(slots_.data() + offset_of(raw_id), raw_id.data(), id_bytes_);
}

void HitTreesBuilder::ask_for_presumed(Part& part) {
  if (!has_all_(part.presumed)) presumed_wrongly_.store(true, std::memory_order_relaxed);
  part.presumed.clear();
}

void HitTreesBuilder::presume(Part& part, std::string_view raw_id) {
  constexpr size_t kTogether = 64;
  part.present.insert(raw_id);
  part.presumed.push_back(ObjectId::from_raw(raw_id));
  if (part.presumed.size() == kTogether) ask_for_presumed(part);
}

bool HitTreesBuilder::presumed_rightly() {
  for (Part& part : parts_) ask_for_presumed(part);
  return !presumed_wrongly_;
}

uint32_t HitTreesBuilder::keep(Part& part, const git::TreeEntry& entry) {
  if (entry.is_gitlink()) return TreeChain::kDrop;
  const std::string_view key(entry.name.data(), entry.name.size() + 1 + entry.id.size());
  if (entry.is_tree()) return part.subtrees.intern(key);
  if (may_be_wanted(entry.id)) {
    if (const uint32_t blob = wanted_.find(entry.id); blob != kNone) {
      const bool counts = !wants_ || wants_(blob, entry.name);
      return counts ? part.blobs.intern(key) | kBlobBit : TreeChain::kDrop;
    }
  }
  if (!exists_ || part.present.contains(entry.id)) return TreeChain::kDrop;
  if (has_all_) {
    presume(part, entry.id);
    return TreeChain::kDrop;
  }
  if (exists_(ObjectId::from_raw(entry.id))) {
    part.present.insert(entry.id);
    return TreeChain::kDrop;
  }
  part.absent.intern(entry.id);
  return part.subtrees.intern(key) | kAbsentBit;
}

// Whether the absent blobs of a tree are within the limit on all of them.
bool HitTreesBuilder::counts_absent(std::span<const TreeChain::Kept> kept, const ObjectId& tree,
                                    const OnUnread& on_unread) {
  const auto absent = static_cast<uint64_t>(
      std::count_if(kept.begin(), kept.end(),
                    [](const TreeChain::Kept& each) { return is_absent(each.number); }));
  if (absent_.fetch_add(absent, std::memory_order_relaxed) + absent <= limits_.max_absent) {
    return true;
  }
  if (absent != 0 && !absent_full_.exchange(true)) {
    on_unread(
        {Reason::kLimit, "more absent blobs in all trees than provenance counts", tree.hex()});
  }
  return false;
}

void HitTreesBuilder::add(unsigned worker, const git::ObjectView& tree, const OnUnread& on_unread) {
  if (tree.id.size != id_bytes_) return;  // not of this repository
  if (presumed_wrongly_.load(std::memory_order_relaxed)) return;
  Part& part = parts_[worker];
  part.trees.expect(tree.id.raw());
  const size_t before = part.entries.size();
  const auto keep_entry = [this, &part](const git::TreeEntry& entry) { return keep(part, entry); };
  const std::span<const TreeChain::Kept> kept = part.chain.read(tree, keep_entry);
  if (part.chain.corrupt()) {
    on_unread({Reason::kCorrupt, "a tree with bytes that are no entry", tree.id.hex()});
  }
  const bool counted = part.absent.size() == 0 || counts_absent(kept, tree.id, on_unread);
  for (const TreeChain::Kept& each : kept) {
    if (!is_absent(each.number)) {
      part.entries.push_back(each.number);
    } else if (counted) {
      part.entries.push_back(each.number & ~kAbsentBit);
    }
  }
  const uint64_t added = part.entries.size() - before;
  if (entries_.fetch_add(added, std::memory_order_relaxed) + added > limits_.max_entries) {
    part.entries.resize(before);
    if (!full_.exchange(true)) {
      on_unread(
          {Reason::kLimit, "more subtrees in all trees than provenance holds", tree.id.hex()});
    }
  }
  part.rows.push_back({part.trees.intern(tree.id.raw()), part.entries.size()});
}

void HitTreesBuilder::append(Part& whole, const Part& part) {
  const auto renumber = [](Interner& to, const Interner& from) {
    std::vector<uint32_t> number(from.size());
    for (uint32_t i = 0; i < from.size(); ++i) {
      if (i + kAhead < from.size()) to.expect(from.key(i + kAhead));
      number[i] = to.intern(from.key(i));
    }
    return number;
  };
  const std::vector<uint32_t> trees = renumber(whole.trees, part.trees);
  const std::vector<uint32_t> subtrees = renumber(whole.subtrees, part.subtrees);
  const std::vector<uint32_t> blobs = renumber(whole.blobs, part.blobs);
  renumber(whole.absent, part.absent);
  const uint64_t shift = whole.entries.size();
  for (const uint32_t entry : part.entries) {
    whole.entries.push_back((entry & kBlobBit) != 0 ? blobs[entry & ~kBlobBit] | kBlobBit
                                                    : subtrees[entry]);
  }
  for (const Row& row : part.rows) whole.rows.push_back({trees[row.tree], row.end + shift});
}

// Cuts every tree, children first.
class HitTreesBuilder::Cutter {
 public:
  Cutter(Part& whole, const Interner& wanted, uint8_t id_bytes, const TreeLimits& limits,
         unsigned workers, const OnUnread& on_unread)
      : whole_(whole), limits_(limits), on_unread_(on_unread) {
    number_subtrees(id_bytes, workers);
    for (uint32_t i = 0; i < whole.blobs.size(); ++i) {
      blobs_.push_back(wanted.find(raw_id(whole.blobs, i, id_bytes)));
    }
    subtree_names_.resize(subtrees_.size(), kNone);
    blob_names_.resize(blobs_.size(), kNone);
    id_bytes_ = id_bytes;
    const uint32_t trees = whole.trees.size();
    begin_.resize(trees);
    end_.resize(trees);
    state_.resize(trees);
    incomplete_.resize(trees);
    trees_.read_.resize(trees);
    trees_.hit_trees_.resize(trees);
    for (size_t i = 0; i < whole.rows.size(); ++i) {
      const uint32_t tree = whole.rows[i].tree;
      trees_.read_[tree] = true;
      begin_[tree] = i == 0 ? 0 : whole.rows[i - 1].end;
      end_[tree] = whole.rows[i].end;
    }
    lists_.intern({});  // kEmptyTree
    extents_.emplace_back();
  }

  HitTrees run() {
    for (const Row& row : whole_.rows) walk(row.tree);
    std::sort(trees_.incomplete_.begin(), trees_.incomplete_.end());
    order_names();
    trees_.ids_ = std::move(whole_.trees);
    trees_.absent_ = std::move(whole_.absent);
    return std::move(trees_);
  }

 private:
  enum State : uint8_t { kNew, kOpen, kDone };

  // Nearly all were read, and are looked up by several workers; the rest is interned.
  void number_subtrees(uint8_t id_bytes, unsigned workers) {
    const Interner& entries = whole_.subtrees;
    const uint32_t count = entries.size(), share = count / workers + 1;
    subtrees_.resize(count);
    parallel_for(workers, workers, {}, [&](unsigned, size_t part) {
      const auto end = static_cast<uint32_t>(std::min<uint64_t>(count, (part + 1) * share));
      for (auto i = static_cast<uint32_t>(std::min<uint64_t>(end, part * share)); i < end; ++i) {
        if (i + kAhead < end) whole_.trees.expect(raw_id(entries, i + kAhead, id_bytes));
        subtrees_[i] = whole_.trees.find(raw_id(entries, i, id_bytes));
      }
    });
    for (uint32_t i = 0; i < count; ++i) {
      if (subtrees_[i] == kNone) subtrees_[i] = whole_.trees.intern(raw_id(entries, i, id_bytes));
    }
  }

  // An entry of the tree being cut. `word`: name << 32 | is_blob << 31 | target.
  struct Kept {
    uint64_t word = 0;
    uint32_t position = 0;  // in the tree
    bool listed = true;

    uint32_t name() const { return static_cast<uint32_t>(word >> 32); }
    bool is_blob() const { return (word & kBlobBit) != 0; }
    uint32_t target() const { return static_cast<uint32_t>(word) & ~kBlobBit; }
  };

  static std::string_view raw_id(const Interner& keys, uint32_t entry, uint8_t id_bytes) {
    const std::string_view key = keys.key(entry);
    return key.substr(key.size() - id_bytes);
  }

  uint32_t name_of(const Interner& keys, std::vector<uint32_t>& names, uint32_t entry) {
    if (names[entry] == kNone) {
      const std::string_view key = keys.key(entry);
      names[entry] = names_.intern(key.substr(0, key.size() - id_bytes_ - 1));
    }
    return names[entry];
  }

  // Cuts `root` and all below it that is not cut yet. An explicit stack: a
  // hostile tree is a million levels deep.
  void walk(uint32_t root) {
    if (state_[root] != kNew) return;
    struct Level {
      uint32_t tree;
      uint64_t next;
    };
    std::vector<Level> stack = {{root, begin_[root]}};
    state_[root] = kOpen;
    while (!stack.empty()) {
      Level& level = stack.back();
      if (level.next == end_[level.tree]) {
        cut(level.tree);
        state_[level.tree] = kDone;
        stack.pop_back();
        continue;
      }
      const uint32_t entry = whole_.entries[level.next++];
      if ((entry & kBlobBit) != 0) continue;
      const uint32_t child = subtrees_[entry];
      if (state_[child] == kOpen) {
        on_unread_({Reason::kCorrupt, "a tree that holds itself", hex_of(whole_.trees.key(child))});
      } else if (state_[child] == kNew) {
        state_[child] = kOpen;
        stack.push_back({child, begin_[child]});
      }
    }
  }

  void cut(uint32_t tree) {
    kept_.clear();
    incomplete_[tree] = !trees_.read_[tree];
    for (uint64_t i = begin_[tree]; i < end_[tree]; ++i) {
      const uint32_t entry = whole_.entries[i];
      if ((entry & kBlobBit) != 0) {
        const uint32_t blob = entry & ~kBlobBit;
        keep(name_of(whole_.blobs, blob_names_, blob), kBlobBit | blobs_[blob]);
        continue;
      }
      const uint32_t child = subtrees_[entry];
      if (trees_.hit_trees_[child] != kEmptyTree) {
        keep(name_of(whole_.subtrees, subtree_names_, entry), trees_.hit_trees_[child]);
      }
      if (incomplete_[child]) {
        incomplete_[tree] = true;
        trees_.incomplete_.emplace_back(tree, child);
      }
    }
    if (!kept_.empty()) trees_.hit_trees_[tree] = intern(tree);
  }

  void keep(uint32_t name, uint32_t target) {
    kept_.push_back({uint64_t{name} << 32 | target, static_cast<uint32_t>(kept_.size())});
  }

  // The number of the hit tree with the kept entries.
  HitTree intern(uint32_t tree) {
    std::sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
      return a.word != b.word ? a.word < b.word : a.position < b.position;
    });
    kept_.erase(std::unique(kept_.begin(), kept_.end(),
                            [](const Kept& a, const Kept& b) { return a.word == b.word; }),
                kept_.end());
    words_.clear();
    for (const Kept& entry : kept_) words_.push_back(entry.word);
    const std::string_view list(reinterpret_cast<const char*>(words_.data()),
                                words_.size() * sizeof words_[0]);
    if (const HitTree known = lists_.find(list); known != kNone) return known;
    if (trees_.items_.size() + kept_.size() > limits_.max_items) {
      if (!full_) report(Reason::kLimit, "more trees with findings than provenance holds", tree);
      full_ = true;
      return kEmptyTree;
    }
    choose_listed(tree);
    for (const Kept& entry : kept_) {
      trees_.items_.push_back({entry.name(), entry.target(), entry.is_blob(), entry.listed});
    }
    trees_.ends_.push_back(trees_.items_.size());
    return lists_.intern(list);
  }

  // Sets `listed` of the kept entries and appends their extent.
  void choose_listed(uint32_t tree) {
    unlist_namesakes(tree);
    std::vector<uint32_t> order(kept_.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](uint32_t a, uint32_t b) { return kept_[a].position < kept_[b].position; });
    Extent sum;
    bool past_limit = false;
    for (const uint32_t i : order) {
      if (!kept_[i].listed) continue;
      const Extent next = with(sum, kept_[i]);
      // A subtree none of whose paths is listed was told itself.
      kept_[i].listed = next.paths > sum.paths && next.paths <= limits_.max_paths &&
                        next.path_bytes <= limits_.max_path_bytes &&
                        next.depth <= limits_.max_depth;
      if (kept_[i].listed) {
        sum = next;
      } else {
        past_limit |= next.paths > sum.paths;
      }
    }
    if (past_limit) report(Reason::kLimit, "a tree with too many or too deep paths", tree);
    extents_.push_back(sum);
  }

  // git takes one of two subtrees of one name, and so does a path: the first.
  void unlist_namesakes(uint32_t tree) {
    bool found = false;
    for (size_t i = 0, first = 0; i < kept_.size(); ++i) {
      if (kept_[i].is_blob() || i == first) continue;
      if (kept_[first].is_blob() || kept_[i].name() != kept_[first].name()) {
        first = i;
        continue;
      }
      found = true;
      const bool earlier = kept_[i].position < kept_[first].position;
      kept_[earlier ? first : i].listed = false;
      if (earlier) first = i;
    }
    if (found) report(Reason::kCorrupt, "two subtrees of one name in a tree", tree);
  }

  Extent with(Extent sum, const Kept& entry) const {
    const uint64_t component = names_.key(entry.name()).size() + 1;
    const Extent below = entry.is_blob() ? Extent{1, 0, 0} : extents_[entry.target()];
    sum.paths += below.paths;
    sum.path_bytes += below.path_bytes + below.paths * component;
    sum.depth = std::max(sum.depth, below.depth + 1);
    return sum;
  }

  // Renumbers names in byte order, so that no number depends on who read what first.
  void order_names() {
    std::vector<uint32_t> sorted(names_.size()), rank(names_.size());
    std::iota(sorted.begin(), sorted.end(), 0u);
    std::sort(sorted.begin(), sorted.end(),
              [&](uint32_t a, uint32_t b) { return names_.key(a) < names_.key(b); });
    for (uint32_t i = 0; i < sorted.size(); ++i) {
      rank[sorted[i]] = i;
      trees_.names_.emplace_back(names_.key(sorted[i]));
    }
    for (HitItem& item : trees_.items_) item.name = rank[item.name];
    for (HitTree tree = 0; tree < trees_.size(); ++tree) {
      std::sort(trees_.items_.begin() + static_cast<ptrdiff_t>(trees_.ends_[tree]),
                trees_.items_.begin() + static_cast<ptrdiff_t>(trees_.ends_[tree + 1]),
                [](const HitItem& a, const HitItem& b) {
                  if (a.name != b.name) return a.name < b.name;
                  return a.is_blob != b.is_blob ? b.is_blob : a.target < b.target;
                });
    }
  }

  void report(Reason reason, const char* what, uint32_t tree) const {
    on_unread_({reason, what, hex_of(whole_.trees.key(tree))});
  }

  Part& whole_;
  const TreeLimits& limits_;
  const OnUnread& on_unread_;
  uint8_t id_bytes_ = 20;
  std::vector<uint32_t> subtrees_, blobs_;            // entry to tree, to index into `wanted`
  std::vector<uint32_t> subtree_names_, blob_names_;  // entry to name, kNone until asked
  std::vector<uint64_t> begin_, end_;                 // a tree's entries
  std::vector<uint8_t> state_;
  std::vector<bool> incomplete_;  // absent, or leads to an absent tree
  Interner names_;
  Interner lists_;               // hit trees as the words of their entries
  std::vector<Extent> extents_;  // by hit tree
  std::vector<Kept> kept_;       // scratch
  std::vector<uint64_t> words_;  // scratch
  bool full_ = false;
  HitTrees trees_;
};

HitTrees HitTreesBuilder::build(const OnUnread& on_unread) {
  const auto workers = static_cast<unsigned>(parts_.size());
  Part whole = std::move(parts_[0]);
  for (size_t i = 1; i < parts_.size(); ++i) {
    append(whole, parts_[i]);
    parts_[i] = Part(id_bytes_);
  }
  return Cutter(whole, wanted_, id_bytes_, limits_, workers, on_unread).run();
}

}  // namespace sluice::provenance

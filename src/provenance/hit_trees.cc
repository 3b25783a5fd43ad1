#include "provenance/hit_trees.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/workers.h"
#include "git/tree.h"

namespace sluice::provenance {
namespace {

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

std::vector<std::string> HitTrees::missing_below(std::span<const uint32_t> roots) const {
  std::vector<std::string> missing;
  std::vector<uint32_t> stack;
  std::vector<bool> seen(ids_.size());
  for (const uint32_t root : roots) {
    if (seen[root]) continue;
    seen[root] = true;
    stack.push_back(root);
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

// Puts the parts together and cuts every tree, children first. A worker's subtrees and
// blobs keep their numbers, behind those of the workers before it: what two of them met
// is there twice, and nothing of it is interned again.
class HitTreesBuilder::Cutter {
 public:
  Cutter(std::vector<Part> parts, const Interner& wanted, uint8_t id_bytes,
         const TreeLimits& limits)
      : parts_(std::move(parts)), id_bytes_(id_bytes), limits_(limits) {
    merge_trees();
    for (const Part& part : parts_) {
      subtrees_begin_.push_back(subtrees_begin_.back() + part.subtrees.size());
      blobs_begin_.push_back(blobs_begin_.back() + part.blobs.size());
      for (uint32_t i = 0; i < part.blobs.size(); ++i) {
        blobs_.push_back(wanted.find(raw_id(part.blobs.key(i))));
      }
    }
    number_subtrees();
    list_entries();
    subtree_names_.resize(subtrees_.size(), kNone);
    blob_names_.resize(blobs_.size(), kNone);
    lists_.intern({});  // kEmptyTree
    extents_.emplace_back();
  }

  HitTrees run(const OnUnread& on_unread) {
    on_unread_ = on_unread;
    for (const Row& row : rows_) walk(row.tree);
    std::sort(trees_.incomplete_.begin(), trees_.incomplete_.end());
    order_names();
    return std::move(trees_);
  }

 private:
  enum State : uint8_t { kNew, kOpen, kDone };

  // A row's tree is then a number in trees_.
  void merge_trees() {
    trees_.ids_ = std::move(parts_[0].trees);
    trees_.absent_ = std::move(parts_[0].absent);
    for (size_t part = 1; part < parts_.size(); ++part) {
      const std::vector<uint32_t> numbers = trees_.ids_.intern_all(parts_[part].trees);
      for (Row& row : parts_[part].rows) row.tree = numbers[row.tree];
      trees_.absent_.intern_all(parts_[part].absent);
      parts_[part].trees = {};
    }
  }

  // Nearly all were read, and are looked up by several workers; the rest is interned.
  void number_subtrees() {
    constexpr uint32_t kTogether = 4096;
    const uint32_t count = subtrees_begin_.back();
    subtrees_.resize(count);
    const auto workers = static_cast<unsigned>(parts_.size());
    parallel_for(workers, count / kTogether + 1, {}, [&](unsigned, size_t share) {
      const auto begin = static_cast<uint32_t>(share * kTogether);
      const uint32_t end = count - begin < kTogether ? count : begin + kTogether;
      for (uint32_t i = begin; i < end; ++i) {
        if (i + Interner::kAhead < end)
          trees_.ids_.expect(raw_id(subtree_key(i + Interner::kAhead)));
        subtrees_[i] = trees_.ids_.find(raw_id(subtree_key(i)));
      }
    });
    for (uint32_t i = 0; i < count; ++i) {
      if (subtrees_[i] == kNone) subtrees_[i] = trees_.ids_.intern(raw_id(subtree_key(i)));
    }
  }

  void list_entries() {
    const uint32_t trees = trees_.ids_.size();
    begin_.resize(trees);
    end_.resize(trees);
    state_.resize(trees);
    incomplete_.resize(trees);
    trees_.read_.resize(trees);
    trees_.hit_trees_.resize(trees);
    size_t entries = 0, rows = 0;
    for (const Part& part : parts_) entries += part.entries.size(), rows += part.rows.size();
    entries_.reserve(entries);
    rows_.reserve(rows);
    for (size_t part = 0; part < parts_.size(); ++part) {
      const uint64_t shift = entries_.size();
      for (const uint32_t entry : parts_[part].entries) {
        entries_.push_back(entry +
                           ((entry & kBlobBit) != 0 ? blobs_begin_ : subtrees_begin_)[part]);
      }
      uint64_t begin = shift;
      for (const Row& row : parts_[part].rows) {
        trees_.read_[row.tree] = true;
        begin_[row.tree] = std::exchange(begin, row.end + shift);
        end_[row.tree] = begin;
        rows_.push_back({row.tree, begin});
      }
      parts_[part].entries = {};
      parts_[part].rows = {};
    }
  }

  static size_t part_of(const std::vector<uint32_t>& begins, uint32_t number) {
    return static_cast<size_t>(std::upper_bound(begins.begin(), begins.end(), number) -
                               begins.begin()) -
           1;
  }
  std::string_view subtree_key(uint32_t number) const {
    const size_t part = part_of(subtrees_begin_, number);
    return parts_[part].subtrees.key(number - subtrees_begin_[part]);
  }
  std::string_view blob_key(uint32_t number) const {
    const size_t part = part_of(blobs_begin_, number);
    return parts_[part].blobs.key(number - blobs_begin_[part]);
  }
  std::string_view raw_id(std::string_view key) const { return key.substr(key.size() - id_bytes_); }

  // An entry of the tree being cut. `word`: name << 32 | is_blob << 31 | target.
  struct Kept {
    uint64_t word = 0;
    uint32_t position = 0;  // in the tree
    bool listed = true;

    uint32_t name() const { return static_cast<uint32_t>(word >> 32); }
    bool is_blob() const { return (word & kBlobBit) != 0; }
    uint32_t target() const { return static_cast<uint32_t>(word) & ~kBlobBit; }
  };

  // The number of the name in an entry's key, once it is known in `known`.
  uint32_t name_of(std::string_view key, uint32_t& known) {
    if (known == kNone) known = names_.intern(key.substr(0, key.size() - id_bytes_ - 1));
    return known;
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
      const uint32_t entry = entries_[level.next++];
      if ((entry & kBlobBit) != 0) continue;
      const uint32_t child = subtrees_[entry];
      if (state_[child] == kOpen) {
        on_unread_({Reason::kCorrupt, "a tree that holds itself", hex_of(trees_.ids_.key(child))});
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
      const uint32_t entry = entries_[i];
      if ((entry & kBlobBit) != 0) {
        const uint32_t blob = entry & ~kBlobBit;
        keep(name_of(blob_key(blob), blob_names_[blob]), kBlobBit | blobs_[blob]);
        continue;
      }
      const uint32_t child = subtrees_[entry];
      if (trees_.hit_trees_[child] != kEmptyTree) {
        keep(name_of(subtree_key(entry), subtree_names_[entry]), trees_.hit_trees_[child]);
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
    on_unread_({reason, what, hex_of(trees_.ids_.key(tree))});
  }

  std::vector<Part> parts_;
  const uint8_t id_bytes_;
  const TreeLimits limits_;
  OnUnread on_unread_;
  // Where a part's numbers begin; one more for the end.
  std::vector<uint32_t> subtrees_begin_ = {0}, blobs_begin_ = {0};
  std::vector<uint32_t> subtrees_, blobs_;            // entry to tree, to index into `wanted`
  std::vector<uint32_t> subtree_names_, blob_names_;  // entry to name, kNone until asked
  std::vector<uint32_t> entries_;                     // of all rows
  std::vector<Row> rows_;
  std::vector<uint64_t> begin_, end_;  // a tree's entries
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

HitTreesBuilder::~HitTreesBuilder() = default;

void HitTreesBuilder::merge() {
  cutter_ = std::make_unique<Cutter>(std::move(parts_), wanted_, id_bytes_, limits_);
}

HitTrees HitTreesBuilder::build(const OnUnread& on_unread) {
  if (cutter_ == nullptr) merge();
  return cutter_->run(on_unread);
}

}  // namespace sluice::provenance

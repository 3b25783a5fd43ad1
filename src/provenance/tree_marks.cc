#include "provenance/tree_marks.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <utility>

#include "git/tree.h"
#include "provenance/tree_chain.h"

namespace sluice::provenance {
namespace {

constexpr uint64_t kMaxSubtrees = uint64_t{1} << 28;  // of all trees together
constexpr git::TypeMask kTrees = git::only(git::ObjectType::kTree);

}  // namespace

// What one worker read in the first pass; numbers are those of its own interner.
struct TreeMarks::Part {
  explicit Part(uint8_t id_bytes) : chain(id_bytes) {}

  struct Row {
    uint32_t tree = 0;
    uint64_t end = 0;  // its subtrees: [the row before's end, end) of `subtrees`
  };
  TreeChain chain;
  Interner trees;
  std::vector<uint32_t> subtrees;
  std::vector<Row> rows;

  void append(const Part& other) {
    std::vector<uint32_t> number(other.trees.size());
    for (uint32_t i = 0; i < number.size(); ++i) number[i] = trees.intern(other.trees.key(i));
    const uint64_t shift = subtrees.size();
    for (const uint32_t subtree : other.subtrees) subtrees.push_back(number[subtree]);
    for (const Row& row : other.rows) rows.push_back({number[row.tree], row.end + shift});
  }
};

Result<TreeMarks> TreeMarks::read(const git::ObjectStore& store, uint8_t id_bytes, unsigned workers,
                                  const OnUnread& on_unread, std::stop_token stop) {
  workers = std::max(workers, 1u);
  std::vector<Part> parts;
  for (unsigned i = 0; i < workers; ++i) parts.emplace_back(id_bytes);
  std::atomic<uint64_t> held = 0;
  std::atomic<bool> full = false;
  const auto sink = [&](unsigned worker, const git::ObjectView& tree) {
    Part& part = parts[worker];
    const std::span<const TreeChain::Kept> kept =
        part.chain.read(tree, [&part](const git::TreeEntry& entry) {
          return entry.is_tree() ? part.trees.intern(entry.id) : TreeChain::kDrop;
        });
    if (part.chain.corrupt()) {
      on_unread({Reason::kCorrupt, "a tree with bytes that are no entry", tree.id.hex()});
    }
    if (held.fetch_add(kept.size(), std::memory_order_relaxed) + kept.size() <= kMaxSubtrees) {
      for (const TreeChain::Kept& each : kept) part.subtrees.push_back(each.number);
    } else if (!full.exchange(true)) {
      on_unread(
          {Reason::kLimit, "more subtrees in all trees than a selection holds", tree.id.hex()});
    }
    part.rows.push_back({part.trees.intern(tree.id.raw()), part.subtrees.size()});
  };
  if (Result<void> done = store.for_each(kTrees, workers, sink, on_unread, stop); !done) {
    return std::move(done).error();
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    parts[0].append(parts[i]);
    parts[i] = Part(id_bytes);
  }
  TreeMarks marks(store, id_bytes);
  marks.index_rows(parts[0]);
  marks.trees_ = std::move(parts[0].trees);
  return marks;
}

// Rows to one list of subtrees a tree; a tree that was given twice keeps the first.
void TreeMarks::index_rows(const Part& whole) {
  const uint32_t count = whole.trees.size();
  marks_.assign(count, 0);
  std::vector<std::pair<uint64_t, uint64_t>> range(count);
  uint64_t begin = 0;
  for (const Part::Row& row : whole.rows) {
    if ((marks_[row.tree] & kRead) == 0) range[row.tree] = {begin, row.end};
    marks_[row.tree] |= kRead;
    begin = row.end;
  }
  subtrees_.reserve(whole.subtrees.size());
  begins_.reserve(size_t{count} + 1);
  for (const auto& [first, end] : range) {
    begins_.push_back(subtrees_.size());
    subtrees_.insert(subtrees_.end(), whole.subtrees.begin() + static_cast<ptrdiff_t>(first),
                     whole.subtrees.begin() + static_cast<ptrdiff_t>(end));
  }
  begins_.push_back(subtrees_.size());
}

bool TreeMarks::has_tree(const ObjectId& id) const {
  const uint32_t tree = trees_.find(id.raw());
  return tree < begins_.size() - 1 && (marks_[tree] & kRead) != 0;
}

void TreeMarks::mark(std::string_view raw_root, uint8_t bit) {
  const uint32_t tree = trees_.intern(raw_root);
  if (tree == marks_.size()) marks_.push_back(0);  // a root that is not in the store
  marks_[tree] |= bit;
}

void TreeMarks::include(std::string_view raw_root) { mark(raw_root, kIncluded); }
void TreeMarks::include_remains(std::string_view raw_root) { mark(raw_root, kRemains); }
void TreeMarks::exclude(std::string_view raw_root) { mark(raw_root, kExcluded); }

// From every tree with `bit` to all below it, but for those with `stop_at`.
void TreeMarks::propagate(uint8_t bit, uint8_t stop_at) {
  std::vector<uint32_t> open;
  for (uint32_t tree = 0; tree < marks_.size(); ++tree) {
    if ((marks_[tree] & bit) != 0 && (marks_[tree] & stop_at) == 0) open.push_back(tree);
  }
  while (!open.empty()) {
    const uint32_t tree = open.back();
    open.pop_back();
    if (tree + 1 >= begins_.size()) continue;  // not in the store
    for (uint64_t i = begins_[tree]; i < begins_[tree + 1]; ++i) {
      uint8_t& marks = marks_[subtrees_[i]];
      if ((marks & (bit | stop_at)) != 0) continue;
      marks |= bit;
      open.push_back(subtrees_[i]);
    }
  }
}

void TreeMarks::tell_unread(const OnUnread& on_unread) const {
  for (uint32_t tree = 0; tree < marks_.size(); ++tree) {
    if ((marks_[tree] & (kRead | kIncluded | kExcluded)) != kIncluded) continue;
    const ObjectId id = ObjectId::from_raw(trees_.key(tree));
    const bool there = store_->contains(id);
    on_unread({there ? Reason::kCorrupt : Reason::kMissing,
               there ? "named as a tree, and not read as one" : "a tree", id.hex()});
  }
}

Result<std::vector<ObjectId>> TreeMarks::new_blobs(unsigned workers, const OnUnread& on_unread,
                                                   std::stop_token stop) {
  propagate(kExcluded, 0);
  propagate(kIncluded, kExcluded);
  propagate(kRemains, kExcluded | kIncluded);
  tell_unread(on_unread);
  subtrees_ = {};
  begins_ = {};
  // What one worker read in the second pass.
  struct Blobs {
    explicit Blobs(uint8_t id_bytes) : chain(id_bytes) {}
    TreeChain chain;
    Interner ids;
    std::vector<uint8_t> marks;  // by number in `ids`

    void add(std::string_view raw_id, uint8_t bits) {
      const uint32_t blob = ids.intern(raw_id);
      if (blob == marks.size()) marks.push_back(0);
      marks[blob] |= bits;
    }
  };
  workers = std::max(workers, 1u);
  std::vector<Blobs> parts;
  for (unsigned i = 0; i < workers; ++i) parts.emplace_back(id_bytes_);
  const auto sink = [&](unsigned worker, const git::ObjectView& tree) {
    Blobs& part = parts[worker];
    const auto kept = part.chain.read(tree, [&part](const git::TreeEntry& entry) {
      if (!entry.is_blob()) return TreeChain::kDrop;
      const uint32_t blob = part.ids.intern(entry.id);
      if (blob == part.marks.size()) part.marks.push_back(0);
      return blob;
    });
    const uint32_t number = trees_.find(tree.id.raw());
    const uint8_t marks = number == Interner::kNone ? 0 : marks_[number] & ~kRead;
    if (marks == 0) return;
    for (const TreeChain::Kept& each : kept) part.marks[each.number] |= marks;
  };
  // What cannot be read was told by the first pass.
  const auto ignore = [](const Unread&) {};
  if (Result<void> done = store_->for_each(kTrees, workers, sink, ignore, stop); !done) {
    return std::move(done).error();
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    for (uint32_t blob = 0; blob < parts[i].ids.size(); ++blob) {
      if (parts[i].marks[blob] != 0) parts[0].add(parts[i].ids.key(blob), parts[i].marks[blob]);
    }
    parts[i] = Blobs(id_bytes_);
  }
  std::vector<ObjectId> blobs;
  for (uint32_t blob = 0; blob < parts[0].ids.size(); ++blob) {
    const uint8_t marks = parts[0].marks[blob];
    if (marks == 0 || (marks & kExcluded) != 0) continue;
    const ObjectId id = ObjectId::from_raw(parts[0].ids.key(blob));
    if (store_->contains(id)) {
      blobs.push_back(id);
    } else if ((marks & kIncluded) != 0) {
      on_unread({Reason::kMissing, "a file's content", id.hex()});
    }
  }
  std::sort(blobs.begin(), blobs.end());
  return blobs;
}

}  // namespace sluice::provenance

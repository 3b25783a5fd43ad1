#include "provenance/tree_chain.h"

#include <algorithm>

#include "git/delta.h"

namespace sluice::provenance {
namespace {

// What a chain of honest trees comes to: fifty levels of ten thousand entries
// are 2 MB. Past this the lowest levels are dropped, and what is made from them is
// parsed whole.
constexpr uint64_t kMaxHeldBytes = uint64_t{16} << 20;

}  // namespace

std::span<const TreeChain::Kept> TreeChain::read(const git::ObjectView& tree, const Keep& keep) {
  bytes_ = tree.bytes;
  at_ = 0;
  rank_ = 0;
  corrupt_ = false;
  bounded_ = tree.is_base && tree.bytes.size() < UINT32_MAX;
  bounds_.clear();
  kept_.clear();
  if (const Level* base = base_of(tree)) follow(tree, *base, keep);
  while (parse_one(keep)) {
  }
  if (!bounded_) {
    if (tree.depth < levels_.size()) levels_[tree.depth].usable = false;
    return kept_;
  }
  bounds_.push_back(static_cast<uint32_t>(at_));
  push_level(tree);
  return levels_[tree.depth].kept;
}

const TreeChain::Level* TreeChain::base_of(const git::ObjectView& tree) const {
  if (tree.delta.empty() || tree.depth == 0 || tree.depth > levels_.size()) return nullptr;
  const Level& base = levels_[tree.depth - 1];
  return base.usable && base.size == tree.base_bytes ? &base : nullptr;
}

// Entries that start in inserted bytes are parsed when the next copy begins or
// the delta ends; one may reach over any number of ops.
void TreeChain::follow(const git::ObjectView& tree, const Level& base, const Keep& keep) {
  git::DeltaReader reader(tree.delta);
  uint64_t begin = 0;  // of the op in the tree
  for (git::DeltaOp op; reader.next(op); begin += op.size) {
    if (!op.copy) continue;
    const uint64_t end = begin + op.size;
    while (at_ < end) {
      if (at_ >= begin && inherit(base, op.offset + (at_ - begin), op.offset + op.size)) continue;
      if (!parse_one(keep)) return;
    }
  }
}

bool TreeChain::parse_one(const Keep& keep) {
  if (at_ == bytes_.size() || corrupt_) return false;
  const std::string_view rest = bytes_.substr(at_);
  git::TreeIterator entries(rest, id_bytes_);
  git::TreeEntry entry;
  corrupt_ = !entries.next(entry);
  if (corrupt_) return false;
  if (bounded_) bounds_.push_back(static_cast<uint32_t>(at_));
  if (const uint32_t number = keep(entry); number != kDrop) kept_.push_back({rank_, number});
  ++rank_;
  at_ += static_cast<uint64_t>(entry.id.data() + entry.id.size() - rest.data());
  return true;
}

bool TreeChain::inherit(const Level& base, uint64_t begin, uint64_t end) {
  const std::vector<uint32_t>& bounds = base.bounds;
  const auto first = std::lower_bound(bounds.begin(), bounds.end(), begin);
  if (first == bounds.end() || *first != begin) return false;
  const auto past = std::upper_bound(first, bounds.end(), end) - 1;  // the last whole entry's end
  if (past == first) return false;
  const auto first_rank = static_cast<uint32_t>(first - bounds.begin());
  const auto count = static_cast<uint32_t>(past - first);
  if (bounded_) {
    // Modulo 2^32, as a copy may move bytes down as well as up.
    const uint32_t shift = static_cast<uint32_t>(at_) - *first;
    const size_t before = bounds_.size();
    bounds_.resize(before + count);
    std::transform(first, past, bounds_.begin() + static_cast<ptrdiff_t>(before),
                   [shift](uint32_t bound) { return bound + shift; });
  }
  auto kept = std::lower_bound(base.kept.begin(), base.kept.end(), first_rank,
                               [](const Kept& each, uint32_t rank) { return each.rank < rank; });
  for (; kept != base.kept.end() && kept->rank < first_rank + count; ++kept) {
    kept_.push_back({kept->rank - first_rank + rank_, kept->number});
  }
  rank_ += count;
  at_ += *past - *first;
  return true;
}

void TreeChain::push_level(const git::ObjectView& tree) {
  if (levels_.size() <= tree.depth) levels_.resize(tree.depth + 1);
  Level& level = levels_[tree.depth];
  held_bytes_ -= level.bytes();
  level.usable = true;
  level.size = tree.bytes.size();
  level.bounds.swap(bounds_);
  level.kept.swap(kept_);
  held_bytes_ += level.bytes();
  for (size_t i = 0; i < tree.depth && held_bytes_ > kMaxHeldBytes; ++i) {
    held_bytes_ -= levels_[i].bytes();
    levels_[i] = {};
  }
  // Levels above are of other chains; an honest one needs their memory again.
  for (size_t i = levels_.size(); i-- > tree.depth + 1 && held_bytes_ > kMaxHeldBytes;) {
    held_bytes_ -= levels_[i].bytes();
    levels_.pop_back();
  }
}

}  // namespace sluice::provenance

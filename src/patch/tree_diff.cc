#include "patch/tree_diff.h"

#include <algorithm>
#include <cstring>

#include "git/tree.h"
#include "patch/pathspec.h"

namespace sluice::patch {
namespace {

constexpr size_t kMaxDepth = 4096;  // of folders, as git's

// Trees are ordered as if a folder's name ended in '/'. Source: git's base_name_compare.
int compare(const git::TreeEntry& one, const git::TreeEntry& two) {
  const size_t common = std::min(one.name.size(), two.name.size());
  const int order = std::memcmp(one.name.data(), two.name.data(), common);
  if (order != 0) return order;
  const auto next = [common](const git::TreeEntry& entry) {
    if (entry.name.size() > common)
      return static_cast<int>(static_cast<uint8_t>(entry.name[common]));
    return entry.is_tree() ? static_cast<int>('/') : 0;
  };
  return next(one) - next(two);
}

// Yields a tree's entries, one ahead.
class Entries {
 public:
  Entries(std::string_view bytes, uint8_t id_bytes) : iterator_(bytes, id_bytes) { step(); }
  bool done() const { return done_; }
  const git::TreeEntry& entry() const { return entry_; }
  void step() { done_ = !iterator_.next(entry_); }
  bool corrupt() const { return iterator_.corrupt(); }

 private:
  git::TreeIterator iterator_;
  git::TreeEntry entry_;
  bool done_ = false;
};

// git tells modes apart by their type and the owner's execute bit alone.
uint32_t canonical(uint32_t mode) {
  switch (mode & kTypeMask) {
    case kRegular: return kRegular | ((mode & 0100) != 0 ? 0755 : 0644);
    case 0120000: return 0120000;
    case 0040000: return 0040000;
    default: return kGitlink;
  }
}

}  // namespace

Result<void> TreeDiffer::diff(const ObjectId& before, const ObjectId& after,
                              std::vector<FilePair>& pairs) {
  path_.clear();
  pairs_ = &pairs;
  first_only_ = false;
  return walk(before, after, 0);
}

Result<bool> TreeDiffer::differs(const ObjectId& before, const ObjectId& after) {
  std::vector<FilePair> pairs;
  path_.clear();
  pairs_ = &pairs;
  first_only_ = true;
  if (Result<void> walked = walk(before, after, 0); !walked) return walked.error();
  return !pairs.empty();
}

Result<void> TreeDiffer::walk(const ObjectId& before, const ObjectId& after, size_t depth) {
  if (before == after) return {};
  if (depth > kMaxDepth) return Error{ErrorKind::kLimit, "folders nested too deeply"};
  Bytes trees[2];
  for (int i = 0; i < 2; ++i) {
    const ObjectId& id = i == 0 ? before : after;
    if (id.empty()) continue;
    Result<Bytes> read = objects_.read(id, git::ObjectType::kTree);
    if (!read) return std::move(read).error();
    trees[i] = *std::move(read);
  }
  Entries one(trees[0] ? std::string_view(*trees[0]) : "", id_bytes_);
  Entries two(trees[1] ? std::string_view(*trees[1]) : "", id_bytes_);
  const size_t length = path_.size();
  while (!one.done() || !two.done()) {
    const int order = one.done() ? 1 : two.done() ? -1 : compare(one.entry(), two.entry());
    const git::TreeEntry* old_entry = order <= 0 ? &one.entry() : nullptr;
    const git::TreeEntry* new_entry = order >= 0 ? &two.entry() : nullptr;
    const git::TreeEntry& named = new_entry != nullptr ? *new_entry : *old_entry;
    const bool same = order == 0 && old_entry->id == new_entry->id &&
                      canonical(old_entry->mode) == canonical(new_entry->mode);
    if (!same) {
      path_.resize(length);
      path_ += named.name;
      if (named.is_tree()) {
        path_ += '/';
        if (paths_ == nullptr || paths_->may_match_below(path_)) {
          const auto id_of = [](const git::TreeEntry* entry) {
            return entry == nullptr ? ObjectId{} : ObjectId::from_raw(entry->id);
          };
          Result<void> walked = walk(id_of(old_entry), id_of(new_entry), depth + 1);
          if (!walked) return walked;
        }
      } else if (paths_ == nullptr || paths_->matches(path_)) {
        FilePair& pair = pairs_->emplace_back();
        pair.path = path_;
        if (old_entry != nullptr) {
          pair.old_mode = canonical(old_entry->mode);
          pair.old_id = ObjectId::from_raw(old_entry->id);
        }
        if (new_entry != nullptr) {
          pair.new_mode = canonical(new_entry->mode);
          pair.new_id = ObjectId::from_raw(new_entry->id);
        }
      }
      if (first_only_ && !pairs_->empty()) return {};
    }
    if (order <= 0) one.step();
    if (order >= 0) two.step();
  }
  path_.resize(length);
  if (one.corrupt() || two.corrupt()) {
    return Error{ErrorKind::kCorrupt, "tree " + (one.corrupt() ? before : after).hex() +
                                          " holds bytes that are no entry"};
  }
  return {};
}

}  // namespace sluice::patch

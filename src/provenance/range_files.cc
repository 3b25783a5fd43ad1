#include "provenance/range_files.h"

#include <algorithm>
#include <cstring>

namespace sluice::provenance {
namespace {

// git's order of a tree's entries: by name, a folder's as if it ended in a slash.
int compare_names(const git::TreeEntry& a, const git::TreeEntry& b) {
  const size_t common = std::min(a.name.size(), b.name.size());
  const int order = std::memcmp(a.name.data(), b.name.data(), common);
  if (order != 0) return order;
  const auto next = [&](const git::TreeEntry& entry) {
    if (entry.name.size() > common)
      return static_cast<int>(static_cast<uint8_t>(entry.name[common]));
    return entry.is_tree() ? '/' : 0;
  };
  return next(a) - next(b);
}

// Walks a tree beside another one. A tree that is out of order shows less than it holds, so that
// more counts as brought.
class Cursor {
 public:
  Cursor(std::string_view bytes, uint8_t id_bytes) : iterator_(bytes, id_bytes) { step(); }

  // The entry of `wanted`'s name and kind; null: none.
  const git::TreeEntry* find(const git::TreeEntry& wanted) {
    while (valid_ && compare_names(entry_, wanted) < 0) step();
    const bool same = valid_ && compare_names(entry_, wanted) == 0 &&
                      entry_.is_tree() == wanted.is_tree() && !entry_.is_gitlink();
    return same ? &entry_ : nullptr;
  }

 private:
  void step() { valid_ = iterator_.next(entry_); }

  git::TreeIterator iterator_;
  git::TreeEntry entry_;
  bool valid_ = false;
};

}  // namespace

void TreeDiff::add(uint32_t commit, const ObjectId& tree, std::span<const ObjectId> parents) {
  if (std::find(parents.begin(), parents.end(), tree) != parents.end() || is_flood()) return;
  const TreeReader::Tree mine = trees_.read(tree, "a tree of the change", on_unread_);
  if (!mine) return;
  read_.insert(tree);
  Trees theirs;
  for (const ObjectId& parent : parents) {
    TreeReader::Tree other =
        trees_.read(parent, "a tree before the change: all in its place counts as new", on_unread_);
    if (other) theirs.push_back(std::move(other));
  }
  commit_ = commit;
  path_.clear();
  compare(*mine, theirs, 1);
}

bool TreeDiff::is_flood() {
  if (!flood_ && (++steps_ > kMaxSteps || path_bytes_ > kMaxPathBytes)) {
    flood_ = true;
    on_unread_({Reason::kLimit, "more files in the change than the limit", path_.substr(0, 200)});
  }
  return flood_;
}

void TreeDiff::compare(const std::string& mine, const Trees& theirs, size_t depth) {
  std::vector<Cursor> cursors;
  cursors.reserve(theirs.size());
  for (const TreeReader::Tree& tree : theirs) cursors.emplace_back(*tree, trees_.id_bytes());
  std::vector<git::TreeEntry> others;
  git::TreeIterator entries(mine, trees_.id_bytes());
  git::TreeEntry entry;
  while (entries.next(entry)) {
    if (entry.is_gitlink()) continue;
    others.clear();
    bool held = false;
    for (Cursor& cursor : cursors) {
      const git::TreeEntry* other = cursor.find(entry);
      if (other == nullptr) continue;
      others.push_back(*other);
      held = held || other->id == entry.id;
    }
    if (held) continue;
    if (is_flood()) return;
    if (entry.is_tree()) {
      add_folder(entry, others, depth);
    } else {
      add_file(entry, others.empty());
    }
  }
  if (entries.corrupt()) {
    on_unread_({Reason::kCorrupt, "a tree of the change holds bytes that are no entry",
                path_.empty() ? "." : path_});
  }
}

void TreeDiff::add_folder(const git::TreeEntry& entry, const std::vector<git::TreeEntry>& others,
                          size_t depth) {
  const size_t parent_size = path_.size();
  path_.append(entry.name).append(1, '/');
  if (depth >= kMaxDepth) {
    on_unread_({Reason::kLimit, "folders nested too deep", path_.substr(0, 200)});
    path_.resize(parent_size);
    return;
  }
  const TreeReader::Tree mine =
      trees_.read(ObjectId::from_raw(entry.id), "a tree of the change", on_unread_);
  if (mine) {
    read_.insert(ObjectId::from_raw(entry.id));
    Trees theirs;
    for (const git::TreeEntry& other : others) {
      TreeReader::Tree tree =
          trees_.read(ObjectId::from_raw(other.id),
                      "a tree before the change: all in its place counts as new", on_unread_);
      if (tree) theirs.push_back(std::move(tree));
    }
    compare(*mine, theirs, depth + 1);
  }
  path_.resize(parent_size);
}

void TreeDiff::add_file(const git::TreeEntry& entry, bool added) {
  const std::string path = path_ + std::string(entry.name);
  const auto [path_at, new_path] =
      path_numbers_.emplace(path, static_cast<uint32_t>(files_.paths.size()));
  if (new_path) {
    path_bytes_ += path.size();
    files_.paths.push_back(path);
  }
  const ObjectId id = ObjectId::from_raw(entry.id);
  const auto [blob_at, new_blob] =
      blob_numbers_.emplace(id, static_cast<uint32_t>(files_.blobs.size()));
  if (new_blob) files_.blobs.push_back(id);
  if (!known_.insert(uint64_t{path_at->second} << 32 | blob_at->second).second) return;
  files_.files.push_back({path_at->second, blob_at->second, commit_, added});
}

namespace {

class RemovedFiles {
 public:
  RemovedFiles(TreeReader& trees, size_t limit) : trees_(trees), limit_(limit) {}

  std::vector<RemovedFile> run(const ObjectId& before, const ObjectId& after) {
    compare(trees_.read(before), trees_.read(after), 1);
    std::sort(files_.begin(), files_.end(),
              [](const RemovedFile& a, const RemovedFile& b) { return a.path < b.path; });
    return std::move(files_);
  }

 private:
  void compare(const TreeReader::Tree& before, const TreeReader::Tree& after, size_t depth) {
    // A hostile tree may name one subtree any number of times.
    if (!before || depth > TreeDiff::kMaxDepth || ++trees_seen_ > limit_) return;
    Cursor there(after ? std::string_view(*after) : std::string_view(), trees_.id_bytes());
    git::TreeIterator entries(*before, trees_.id_bytes());
    git::TreeEntry entry;
    while (files_.size() < limit_ && entries.next(entry)) {
      if (entry.is_gitlink()) continue;
      const git::TreeEntry* other = there.find(entry);
      if (!entry.is_tree()) {
        if (other == nullptr) {
          files_.push_back({path_ + std::string(entry.name), ObjectId::from_raw(entry.id)});
        }
        continue;
      }
      if (other != nullptr && other->id == entry.id) continue;
      const size_t parent_size = path_.size();
      path_.append(entry.name).append(1, '/');
      compare(trees_.read(ObjectId::from_raw(entry.id)),
              other != nullptr ? trees_.read(ObjectId::from_raw(other->id)) : nullptr, depth + 1);
      path_.resize(parent_size);
    }
  }

  TreeReader& trees_;
  const size_t limit_;
  size_t trees_seen_ = 0;
  std::string path_;
  std::vector<RemovedFile> files_;
};

}  // namespace

std::vector<RemovedFile> removed_files(TreeReader& trees, const ObjectId& before,
                                       const ObjectId& after, size_t limit) {
  return RemovedFiles(trees, limit).run(before, after);
}

}  // namespace sluice::provenance

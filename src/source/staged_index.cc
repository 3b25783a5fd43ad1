// The walk goes through the sorted index folder by folder, with HEAD's tree of
// the same folder beside it. A folder is left out, with all its entries, where
// the index's cache tree says that its tree is HEAD's. That is sound even for an
// index made to deceive: `git commit` takes the tree of a valid cache tree node
// as it stands, so HEAD's tree is then what is committed there, whatever the
// entries say; and once git invalidates the node, its entries are walked here.
// For the same reason a valid node with any other tree must be the one that its
// entries make, else git would commit blobs that no entry names: that is told.
#include "source/staged_index.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <filesystem>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/cache_tree.h"
#include "git/commit.h"
#include "git/head.h"
#include "git/index.h"
#include "git/tree.h"
#include "source/lfs_pointer.h"

namespace sluice {
namespace {

constexpr uint64_t kMaxIndexBytes = uint64_t{4} << 30;
constexpr size_t kMaxDepth = 4096;  // of folders; git's own limit is 2048

bool is_tree_mode(uint32_t mode) { return (mode & 0170000) == 0040000; }

// An object of one type. kCorrupt: it is of another.
Result<std::string> read_object(const git::ObjectStore& store, const ObjectId& id,
                                git::ObjectType type) {
  Result<git::Object> object = store.read(id);
  if (!object) return std::move(object).error();
  if (object->type != type) {
    return Error{ErrorKind::kCorrupt, "object " + id.hex() + " is of another type"};
  }
  return std::move(object->bytes);
}

// The entries of one tree of HEAD, sorted by name.
class HeadTree {
 public:
  struct Entry {
    git::TreeEntry tree;
    bool seen = false;  // the index has it, too
  };
  enum class Kind { kBlob, kFolder, kGitlink };

  // Keeps `bytes`; false: they are no tree.
  bool load(std::string bytes, uint8_t id_bytes) {
    bytes_ = std::move(bytes);
    git::TreeIterator iterator(bytes_, id_bytes);
    git::TreeEntry entry;
    while (iterator.next(entry)) entries_.push_back({entry, false});
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.tree.name < b.tree.name; });
    return !iterator.corrupt();
  }

  static Kind kind_of(uint32_t mode) {
    if (is_tree_mode(mode)) return Kind::kFolder;
    return (mode & 0170000) == git::kModeGitlink ? Kind::kGitlink : Kind::kBlob;
  }

  Entry* find(std::string_view name, Kind kind) {
    auto at = std::lower_bound(
        entries_.begin(), entries_.end(), name,
        [](const Entry& entry, std::string_view wanted) { return entry.tree.name < wanted; });
    for (; at != entries_.end() && at->tree.name == name; ++at) {
      if (kind_of(at->tree.mode) == kind) return &*at;
    }
    return nullptr;
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::string bytes_;
  std::vector<Entry> entries_;
};

// One level of the walk.
struct StagedFolder {
  std::string_view prefix;  // "src/net/"; views the path of one of its entries
  size_t end = 0;           // index entries before this one lie in it
  HeadTree head;
  const git::CacheTree::Node* cached = nullptr;
  std::vector<const git::CacheTree::Node*> subfolders;  // of `cached`, sorted by name
  std::string tree;                                     // what its entries make of it so far
  bool tree_known = true;
};

class Differ {
 public:
  Differ(const git::ObjectStore& objects, const std::vector<git::IndexEntry>& entries,
         const git::CacheTree& cache, uint8_t id_bytes, const OnUnread& on_unread)
      : objects_(objects),
        entries_(entries),
        cache_(cache),
        id_bytes_(id_bytes),
        on_unread_(on_unread) {}

  // `head_tree` is empty where there is no HEAD.
  StagedChanges run(const ObjectId& head_tree) {
    const git::CacheTree::Node* root = cache_.nodes().empty() ? nullptr : cache_.nodes().data();
    if (is_head_tree(root, head_tree.raw())) return std::move(changes_);
    push({}, entries_.size(), head_tree.raw(), root);
    while (!stack_.empty()) {
      StagedFolder& folder = stack_.back();
      if (at_ == folder.end) {
        finish(folder);
        stack_.pop_back();
        continue;
      }
      const git::IndexEntry& entry = entries_[at_];
      const std::string_view name = std::string_view(entry.path).substr(folder.prefix.size());
      const size_t slash = name.find('/');
      const bool file = slash == name.npos || slash + 1 == name.size();
      if (file || stack_.size() >= kMaxDepth) {
        add_file(folder, entry, name);
        ++at_;
      } else {
        add_folder(folder, entry, name.substr(0, slash));
      }
    }
    return std::move(changes_);
  }

 private:
  // git rebuilds a folder whose cached tree is not in the store.
  bool is_head_tree(const git::CacheTree::Node* cached, std::string_view head_id) const {
    return cached != nullptr && !cached->id.empty() && cached->id == head_id &&
           objects_.contains(ObjectId::from_raw(head_id));
  }

  void push(std::string_view prefix, size_t end, std::string_view head_id,
            const git::CacheTree::Node* cached) {
    StagedFolder& folder = stack_.emplace_back();
    folder.prefix = prefix;
    folder.end = end;
    folder.cached = cached;
    if (cached != nullptr) {
      const std::vector<git::CacheTree::Node>& nodes = cache_.nodes();
      const auto own = static_cast<size_t>(cached - nodes.data());
      for (size_t i = own + 1; i < cached->end; i = nodes[i].end) {
        folder.subfolders.push_back(&nodes[i]);
      }
      std::sort(folder.subfolders.begin(), folder.subfolders.end(),
                [](const auto* a, const auto* b) { return a->name < b->name; });
    }
    if (!head_id.empty()) load(folder, ObjectId::from_raw(head_id));
  }

  void load(StagedFolder& folder, const ObjectId& id) {
    Result<std::string> bytes = read_object(objects_, id, git::ObjectType::kTree);
    if (!bytes) {
      const bool missing = bytes.error().kind == ErrorKind::kNotFound;
      on_unread_({missing ? Reason::kMissing : Reason::kCorrupt,
                  "a tree of HEAD: all that is staged in it counts as new", id.hex()});
    } else if (!folder.head.load(*std::move(bytes), id_bytes_)) {
      on_unread_({Reason::kCorrupt, "a tree of HEAD holds bytes that are no entry", id.hex()});
    }
  }

  static const git::CacheTree::Node* find_cached(const StagedFolder& folder,
                                                 std::string_view name) {
    const auto at = std::lower_bound(
        folder.subfolders.begin(), folder.subfolders.end(), name,
        [](const auto* node, std::string_view wanted) { return node->name < wanted; });
    return at != folder.subfolders.end() && (*at)->name == name ? *at : nullptr;
  }

  static void append_entry(StagedFolder& folder, uint32_t mode, std::string_view name,
                           std::string_view id) {
    std::array<char, 12> octal;
    const auto end = std::to_chars(octal.data(), octal.data() + octal.size(), mode, 8).ptr;
    folder.tree.append(octal.data(), end).append(1, ' ').append(name).append(1, '\0').append(id);
  }

  void add_file(StagedFolder& folder, const git::IndexEntry& entry, std::string_view name) {
    const HeadTree::Kind kind = HeadTree::kind_of(entry.mode);
    HeadTree::Entry* const base = folder.head.find(name, kind);
    if (entry.intent_to_add) {
      ++changes_.intent_to_add;
      return;
    }
    if (base != nullptr) base->seen = true;
    if (entry.stage != 0) {
      ++changes_.unmerged;
      return;
    }
    if (kind == HeadTree::Kind::kFolder) {
      folder.tree_known = false;
      on_unread_({Reason::kUnsupported, "a whole folder staged as one entry", entry.path});
      return;
    }
    append_entry(folder, entry.mode, name, entry.id.raw());
    if (base != nullptr && base->tree.id == entry.id.raw()) return;  // at most its mode differs
    if (kind == HeadTree::Kind::kGitlink) {
      ++changes_.gitlinks;
      return;
    }
    changes_.blobs.push_back(
        {entry.path, entry.id, base != nullptr ? ObjectId::from_raw(base->tree.id) : ObjectId()});
  }

  void add_folder(StagedFolder& folder, const git::IndexEntry& entry, std::string_view name) {
    const std::string_view prefix =
        std::string_view(entry.path).substr(0, folder.prefix.size() + name.size() + 1);
    const auto begin = entries_.begin() + static_cast<ptrdiff_t>(at_);
    const auto last = entries_.begin() + static_cast<ptrdiff_t>(folder.end);
    const auto end = std::partition_point(begin, last, [&](const git::IndexEntry& other) {
      return std::string_view(other.path).starts_with(prefix);
    });
    HeadTree::Entry* const base = folder.head.find(name, HeadTree::Kind::kFolder);
    const git::CacheTree::Node* const cached = find_cached(folder, name);
    const std::string_view head_id = base != nullptr ? base->tree.id : std::string_view();
    if (base != nullptr) base->seen = true;
    if (cached != nullptr && !cached->id.empty()) {
      append_entry(folder, 0040000, name, cached->id);
    } else {
      folder.tree_known = false;
    }
    const auto end_at = static_cast<size_t>(end - entries_.begin());
    if (is_head_tree(cached, head_id)) {
      at_ = end_at;
    } else {
      push(prefix, end_at, head_id, cached);
    }
  }

  void finish(StagedFolder& folder) {
    for (const HeadTree::Entry& entry : folder.head.entries()) {
      if (entry.seen || entry.tree.is_gitlink()) continue;
      changes_.removed.push_back({std::string(folder.prefix) + std::string(entry.tree.name),
                                  ObjectId::from_raw(entry.tree.id), entry.tree.is_tree()});
    }
    if (folder.cached == nullptr || folder.cached->id.empty()) return;
    if (folder.tree_known &&
        hash_object(git::ObjectType::kTree, folder.tree, id_bytes_).raw() == folder.cached->id) {
      return;
    }
    on_unread_({Reason::kCorrupt,
                "the index holds a tree of this folder that its entries do not make, and git "
                "would commit that tree; run: git reset, and stage again",
                folder.prefix.empty() ? "." : std::string(folder.prefix)});
  }

  const git::ObjectStore& objects_;
  const std::vector<git::IndexEntry>& entries_;
  const git::CacheTree& cache_;
  const uint8_t id_bytes_;
  const OnUnread& on_unread_;
  size_t at_ = 0;                   // the next index entry
  std::deque<StagedFolder> stack_;  // a reference to one lasts while deeper ones come and go
  StagedChanges changes_;
};

// The folder that git stands in when it reads GIT_INDEX_FILE.
std::string work_tree_root(const GitEnvironment& environment, const git::Repository& repository) {
  if (!environment.work_tree.empty()) return joined_path(environment.folder, environment.work_tree);
  if (!environment.git_dir.empty() || repository.work_tree.empty()) return environment.folder;
  return repository.work_tree;
}

// Empty bytes: there is no index, and nothing is staged.
Result<std::string> read_index_file(const GitEnvironment& environment,
                                    const git::Repository& repository) {
  const std::string usual = repository.git_dir + "/index";
  const std::string path =
      environment.index_file.empty()
          ? usual
          : joined_path(work_tree_root(environment, repository), environment.index_file);
  Result<std::string> bytes = read_file(path, kMaxIndexBytes);
  if (bytes || bytes.error().kind != ErrorKind::kNotFound) return bytes;
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (path == usual || (path.ends_with("/index") &&
                        std::filesystem::equivalent(folder, repository.git_dir, failed))) {
    return std::string();
  }
  return Error{ErrorKind::kNotFound, "GIT_INDEX_FILE: " + bytes.error().message};
}

}  // namespace

struct StagedIndex::Impl {
  git::Repository repository;
  git::Limits limits;
  git::ObjectStore objects;
  std::optional<ObjectId> head;
  std::vector<git::IndexEntry> entries;
  std::string cache_bytes;  // viewed by `cache`
  git::CacheTree cache;
};

StagedIndex::StagedIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StagedIndex::~StagedIndex() = default;
StagedIndex::StagedIndex(StagedIndex&&) noexcept = default;
StagedIndex& StagedIndex::operator=(StagedIndex&&) noexcept = default;

Result<StagedIndex> StagedIndex::open(const GitEnvironment& environment,
                                      const git::Limits& limits) {
  Result<git::Repository> repository = find_repository(environment);
  if (!repository) return std::move(repository).error();
  const uint8_t id_bytes = repository->id_bytes;

  Result<git::ObjectStore> objects =
      open_objects(environment, *repository, limits, [](const Unread&) {});
  if (!objects) return std::move(objects).error();
  std::unique_ptr<Impl> impl(
      new Impl{*std::move(repository), limits, *std::move(objects), {}, {}, {}, {}});

  Result<std::optional<ObjectId>> head = git::read_head(impl->repository);
  if (!head) return std::move(head).error();
  impl->head = *head;

  const Result<std::string> bytes = read_index_file(environment, impl->repository);
  if (!bytes) return bytes.error();
  if (!bytes->empty()) {
    Result<std::vector<git::IndexEntry>> entries = git::parse_index(*bytes, id_bytes);
    if (!entries) return std::move(entries).error();
    impl->entries = *std::move(entries);
    impl->cache_bytes = git::find_index_extension(*bytes, id_bytes, "TREE");
    // As git has it: a cache tree that is damaged is no cache tree.
    if (auto cache = git::CacheTree::parse(impl->cache_bytes, id_bytes)) {
      impl->cache = *std::move(cache);
    }
  }
  return StagedIndex(std::move(impl));
}

const git::Repository& StagedIndex::repository() const { return impl_->repository; }
const std::optional<ObjectId>& StagedIndex::head() const { return impl_->head; }

StagedChanges StagedIndex::changes(const OnUnread& on_unread) const {
  ObjectId tree;
  if (impl_->head) {
    const Result<std::string> bytes =
        read_object(impl_->objects, *impl_->head, git::ObjectType::kCommit);
    git::Commit commit;
    if (bytes) git::parse_commit(*bytes, impl_->repository.id_bytes, commit);
    tree = commit.tree;
    if (tree.empty()) {
      const bool missing = !bytes && bytes.error().kind == ErrorKind::kNotFound;
      on_unread({missing ? Reason::kMissing : Reason::kCorrupt,
                 "the commit of HEAD: all that is staged counts as new", impl_->head->hex()});
    }
  }
  return Differ(impl_->objects, impl_->entries, impl_->cache, impl_->repository.id_bytes, on_unread)
      .run(tree);
}

std::vector<HeadFile> StagedIndex::removed_files(const StagedChanges& changes, size_t limit) const {
  std::vector<HeadFile> files;
  std::vector<StagedChanges::Removed> folders;
  for (const StagedChanges::Removed& removed : changes.removed) {
    if (removed.folder) {
      folders.push_back(removed);
    } else if (files.size() < limit) {
      files.push_back({removed.path, removed.id});
    }
  }
  // A hostile tree may name one subtree any number of times.
  for (size_t trees = 0; !folders.empty() && trees < limit && files.size() < limit; ++trees) {
    const StagedChanges::Removed folder = std::move(folders.back());
    folders.pop_back();
    const Result<std::string> bytes =
        read_object(impl_->objects, folder.id, git::ObjectType::kTree);
    if (!bytes) continue;
    git::TreeIterator iterator(*bytes, impl_->repository.id_bytes);
    git::TreeEntry entry;
    while (files.size() < limit && folders.size() < limit && iterator.next(entry)) {
      if (entry.is_gitlink() || folder.path.size() > kMaxDepth) continue;
      std::string path = folder.path + "/" + std::string(entry.name);
      const ObjectId id = ObjectId::from_raw(entry.id);
      if (entry.is_tree()) {
        folders.push_back({std::move(path), id, true});
      } else {
        files.push_back({std::move(path), id});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const HeadFile& a, const HeadFile& b) { return a.path < b.path; });
  return files;
}

Result<std::string> StagedIndex::blob(const ObjectId& id) const {
  return read_object(impl_->objects, id, git::ObjectType::kBlob);
}

Result<std::string> StagedIndex::lfs_object(std::string_view sha256_hex) const {
  return read_lfs_object(impl_->repository.common_dir, sha256_hex, impl_->limits.max_object_bytes);
}

Result<std::optional<std::string>> StagedIndex::file(std::string_view path) const {
  const auto at = std::lower_bound(
      impl_->entries.begin(), impl_->entries.end(), path,
      [](const git::IndexEntry& entry, std::string_view wanted) { return entry.path < wanted; });
  const bool there = at != impl_->entries.end() && at->path == path && at->stage == 0 &&
                     !at->intent_to_add && HeadTree::kind_of(at->mode) == HeadTree::Kind::kBlob;
  if (!there) return std::optional<std::string>();
  if ((at->mode & 0170000) == git::kModeSymlink) {
    return Error{ErrorKind::kUsage, "a symlink, which is not followed"};
  }
  Result<std::string> bytes = blob(at->id);
  if (!bytes) return std::move(bytes).error();
  return std::optional(*std::move(bytes));
}

}  // namespace sluice

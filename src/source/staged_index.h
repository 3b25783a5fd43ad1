// StagedIndex: what a commit of the index would add to HEAD, read from the index
// and the objects alone: no child process, no file of the working tree.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "git/repository.h"
#include "sluice/result.h"
#include "sluice/source.h"
#include "source/git_environment.h"

namespace sluice {

// A blob that the index has at a path where HEAD has another or none.
struct StagedBlob {
  std::string path;  // as stored: a hostile index may hold "../x"; never open it
  ObjectId id;
  ObjectId base;  // HEAD's blob at that path; empty: none
};

// A file that HEAD has and the index has not: where a rename may come from.
struct HeadFile {
  std::string path;
  ObjectId id;
};

struct StagedChanges {
  std::vector<StagedBlob> blobs;  // ascending by path
  // Those of whole folders are not expanded here: see StagedIndex::removed_files.
  struct Removed {
    std::string path;
    ObjectId id;
    bool folder = false;
  };
  std::vector<Removed> removed;
  uint64_t gitlinks = 0;       // submodules: their content is another repository's
  uint64_t intent_to_add = 0;  // entries without content
  uint64_t unmerged = 0;       // entries of a conflict: git commits none of them
};

// Immutable once opened: any number of threads may read.
class StagedIndex {
 public:
  // kNotFound: no repository, or GIT_INDEX_FILE names a file that is not there.
  // A repository without an index has nothing staged. Other errors are those of
  // open_repository, read_head, read_index and ObjectStore::open. A pack that
  // cannot be read is no error here: only what a commit needs has to be readable.
  // Alternate object folders are followed, as git does.
  static Result<StagedIndex> open(const GitEnvironment& environment, const git::Limits& limits);
  ~StagedIndex();
  StagedIndex(StagedIndex&&) noexcept;
  StagedIndex& operator=(StagedIndex&&) noexcept;

  const git::Repository& repository() const;
  const std::optional<ObjectId>& head() const;  // nullopt: the first commit is to come

  // A folder of HEAD that cannot be read counts as empty, so that all that is
  // staged below it is listed; it goes to `on_unread`.
  StagedChanges changes(const OnUnread& on_unread) const;

  // The files of `changes.removed`, at most `limit` of them, ascending by path.
  std::vector<HeadFile> removed_files(const StagedChanges& changes, size_t limit) const;

  // The bytes of a blob. kNotFound, kCorrupt (also: not a blob), kLimit.
  Result<std::string> blob(const ObjectId& id) const;

  // The content that an LFS pointer stands for, from the repository's own LFS
  // folder; `sha256_hex` is 64 lower-case digits. kNotFound, kCorrupt, kLimit, kIo.
  Result<std::string> lfs_object(std::string_view sha256_hex) const;

  // What is staged at `path`; nullopt: nothing. Errors as of blob(); kUsage: a
  // symlink.
  Result<std::optional<std::string>> file(std::string_view path) const;

 private:
  struct Impl;
  explicit StagedIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice

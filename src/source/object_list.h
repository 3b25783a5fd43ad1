// ObjectList: chosen commits, tags and blobs of a store, each once.
#pragma once

#include <cstddef>
#include <string>

#include "git/object_set.h"
#include "git/object_store.h"
#include "sluice/source.h"

namespace sluice {

// A few are read one by one, and so cost the same in a repository of any size; more than
// kFewObjects in the order of the packs, with what the deltas say of them (Blob::edit). Borrows all
// it is given.
class ObjectList : public Source {
 public:
  static constexpr size_t kFewObjects = 5000;

  // What is not there is told as kMissing.
  ObjectList(const git::ObjectStore& store, git::SortedIds objects, bool edits)
      : store_(store), objects_(objects), edits_(edits) {}

  // Only what lies in the store's own folder, not in its alternates, is looked through.
  void in_own_folder() { own_only_ = true; }
  // The content of Git LFS pointers, too, from the LFS folder in git's own folder (kLfs, with the
  // pointer's id). What is not there is kLfsAbsent.
  void with_lfs(std::string common_dir, uint64_t max_bytes) {
    lfs_dir_ = std::move(common_dir);
    lfs_max_bytes_ = max_bytes;
  }
  void few(size_t objects) { few_ = objects; }  // for tests

  // As HistorySource's.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  Result<void> read_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                         const std::stop_token& stop);
  Result<void> walk(git::SortedIds objects, unsigned workers, const BlobSink& sink,
                    const OnUnread& on_unread, const std::stop_token& stop);
  struct Pointer {
    ObjectId id;
    std::string sha256;
  };
  void give_lfs(const Pointer& pointer, const BlobSink& sink, const OnUnread& on_unread) const;

  const git::ObjectStore& store_;
  const git::SortedIds objects_;
  const bool edits_;
  bool own_only_ = false;
  std::string lfs_dir_;
  uint64_t lfs_max_bytes_ = 0;
  size_t few_ = kFewObjects;
};

}  // namespace sluice

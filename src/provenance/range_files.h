// RangeFiles: what the commits of a range bring, a file each: at a path, a content that none of the
// commit's parents has there. Of a merge that is what its conflicts' resolution, or an evil hand,
// put in; of a root, and of a commit whose parents are not known, all of it. Whatever a tree of the
// range holds was brought by a commit of the range or lies at that path in a known parent's tree.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "provenance/tree_reader.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::provenance {

struct BroughtFile {
  uint32_t path = 0, blob = 0;  // indices into RangeFiles
  uint32_t commit = 0;          // as it was called
  bool added = false;           // no parent has a file at that path
};

struct RangeFiles {
  std::vector<std::string> paths;  // raw: a crafted tree may hold "../x"
  std::vector<ObjectId> blobs;     // distinct
  std::vector<BroughtFile> files;  // each (path, blob) once, of the first commit that brings it
};

// Compares trees, reading only subtrees that differ. One thread.
class TreeDiff {
 public:
  // Entries that differ, in all commits, and bytes of distinct paths: more than these is a flood,
  // such as a tree that holds one subtree over and over; the rest is told as kLimit.
  static constexpr uint64_t kMaxSteps = 200'000'000;
  static constexpr uint64_t kMaxPathBytes = uint64_t{256} << 20;
  static constexpr size_t kMaxDepth = 2048;  // of folders, as git has it

  // Borrows both. What a commit's own tree lacks is told; so is what a parent's does: all that lies
  // there then counts as brought.
  TreeDiff(TreeReader& trees, const OnUnread& on_unread) : trees_(trees), on_unread_(on_unread) {}

  // Commits in their order, parents first. `parents`: their trees.
  void add(uint32_t commit, const ObjectId& tree, std::span<const ObjectId> parents);
  // Whether a tree was compared, as part of some commit's.
  bool has_read(const ObjectId& tree) const { return read_.contains(tree); }
  RangeFiles take() { return std::move(files_); }

 private:
  using Trees = std::vector<TreeReader::Tree>;
  void compare(const std::string& mine, const Trees& theirs, size_t depth);
  void add_folder(const git::TreeEntry& entry, const std::vector<git::TreeEntry>& others,
                  size_t depth);
  void add_file(const git::TreeEntry& entry, bool added);
  bool is_flood();

  TreeReader& trees_;
  const OnUnread& on_unread_;
  RangeFiles files_;
  std::unordered_map<std::string, uint32_t> path_numbers_;
  std::unordered_map<ObjectId, uint32_t> blob_numbers_;
  std::unordered_set<uint64_t> known_;  // path << 32 | blob
  std::unordered_set<ObjectId> read_;   // trees of the change
  std::string path_;                    // of the folder at hand, with its last slash
  uint32_t commit_ = 0;
  uint64_t steps_ = 0, path_bytes_ = 0;
  bool flood_ = false;
};

// The files of the tree `before` at paths where `after` has no file, by path, at most `limit`.
// What cannot be read is passed over.
struct RemovedFile {
  std::string path;
  ObjectId blob;
};
std::vector<RemovedFile> removed_files(TreeReader& trees, const ObjectId& before,
                                       const ObjectId& after, size_t limit);

}  // namespace sluice::provenance

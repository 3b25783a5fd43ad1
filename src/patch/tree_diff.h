// Tree diff: the files in which two trees differ, in the order in which git comes by them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patch/object_cache.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::patch {

class Pathspec;

inline constexpr uint32_t kTypeMask = 0170000;
inline constexpr uint32_t kRegular = 0100000;
inline constexpr uint32_t kGitlink = 0160000;
inline bool is_regular(uint32_t mode) { return (mode & kTypeMask) == kRegular; }
inline bool is_gitlink(uint32_t mode) { return (mode & kTypeMask) == kGitlink; }

// A file before and after; a mode of 0: there is none.
struct FilePair {
  std::string path;      // after; before, where there is none after
  std::string old_path;  // where another file's name was taken over, else empty
  uint32_t old_mode = 0, new_mode = 0;
  ObjectId old_id, new_id;

  bool added() const { return old_mode == 0; }
  bool deleted() const { return new_mode == 0; }
  // A file became a link, say: git shows its removal and the other's addition.
  bool retyped() const {
    return old_mode != 0 && new_mode != 0 && (old_mode & kTypeMask) != (new_mode & kTypeMask);
  }
};

// Compares trees; empty ids stand for the empty tree. Folders are entered, submodules are
// files. One thread.
class TreeDiffer {
 public:
  // Borrows both; `paths` may be null: all.
  TreeDiffer(ObjectCache& objects, uint8_t id_bytes, const Pathspec* paths)
      : objects_(objects), id_bytes_(id_bytes), paths_(paths) {}

  // Appends to `pairs`. A tree that cannot be read is an error, and what was found by
  // then stays.
  Result<void> diff(const ObjectId& before, const ObjectId& after, std::vector<FilePair>& pairs);
  // Whether there is any difference.
  Result<bool> differs(const ObjectId& before, const ObjectId& after);

 private:
  Result<void> walk(const ObjectId& before, const ObjectId& after, size_t depth);

  ObjectCache& objects_;
  const uint8_t id_bytes_;
  const Pathspec* paths_;
  std::string path_;  // of the folder in hand, with its '/'
  std::vector<FilePair>* pairs_ = nullptr;
  bool first_only_ = false;
};

}  // namespace sluice::patch

// Tree objects: entries as views into the object's bytes.
//   octal mode, ' ', name, '\0', raw id of 20 or 32 bytes; repeated to the end
// Source: git's tree-walk.c and fsck.c.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::git {

struct TreeEntry {
  uint32_t mode = 0;
  std::string_view name;  // raw: may be empty, ".." or hold '/' in a crafted tree
  std::string_view id;    // raw, of the tree's id size

  bool is_tree() const { return (mode & 0170000) == 0040000; }
  bool is_symlink() const { return (mode & 0170000) == 0120000; }
  bool is_gitlink() const { return (mode & 0170000) == 0160000; }
  bool is_blob() const { return !is_tree() && !is_gitlink(); }  // symlinks are blobs
};

// Gives the entries in the order of the object. Allocates nothing.
class TreeIterator {
 public:
  // `id_bytes` is 20 or 32.
  TreeIterator(std::string_view bytes, uint8_t id_bytes) : rest_(bytes), id_bytes_(id_bytes) {}

  // False at the end and at the first malformed entry.
  bool next(TreeEntry& entry);
  // After next() was false: the tree has bytes that are no entry.
  bool corrupt() const { return !rest_.empty(); }

 private:
  std::string_view rest_;
  uint8_t id_bytes_;
};

}  // namespace sluice::git

// The index (staging area): which blob is staged at which path.
// Source: gitformat-index(5), versions 2, 3 and 4; see INDEX.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

inline constexpr uint32_t kModeSymlink = 0120000;
inline constexpr uint32_t kModeGitlink = 0160000;  // a submodule's commit

// The layout, for who skips entries: the header; ctime, mtime, dev, ino, mode, uid, gid and size of
// each; the bit of its flags that says a second word of them follows.
inline constexpr size_t kIndexHeaderBytes = 12;
inline constexpr size_t kIndexStatBytes = 40;
inline constexpr unsigned kIndexFlagExtended = 0x4000;

struct IndexEntry {
  std::string path;  // as stored: a hostile index may hold "../x"; never open it unchecked
  ObjectId id;
  uint32_t mode = 0;           // as stored: 0100644, 0100755, kModeSymlink, kModeGitlink
  uint8_t stage = 0;           // 0 merged; 1 base, 2 ours, 3 theirs in a conflict
  bool intent_to_add = false;  // git add -N: `id` is the empty blob's
  bool skip_worktree = false;
};

// `bytes` is the whole file. Entries are ascending by (path, stage). `id_bytes`
// is 20 or 32. The trailing checksum is verified unless it is all zero
// (index.skipHash). kCorrupt; kUnsupported: another version, or a required
// extension (split index "link", sparse index "sdir"), named; kLimit: path
// compression that expands beyond reason.
Result<std::vector<IndexEntry>> parse_index(std::string_view bytes, uint8_t id_bytes);

// The same of a file. kNotFound where there is none: nothing is staged.
Result<std::vector<IndexEntry>> read_index(const std::string& index_path, uint8_t id_bytes);

}  // namespace sluice::git

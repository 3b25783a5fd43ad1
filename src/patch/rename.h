// Renames: files that went and files that came which are the same one under two names.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "patch/object_cache.h"
#include "patch/tree_diff.h"

namespace sluice::patch {

struct RenameOptions {
  bool enabled = true;         // diff.renames
  unsigned min_score = 30000;  // of kMaxScore: half of the content
  uint64_t limit = 1000;       // files on each side, about; 0: none
};
inline constexpr unsigned kMaxScore = 60000;

// Joins pairs of `pairs` (in git's order) that are a rename: the added one takes over the
// other's content, and the deleted one leaves. First those of equal content, then those
// of equal file names, then those that keep most, as git's diffcore-rename.c does, and
// with its answers. A file that cannot be read is no rename.
void find_renames(ObjectCache& objects, const RenameOptions& options, std::vector<FilePair>& pairs);

// What a text is made of: pieces of at most 64 bytes that end at a line's end, by a hash
// of each, with the bytes that all pieces of that hash have. Ascending.
// Source: git's diffcore-delta.c. A last piece without a '\n' does not count.
struct Piece {
  uint32_t hash = 0, bytes = 0;
};
std::vector<Piece> pieces_of(std::string_view text);
// The bytes of `before` that `after` has as well.
uint64_t kept_bytes(const std::vector<Piece>& before, const std::vector<Piece>& after);

}  // namespace sluice::patch

// CacheTree: an index extension that holds the tree ids of folders in which
// nothing was staged since those trees were read or written.
// Source: gitformat-index(5), "Cache tree"; git's cache-tree.c for what is refused.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice::git {

// The data of the extension `signature` ("TREE") in a whole index file: of
// several the last one's, which is the one that git uses. Empty where there is
// none, or where the file is not an index that parse_index reads.
std::string_view find_index_extension(std::string_view index, uint8_t id_bytes,
                                      std::string_view signature);

// Views the bytes it was parsed from. Immutable once parsed.
class CacheTree {
 public:
  struct Node {
    std::string_view name;  // of the folder in its parent; "" for the root
    std::string_view id;    // raw; empty: invalidated by something staged below
    uint32_t end = 0;       // one past the last node below this one
  };

  // `data` is the extension's. An empty one has no nodes. kCorrupt where it
  // differs in any byte from what git writes, so that no tree is trusted which
  // git would not.
  static Result<CacheTree> parse(std::string_view data, uint8_t id_bytes);

  // In pre-order: the root first, each folder before those below it.
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  std::vector<Node> nodes_;
};

}  // namespace sluice::git

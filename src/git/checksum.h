// The checksum that ends git's binary files: packs, their indexes, the index, commit-graphs.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::git {

// Whether the last `id_bytes` (20: SHA-1, 32: SHA-256) of `file`, which has as many, are the digest
// of what stands before them.
bool trailing_checksum_holds(std::string_view file, uint8_t id_bytes);

}  // namespace sluice::git

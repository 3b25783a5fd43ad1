// Git LFS pointers: the small text that git stores in place of a large file.
#pragma once

#include <string_view>

namespace sluice {

// The SHA-256 (64 lower-case hex digits, a view into `blob`) that the content of
// an LFS pointer has; empty: `blob` is no pointer.
// Source: git-lfs, docs/spec.md, "The Pointer".
std::string_view lfs_pointer_sha256(std::string_view blob);

}  // namespace sluice

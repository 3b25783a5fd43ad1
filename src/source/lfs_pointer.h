// Git LFS pointers: the small text that git stores in place of a large file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/result.h"

namespace sluice {

// The SHA-256 (64 lower-case hex digits, a view into `blob`) that the content of
// an LFS pointer has; empty: `blob` is no pointer.
// Source: git-lfs, docs/spec.md, "The Pointer".
std::string_view lfs_pointer_sha256(std::string_view blob);

// The content that a pointer stands for, from the LFS folder in `common_dir`, git's own folder;
// `sha256_hex` is lfs_pointer_sha256's. kNotFound, kCorrupt, kLimit, kIo.
Result<std::string> read_lfs_object(const std::string& common_dir, std::string_view sha256_hex,
                                    uint64_t max_bytes);

}  // namespace sluice

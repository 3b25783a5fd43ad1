// Whole files by plain reads, into a buffer that is reused from file to file.
#pragma once

#include <cstdint>
#include <string>

#include "sluice/result.h"

namespace sluice {

// Reads `fd` to its end into `buffer`, whose former content is lost and whose
// capacity is kept. kLimit: more than `max_bytes`; kIo otherwise. `fd` stays open.
Result<void> read_all(int fd, uint64_t max_bytes, std::string& buffer);

// Opens without following a symlink in the last component; refuses anything but
// a regular file. kNotFound, kLimit, kIo.
Result<std::string> read_file(const std::string& path, uint64_t max_bytes = uint64_t{64} << 20);

// Writes beside `path` and renames, so that a reader sees the old file or the
// whole new one; `mode` as chmod takes it. Never follows a symlink at `path`, but
// in /dev. A device or a pipe is written to as it is.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes,
                                   unsigned mode = 0600);

}  // namespace sluice

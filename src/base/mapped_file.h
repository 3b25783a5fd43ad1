// MappedFile: a whole regular file, read-only, in memory.
#pragma once

#include <string>
#include <string_view>

#include "sluice/result.h"

namespace sluice {

// For git's own immutable files (packs and their indexes), which are replaced by
// rename and never truncated in place. Files of the working tree are read, not
// mapped: another process may cut them short (SIGBUS).
class MappedFile {
 public:
  // Refuses symlinks and anything but a regular file. kNotFound, kIo.
  static Result<MappedFile> open(const std::string& path);
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace sluice

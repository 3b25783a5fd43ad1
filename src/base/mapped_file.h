// MappedFile: a whole regular file, read-only, in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/result.h"

namespace sluice {

// What the system says of a file: equal answers at two times mean that nobody wrote to it
// in between, but for writes within a tick of its clock. Times are nanoseconds since the
// epoch; all 0: no file.
struct FileIdentity {
  uint64_t device = 0, inode = 0, size = 0;
  int64_t modified_ns = 0, changed_ns = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

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
  // When it was opened.
  const FileIdentity& identity() const { return identity_; }

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
  FileIdentity identity_;
};

}  // namespace sluice

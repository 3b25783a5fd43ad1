// CacheFolder: the person's own folder for what one audit leaves to the next.
// CACHE.md says who may write there.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/mapped_file.h"
#include "sluice/result.h"

namespace sluice::cache {

// $XDG_CACHE_HOME/sluice, else ~/.cache/sluice, by the environment alone. kUsage:
// neither is set to an absolute path.
Result<std::string> default_cache_dir();

class CacheFolder {
 public:
  static constexpr size_t kKeyBytes = 32;

  // Makes the folder where it is missing (0700). `scanned` are the folders that are
  // scanned: the working tree, git's folders. kUsage, one line: the folder lies in one
  // of these (checked first, so that nothing is made there), is another person's,
  // can be written by others, or is no folder; kIo: it cannot be made.
  static Result<CacheFolder> open(const std::string& path, std::span<const std::string> scanned);

  // Maps `name`, which must be an own regular file that others cannot write: kUsage
  // else. kNotFound, kIo.
  Result<MappedFile> map(const std::string& name) const;
  // The same file's bytes, copied: for what must not fault should someone cut it short. kLimit as
  // well.
  Result<std::string> read(const std::string& name, uint64_t max_bytes) const;
  // Atomic; mode 0600.
  Result<void> write(const std::string& name, std::string_view bytes) const;
  // Of the files whose names end in `suffix`, removes all but the `count` written last.
  void keep_newest(std::string_view suffix, size_t count) const;

  // The folder's random key, made by the first who asks; of several at once all get
  // the same. A key file that others can read, or of another size, is replaced:
  // whatever it vouched for is then worth nothing.
  Result<std::string> key() const;

 private:
  // The path of `name`, checked.
  Result<std::string> own_file(const std::string& name) const;
  explicit CacheFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace sluice::cache

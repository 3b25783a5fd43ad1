#include "cli/private_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "base/escape.h"
#include "base/file_reader.h"

namespace sluice::cli {
namespace {

namespace fs = std::filesystem;

bool is_repository(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / ".git", ignored) ||
         (fs::exists(folder / "HEAD", ignored) && fs::exists(folder / "objects", ignored) &&
          fs::exists(folder / "refs", ignored));
}

}  // namespace

Result<void> write_private_file(const std::string& path, std::string_view text) {
  const std::string shown = escape_for_terminal(path);
  std::error_code error;
  const fs::path parent = fs::path(path).parent_path();
  const fs::path folder = fs::canonical(parent.empty() ? fs::path(".") : parent, error);
  if (error) return Error{ErrorKind::kUsage, shown + ": its folder is not there"};
  for (fs::path above = folder;; above = above.parent_path()) {
    if (is_repository(above)) {
      return Error{ErrorKind::kUsage, shown + " lies in the repository " +
                                          escape_for_terminal(above.string()) +
                                          "; the file holds secrets: name one outside"};
    }
    if (above == above.parent_path()) break;
  }
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return Error{ErrorKind::kUsage, shown + " is there and no regular file"};
  }
  return write_file_atomically(path, text, 0600);
}

}  // namespace sluice::cli

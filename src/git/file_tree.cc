#include "git/file_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

namespace sluice::git {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

// errno tells why it is null.
Folder open_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return nullptr;
  Folder folder(::fdopendir(fd));
  if (!folder) ::close(fd);
  return folder;
}

unsigned char entry_type(DIR* folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type;
  struct stat status {};
  if (::fstatat(::dirfd(folder), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return DT_REG;
  if (S_ISDIR(status.st_mode)) return DT_DIR;
  return S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
}

template <class Visit>
void for_each_entry(DIR* folder, const std::string& where, const OnUnread& on_unread,
                    const Visit& visit) {
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr) {
      if (errno != 0) on_unread({Reason::kUnreadable, std::strerror(errno), where});
      return;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") visit(*entry);
  }
}

bool is_symlink(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

}  // namespace

std::vector<TreeFile> list_files(const std::string& base, const std::string& folder,
                                 const OnUnread& on_unread) {
  std::vector<TreeFile> files;
  const std::string from = base + "/";
  std::vector<std::string> pending = {folder};
  while (!pending.empty()) {
    const std::string at = std::move(pending.back());
    pending.pop_back();
    const std::string path = from + at;
    const Folder open = open_folder(path);
    if (!open) {
      const int code = errno;
      if (code == ENOENT) continue;
      if (is_symlink(path)) {
        on_unread({Reason::kSymlinkOutside, "a symlink in place of a folder of git's own", at});
      } else if (code != ENOTDIR) {
        on_unread({Reason::kUnreadable, std::strerror(code), at});
      }
      continue;
    }
    for_each_entry(open.get(), at, on_unread, [&](const dirent& entry) {
      const unsigned char type = entry_type(open.get(), entry);
      std::string found = at + "/" + entry.d_name;
      if (type == DT_DIR) {
        pending.push_back(std::move(found));
      } else {
        files.push_back({std::move(found), type == DT_LNK});
      }
    });
  }
  std::sort(files.begin(), files.end(),
            [](const TreeFile& a, const TreeFile& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string> list_names(const std::string& folder, const std::string& where,
                                    const OnUnread& on_unread) {
  std::vector<std::string> names;
  const Folder open = open_folder(folder);
  if (!open) {
    if (errno != ENOENT) on_unread({Reason::kUnreadable, std::strerror(errno), where});
    return names;
  }
  for_each_entry(open.get(), where, on_unread,
                 [&](const dirent& entry) { names.emplace_back(entry.d_name); });
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sluice::git

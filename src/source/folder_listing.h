// What lies in a folder, as the records that getdents64(2) gives.
#pragma once

#include <dirent.h>
#include <fcntl.h>

#include <string_view>
#include <vector>

namespace sluice {

// Never follows a link and never waits for the other end of a pipe.
inline constexpr int kOpenFile = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
inline constexpr std::string_view kDotGit = ".git";

// Records one after the other: [begin, end) is a whole number of them, aligned
// as memory from new is.
struct Records {
  char* begin = nullptr;
  char* end = nullptr;

  // visit(entry, name), but for "." and "..".
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (char* at = begin; at < end;) {
      auto* entry = reinterpret_cast<dirent64*>(at);
      at += entry->d_reclen;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") visit(*entry, name);
    }
  }
};

// The whole of one folder's listing, in memory that is reused.
class FolderListing {
 public:
  // Types that the file system does not tell are looked up; DT_UNKNOWN is left
  // for what is gone. False: errno tells why, and what was read so far is there.
  bool read(int fd);
  // Valid until the next read.
  Records records() { return {bytes_.data(), bytes_.data() + size_}; }

 private:
  std::vector<char> bytes_;
  size_t size_ = 0;
};

// Of what a listing says, all that concerns its folder as a whole.
struct FolderFeatures {
  unsigned char dot_git = DT_UNKNOWN;  // its type; DT_UNKNOWN: not there
  bool ignore_file = false;
  bool head = false, objects = false, refs = false;

  bool bare_repository() const { return head && objects && refs; }
};
FolderFeatures features_of(const Records& records);

// Whether `.git`, of the type d_type, makes the folder `fd` a repository: a
// folder with a HEAD and objects, a file that points to one, or a symlink.
bool is_repository(int fd, unsigned char d_type);

}  // namespace sluice

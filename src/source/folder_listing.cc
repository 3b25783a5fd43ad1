#include "source/folder_listing.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "source/walk_folder.h"

namespace sluice {
namespace {

constexpr size_t kListingBytes = size_t{64} << 10;

void complete_types(int fd, const Records& records) {
  records.for_each([&](dirent64& entry, std::string_view) {
    if (entry.d_type != DT_UNKNOWN) return;
    struct stat status {};
    if (::fstatat(fd, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    entry.d_type = static_cast<unsigned char>(IFTODT(status.st_mode));
  });
}

}  // namespace

bool FolderListing::read(int fd) {
  size_ = 0;
  ssize_t got = 0;
  do {
    size_ += static_cast<size_t>(got);
    if (bytes_.size() < size_ + kListingBytes) bytes_.resize(2 * bytes_.size() + kListingBytes);
    got = ::getdents64(fd, bytes_.data() + size_, bytes_.size() - size_);
  } while (got > 0);
  const int code = errno;
  complete_types(fd, records());
  errno = code;
  return got == 0;
}

FolderFeatures features_of(const Records& records) {
  FolderFeatures features;
  records.for_each([&](const dirent64& entry, std::string_view name) {
    if (name == kDotGit) features.dot_git = entry.d_type;
    if (name == ".gitignore") features.ignore_file = entry.d_type == DT_REG;
    if (name == "HEAD") features.head = entry.d_type == DT_REG;
    if (name == "objects") features.objects = entry.d_type == DT_DIR;
    if (name == "refs") features.refs = entry.d_type == DT_DIR;
  });
  return features;
}

bool is_repository(int fd, unsigned char d_type) {
  const auto exists = [&](const char* path) {
    struct stat status {};
    return ::fstatat(fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
  };
  if (d_type == DT_LNK) return true;
  if (d_type == DT_DIR) {
    return exists(".git/HEAD") && (exists(".git/objects") || exists(".git/commondir"));
  }
  if (d_type != DT_REG) return false;
  constexpr std::string_view kPointer = "gitdir: ";
  std::array<char, kPointer.size()> head{};
  const Fd file(::openat(fd, ".git", kOpenFile));
  return file && ::read(file.get(), head.data(), head.size()) == ssize_t{head.size()} &&
         std::string_view(head.data(), head.size()) == kPointer;
}

}  // namespace sluice

#include "source/walk_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace sluice {
namespace {

constexpr int kKept = 128;
constexpr int kKeptAtStride = 384;
constexpr unsigned kStride = 32;

std::atomic<int> kept_count = 0;

// Drops one reference, and those that die with it.
void release(Folder* folder) {
  while (folder != nullptr && folder->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    Folder* parent = folder->parent;
    if (folder->fd) kept_count.fetch_sub(1, std::memory_order_relaxed);
    delete folder;
    folder = parent;
  }
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) {
    const int code = errno;
    ::close(fd_);
    errno = code;
  }
}

FolderRef FolderRef::make(FolderRef parent, std::string name) {
  FolderRef made;
  made.folder_ = new Folder;
  made->name = std::move(name);
  made->depth = parent.folder_ == nullptr ? 0 : parent->depth + 1;
  made->parent = std::exchange(parent.folder_, nullptr);
  return made;
}

FolderRef::~FolderRef() { release(folder_); }

FolderRef::FolderRef(const FolderRef& other) : folder_(other.folder_) {
  if (folder_ != nullptr) folder_->references.fetch_add(1, std::memory_order_relaxed);
}

void folder_path(const Folder& folder, std::string& path) {
  size_t size = 0;
  for (const Folder* at = &folder; at->parent != nullptr; at = at->parent) {
    size += at->name.size() + 1;
  }
  path.resize(size);
  for (const Folder* at = &folder; at->parent != nullptr; at = at->parent) {
    path[--size] = '/';
    size -= at->name.size();
    path.replace(size, at->name.size(), at->name);
  }
}

Fd open_folder(const Folder& folder) {
  std::vector<const Folder*> down;
  const Folder* at = &folder;
  for (; !at->fd; at = at->parent) down.push_back(at);
  if (down.empty()) return Fd(::fcntl(at->fd.get(), F_DUPFD_CLOEXEC, 0));
  Fd fd;
  for (int from = at->fd.get(); !down.empty(); from = fd.get()) {
    fd = Fd(
        ::openat(from, down.back()->name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) break;
    down.pop_back();
  }
  return fd;
}

void keep_open(Folder& folder, Fd& fd) {
  const bool root = folder.parent == nullptr;
  const int limit = folder.depth % kStride == 0 ? kKeptAtStride : kKept;
  if (kept_count.fetch_add(1, std::memory_order_relaxed) < limit || root) {
    folder.fd = std::move(fd);
  } else {
    kept_count.fetch_sub(1, std::memory_order_relaxed);
  }
}

}  // namespace sluice

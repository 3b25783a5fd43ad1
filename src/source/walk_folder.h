// The folders of a walk: a chain from each to the root, with few of them open.
#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "source/ignore_rules.h"

namespace sluice {

// An open file descriptor, or none.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd();
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

struct Folder;

// A counted reference, to a folder and so to all above it. Counted by hand: a
// chain of std::shared_ptr is released by recursion, and a hostile tree is
// thousands of levels deep.
class FolderRef {
 public:
  FolderRef() = default;
  // A folder `name` in `parent` (null: the root) that nothing else refers to yet.
  static FolderRef make(FolderRef parent, std::string name);
  ~FolderRef();
  FolderRef(const FolderRef& other);
  FolderRef(FolderRef&& other) noexcept : folder_(std::exchange(other.folder_, nullptr)) {}
  FolderRef& operator=(FolderRef other) noexcept {
    std::swap(folder_, other.folder_);
    return *this;
  }
  Folder* operator->() const { return folder_; }
  Folder& operator*() const { return *folder_; }

 private:
  Folder* folder_ = nullptr;
};

// Written by the one worker that lists it; immutable once a task of another
// folder or worker refers to it.
struct Folder {
  Folder* parent = nullptr;  // counted; null for the root
  std::string name;
  unsigned depth = 0;  // the root's is 0
  Fd fd;               // see keep_open
  IgnoreRules rules;
  bool tracked_only = false;  // ignored or nested: only what the index names counts
  bool tell_ignored = false;  // with tracked_only: the rest is told as ignored
  bool skip_dot_git = false;
  std::atomic<unsigned> references = 1;
};

// "" for the root, else "a/b/". Replaces `path`.
void folder_path(const Folder& folder, std::string& path);

// Opens it from the nearest ancestor that is open (the root must be), without
// following symlinks. On failure the result is empty and errno tells why.
Fd open_folder(const Folder& folder);

// Gives `fd` to the folder for its children to start from, while few folders of
// this process hold one, else leaves it; the root always takes it. The usual
// limit is 1024 a process; past the first hundred only every 32nd level is kept,
// so that going down again stays short in a deep tree.
void keep_open(Folder& folder, Fd& fd);

}  // namespace sluice

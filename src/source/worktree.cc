// The walk. A task is a folder to list, or a piece of a large folder's listing.
// Tasks lie on one stack, so that the walk goes depth first and few folders are
// in progress at a time. A folder is opened relative to its parent and a file
// relative to its folder, never following a symlink: what changes under the walk
// cannot lead it out of the root, and no path is too long. Names of files are
// the records of getdents64(2) in the worker's buffer; only folders allocate.
#include "source/worktree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>

#include "base/escape.h"
#include "base/file_reader.h"
#include "source/archive_magic.h"
#include "source/file_buffer.h"
#include "source/folder_listing.h"
#include "source/parts.h"
#include "source/tracked_paths.h"
#include "source/walk_folder.h"

namespace sluice {
namespace {

using Mode = WorktreeOptions::Mode;

constexpr size_t kPieceBytes = size_t{16} << 10;  // of a listing: about 400 names

Error cannot_open(const std::string& path, int code) {
  const ErrorKind kind = code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kIo;
  return {kind, escape_for_terminal(path) + ": " + std::strerror(code)};
}

// Of an entry that the listing named a moment ago.
Reason open_failure(int code) {
  switch (code) {
    case ENOENT:
    case ELOOP:    // now a symlink
    case ENOTDIR:  // no longer a folder
    case EISDIR: return Reason::kVanished;
    case ENXIO:  // a socket, or a device without hardware
    case ENODEV:
    case EAGAIN: return Reason::kSpecialFile;  // a pipe that someone holds open
    default: return Reason::kUnreadable;
  }
}

// Whether a link in a folder `depth` levels below `root` leads out of it, going
// by its text alone.
bool leads_outside(std::string_view target, size_t depth, std::string_view root) {
  if (target.substr(0, 1) == "/") {
    const bool below = target.substr(0, root.size()) == root &&
                       (root == "/" || target.size() == root.size() || target[root.size()] == '/');
    if (!below) return true;
    target.remove_prefix(root.size());
    depth = 0;
  }
  while (!target.empty()) {
    const size_t slash = target.find('/');
    const std::string_view part = target.substr(0, slash);
    target.remove_prefix(slash == std::string_view::npos ? target.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      ++depth;
    } else if (depth-- == 0) {
      return true;
    }
  }
  return false;
}

struct Task {
  FolderRef folder;
  std::vector<char> records;  // empty: list the folder
};

// What one thread works with.
struct Worker {
  unsigned number = 0;
  std::string path;        // of the entry at hand, from the root
  size_t folder_size = 0;  // of which this is its folder, slash included
  FolderListing listing;
  FileBuffer file;

  void enter(const Folder& folder) {
    folder_path(folder, path);
    folder_size = path.size();
  }
  void name(std::string_view entry) { path.replace(folder_size, std::string::npos, entry); }
  // The folder's own path: no slash at its end, "." for the root.
  std::string folder() const { return folder_size == 0 ? "." : path.substr(0, folder_size - 1); }
};

class Walk {
 public:
  Walk(const WorktreeOptions& options, const BlobSink& sink, const OnUnread& on_unread,
       std::stop_token stop)
      : options_(options),
        repository_(options.mode == Mode::kRepository),
        use_rules_(repository_ && !options.include_ignored),
        sink_(sink),
        on_unread_(on_unread),
        stop_(std::move(stop)),
        tracked_(repository_ ? options.index : std::span<const git::IndexEntry>()) {}

  Result<void> run_folder(unsigned workers) {
    Fd fd(::open(options_.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return cannot_open(options_.root, errno);
    find_root();
    FolderRef root = FolderRef::make({}, "");
    keep_open(*root, fd);
    if (use_rules_ && !options_.exclude_path.empty()) {
      const Result<std::string> text = read_file(options_.exclude_path);
      if (text) add_rules(*root, *text, "", true, "info/exclude");
    }
    tasks_.push_back({std::move(root), {}});
    workers_ = std::max(workers, 1u);
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 1; i < workers_; ++i) threads.emplace_back([this, i] { work(i); });
      work(0);
    }
    if (stop_.stop_requested()) return {};
    for (const std::string_view path : tracked_.unmet_submodules()) {
      tell(Reason::kSubmoduleAbsent, "a submodule that is not checked out", std::string(path));
    }
    return {};
  }

  Result<void> run_file() {
    // The target itself may be a symlink: the person named it.
    const Fd fd(::open(options_.root.c_str(), kOpenFile & ~O_NOFOLLOW));
    if (!fd) return cannot_open(options_.root, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return cannot_open(options_.root, errno);
    if (!S_ISREG(status.st_mode)) {
      return Error{ErrorKind::kUsage, escape_for_terminal(options_.root) +
                                          ": not a regular file; a pipe is scanned with `stdin`"};
    }
    Worker worker;
    worker.path = options_.root.substr(options_.root.rfind('/') + 1);
    give_file(worker, fd.get());
    return {};
  }

 private:
  void tell(Reason reason, std::string what, std::string where) const {
    on_unread_({reason, std::move(what), std::move(where)});
  }

  // For links with an absolute target, and for git folders within the root.
  void find_root() {
    const std::unique_ptr<char, decltype(&std::free)> real(
        ::realpath(options_.root.c_str(), nullptr), &std::free);
    real_root_ = real ? real.get() : options_.root;
    const std::string prefix = real_root_ == "/" ? "/" : real_root_ + "/";
    for (const std::string& path : options_.git_dirs) {
      if (path.compare(0, prefix.size(), prefix) == 0) {
        git_dirs_.push_back(path.substr(prefix.size()));
      }
    }
  }

  void work(unsigned number) {
    Worker worker;
    worker.number = number;
    for (;;) {
      Task task;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !tasks_.empty() || busy_ == 0; });
        if (tasks_.empty()) return;
        task = std::move(tasks_.back());
        tasks_.pop_back();
        ++busy_;
      }
      if (!stop_.stop_requested()) visit(worker, task);
      task = {};
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0 && tasks_.empty()) changed_.notify_all();
    }
  }

  void push(std::vector<Task> tasks) {
    if (tasks.empty()) return;
    {
      const std::lock_guard lock(mutex_);
      std::move(tasks.begin(), tasks.end(), std::back_inserter(tasks_));
    }
    if (workers_ > 1) changed_.notify_all();
  }

  void visit(Worker& worker, Task& task) {
    Folder& folder = *task.folder;
    worker.enter(folder);
    Fd opened = folder.fd ? Fd() : open_folder(folder);
    if (!folder.fd && !opened) {
      const int code = errno;
      tell(open_failure(code), std::strerror(code), worker.folder());
      return;
    }
    const int fd = folder.fd ? folder.fd.get() : opened.get();
    if (!task.records.empty()) {
      give_entries(worker, folder, fd,
                   {task.records.data(), task.records.data() + task.records.size()});
      return;
    }
    if (!worker.listing.read(fd)) {
      const int code = errno;
      tell(Reason::kUnreadable, std::strerror(code), worker.folder());
    }
    Records records = worker.listing.records();
    if (!enter(worker, folder, fd, features_of(records))) return;

    std::vector<Task> tasks = subfolders(worker, task.folder, records);
    if (workers_ > 1) split(task.folder, records, tasks);
    if (!tasks.empty() && !folder.fd) keep_open(folder, opened);
    push(std::move(tasks));
    give_entries(worker, folder, fd, records);
  }

  // Decides what the folder is. False: nothing in it is looked at.
  bool enter(Worker& worker, Folder& folder, int fd, const FolderFeatures& features) {
    const bool own = repository_ && folder.depth == 0;
    if (own) folder.skip_dot_git = true;
    const bool submodule =
        repository_ && !own && tracked_.meet_submodule(std::string_view(worker.folder()));
    if (!own && is_repository(fd, features.dot_git)) {
      tell(Reason::kNestedRepository, "a repository of its own", worker.folder());
      folder.skip_dot_git = features.dot_git == DT_DIR;
      if (repository_) {
        if (!tracked_.has_below(worker.path)) return false;
        folder.tracked_only = true;
        folder.tell_ignored = false;
      }
    } else if (submodule) {
      tell(Reason::kSubmoduleAbsent, "a submodule that is not checked out", worker.folder());
    } else if (features.bare_repository()) {
      tell(Reason::kNestedRepository, "a bare repository, whose objects were not read",
           worker.folder());
    }
    if (use_rules_ && !folder.tracked_only && features.ignore_file) {
      // One that cannot be read is told when its turn as a file comes.
      const Fd file(::openat(fd, ".gitignore", kOpenFile));
      const auto outcome = file ? worker.file.read(file.get(), IgnoreRules::kMaxTextBytes)
                                : FileBuffer::Outcome::kFailed;
      if (outcome != FileBuffer::Outcome::kFailed) {
        const bool whole = outcome == FileBuffer::Outcome::kRead;
        add_rules(folder, whole ? worker.file.bytes() : "", worker.path, whole,
                  worker.path + ".gitignore");
      }
    }
    return true;
  }

  void add_rules(Folder& folder, std::string_view text, std::string_view base, bool whole,
                 std::string where) const {
    bool over_limit = !whole;
    folder.rules = folder.rules.with(text, base, &over_limit);
    if (!over_limit) return;
    tell(Reason::kLimit, "not all of its patterns were read, so more is scanned", std::move(where));
  }

  // Whether the entry that worker.path names is to be looked at. `tracked_only`
  // is what that means for a folder.
  bool wanted(Worker& worker, const Folder& folder, bool is_folder, bool& tracked_only) {
    tracked_only = folder.tracked_only;
    if (!tracked_only) {
      if (!use_rules_ || folder.rules.match(worker.path, is_folder) != kIgnored) return true;
      tracked_only = true;
    }
    if (tracked_.has(worker.path)) return true;
    if (is_folder) worker.path += '/';
    if (is_folder && tracked_.has_below(worker.path)) {
      worker.path.pop_back();
      return true;
    }
    if (!folder.tracked_only || folder.tell_ignored) {
      tell(Reason::kIgnored, "named by an ignore rule", worker.path);
    }
    return false;
  }

  std::vector<Task> subfolders(Worker& worker, const FolderRef& folder, const Records& records) {
    std::vector<Task> tasks;
    records.for_each([&](const dirent64& entry, std::string_view name) {
      if (entry.d_type != DT_DIR || (folder->skip_dot_git && name == kDotGit)) return;
      worker.name(name);
      if (std::find(git_dirs_.begin(), git_dirs_.end(), worker.path) != git_dirs_.end()) return;
      bool tracked_only = false;
      if (!wanted(worker, *folder, true, tracked_only)) return;
      if (folder->depth == WorktreeSource::kMaxDepth) {
        tell(Reason::kLimit,
             "deeper than " + std::to_string(WorktreeSource::kMaxDepth) + " folders", worker.path);
        return;
      }
      FolderRef child = FolderRef::make(folder, std::string(name));
      child->rules = folder->rules;
      child->tracked_only = tracked_only;
      child->tell_ignored = folder->tracked_only ? folder->tell_ignored : tracked_only;
      tasks.push_back({std::move(child), {}});
    });
    return tasks;
  }

  // Cuts `records` down to one piece where it is long; the others become tasks.
  static void split(const FolderRef& folder, Records& records, std::vector<Task>& tasks) {
    char* begin = records.begin;
    char* first_end = records.end;
    for (char* at = begin; at < records.end;) {
      at += reinterpret_cast<const dirent64*>(at)->d_reclen;
      if (at < records.end && at - begin < static_cast<ptrdiff_t>(kPieceBytes)) continue;
      if (begin == records.begin) {
        first_end = at;
      } else {
        tasks.push_back({folder, std::vector<char>(begin, at)});
      }
      begin = at;
    }
    records.end = first_end;
  }

  // All but folders.
  void give_entries(Worker& worker, const Folder& folder, int fd, const Records& records) {
    records.for_each([&](const dirent64& entry, std::string_view name) {
      if (entry.d_type == DT_DIR || stop_.stop_requested()) return;
      if (folder.skip_dot_git && name == kDotGit) return;
      worker.name(name);
      bool tracked_only = false;
      if (!wanted(worker, folder, false, tracked_only)) return;
      switch (entry.d_type) {
        case DT_REG: return open_file(worker, fd, entry.d_name);
        case DT_LNK: return give_link(worker, folder, fd, entry.d_name);
        case DT_UNKNOWN:
          return tell(Reason::kVanished, "it was listed and then was not there", worker.path);
        default: return tell(Reason::kSpecialFile, "neither file nor folder", worker.path);
      }
    });
  }

  void open_file(Worker& worker, int folder_fd, const char* name) {
    const Fd fd(::openat(folder_fd, name, kOpenFile));
    if (!fd) {
      const int code = errno;
      return tell(open_failure(code), std::strerror(code), worker.path);
    }
    give_file(worker, fd.get());
  }

  void give_file(Worker& worker, int fd) {
    switch (worker.file.read(fd, options_.max_file_bytes)) {
      case FileBuffer::Outcome::kTooLarge: return give_large_file(worker, fd);
      case FileBuffer::Outcome::kFailed: {
        const int code = errno;
        return tell(open_failure(code), std::strerror(code), worker.path);
      }
      case FileBuffer::Outcome::kRead: break;
    }
    const std::string_view bytes = worker.file.bytes();
    if (is_archive(bytes)) {
      tell(Reason::kArchive, "compressed: its members were not opened", worker.path);
    }
    sink_(worker.number, {bytes, BlobKind::kFile, {}, worker.path});
  }

  // In parts, from its start; as long as it says it is now.
  void give_large_file(Worker& worker, int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0 ||
        static_cast<uint64_t>(status.st_size) <= options_.max_file_bytes ||
        ::lseek(fd, 0, SEEK_SET) != 0) {
      return tell(Reason::kLimit,
                  "larger than " + std::to_string(options_.max_file_bytes) +
                      " bytes, and it does not say how large",
                  worker.path);
    }
    const auto size = static_cast<uint64_t>(status.st_size);
    uint64_t left = size;
    const auto read = [&](std::span<char> out) -> Result<size_t> {
      if (left == 0) return 0;
      for (;;) {
        const ssize_t got = ::read(fd, out.data(), std::min<uint64_t>(out.size(), left));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return Error{ErrorKind::kIo, std::strerror(errno)};
        if (got == 0) return Error{ErrorKind::kNotFound, "it became shorter while it was read"};
        left -= static_cast<uint64_t>(got);
        return static_cast<size_t>(got);
      }
    };
    const Result<void> given = give_parts(worker.number, {{}, BlobKind::kFile, {}, worker.path},
                                          size, read, sink_, on_unread_, worker.path, stop_);
    if (given) return;
    tell(given.error().kind == ErrorKind::kNotFound ? Reason::kVanished : Reason::kUnreadable,
         given.error().message, worker.path);
  }

  void give_link(Worker& worker, const Folder& folder, int fd, const char* name) {
    std::array<char, PATH_MAX> text;
    const ssize_t size = ::readlinkat(fd, name, text.data(), text.size());
    if (size < 0) {
      const int code = errno;
      const Reason reason = code == EINVAL ? Reason::kVanished : open_failure(code);
      return tell(reason, std::strerror(code), worker.path);
    }
    const std::string_view target(text.data(), static_cast<size_t>(size));
    if (leads_outside(target, folder.depth, real_root_)) {
      tell(Reason::kSymlinkOutside, "a link that leads out of the target", worker.path);
    }
    sink_(worker.number, {target, BlobKind::kFile, {}, worker.path});
  }

  static constexpr IgnoreRules::Verdict kIgnored = IgnoreRules::Verdict::kIgnored;

  const WorktreeOptions& options_;
  const bool repository_;
  const bool use_rules_;
  const BlobSink& sink_;
  const OnUnread& on_unread_;
  const std::stop_token stop_;
  TrackedPaths tracked_;
  std::string real_root_;
  std::vector<std::string> git_dirs_;  // from the root
  unsigned workers_ = 1;

  std::mutex mutex_;
  std::condition_variable changed_;  // tasks_ has one, or all is done
  std::vector<Task> tasks_;
  unsigned busy_ = 0;  // workers that may still add to tasks_
};

}  // namespace

Result<void> WorktreeSource::for_each(unsigned workers, const BlobSink& sink,
                                      const OnUnread& on_unread, std::stop_token stop) {
  Walk walk(options_, sink, on_unread, std::move(stop));
  return options_.mode == Mode::kFile ? walk.run_file() : walk.run_folder(workers);
}

}  // namespace sluice

#include "base/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/escape.h"

namespace sluice {
namespace {

Error os_error(const std::string& path, int code) {
  return {code == ENOENT || code == ENOTDIR ? ErrorKind::kNotFound : ErrorKind::kIo,
          escape_for_terminal(path) + ": " + std::strerror(code)};
}

}  // namespace

Result<void> read_all(int fd, uint64_t max_bytes, std::string& buffer) {
  constexpr size_t kStep = size_t{256} << 10;
  size_t filled = 0;
  if (buffer.empty()) buffer.resize(kStep);
  for (;;) {
    if (filled == buffer.size()) buffer.resize(buffer.size() * 2);
    const ssize_t got = ::read(fd, buffer.data() + filled, buffer.size() - filled);
    if (got < 0) {
      if (errno == EINTR) continue;
      const int code = errno;
      buffer.clear();
      return Error{ErrorKind::kIo, std::strerror(code)};
    }
    if (got == 0) break;
    filled += static_cast<size_t>(got);
    if (filled > max_bytes) {
      buffer.clear();
      return Error{ErrorKind::kLimit,
                   "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
    }
  }
  buffer.resize(filled);
  return {};
}

Result<std::string> read_file(const std::string& path, uint64_t max_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ELOOP) {
    return Error{ErrorKind::kIo,
                 escape_for_terminal(path) + ": a symbolic link, which is not followed"};
  }
  if (fd < 0) return os_error(path, errno);
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    return Error{ErrorKind::kIo, escape_for_terminal(path) + ": not a regular file"};
  }
  // One byte more than the file has, so that its end is seen without growing.
  std::string bytes(static_cast<size_t>(std::clamp<off_t>(status.st_size, 0, 1 << 20)) + 1, '\0');
  const Result<void> read = read_all(fd, max_bytes, bytes);
  ::close(fd);
  if (!read)
    return Error{read.error().kind, escape_for_terminal(path) + ": " + read.error().message};
  return bytes;
}

namespace {

// 0, or errno.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return 0;
}

// A device or a pipe is written to, never replaced. Symlinks are followed to one
// in /dev only, where /dev/stdout is such a link.
bool is_special(const std::string& path) {
  struct stat status {};
  const bool there = path.starts_with("/dev/") ? ::stat(path.c_str(), &status) == 0
                                               : ::lstat(path.c_str(), &status) == 0;
  return there && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) || S_ISFIFO(status.st_mode));
}

Result<void> write_special(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return os_error(path, errno);
  const int code = write_all(fd, bytes);
  ::close(fd);
  if (code != 0) return os_error(path, code);
  return {};
}

}  // namespace

Result<void> write_file_atomically(const std::string& path, std::string_view bytes, unsigned mode) {
  if (is_special(path)) return write_special(path, bytes);
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return os_error(path, errno);
  const auto abandon = [&](int code) {
    ::close(fd);
    ::unlink(temporary.c_str());
    return os_error(path, code);
  };
  if (::fchmod(fd, static_cast<mode_t>(mode)) != 0) return abandon(errno);
  if (const int code = write_all(fd, bytes); code != 0) return abandon(code);
  if (::fsync(fd) != 0 && errno != EINVAL) return abandon(errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return abandon(errno);
  ::close(fd);
  return {};
}

}  // namespace sluice

#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/escape.h"

namespace sluice {
namespace {

int64_t nanoseconds(const timespec& time) {
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto fail = [&](int code) {
    return Error{code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo,
                 escape_for_terminal(path) + ": " + std::strerror(code)};
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return fail(errno);
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    return Error{ErrorKind::kIo, escape_for_terminal(path) + ": not a regular file"};
  }
  MappedFile file;
  file.size_ = static_cast<size_t>(status.st_size);
  file.identity_ = {status.st_dev, status.st_ino, file.size_, nanoseconds(status.st_mtim),
                    nanoseconds(status.st_ctim)};
  if (file.size_ > 0) {
    void* data = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, fd, 0);
    const int code = errno;
    ::close(fd);
    if (data == MAP_FAILED) {
      file.size_ = 0;
      return fail(code);
    }
    file.data_ = static_cast<const char*>(data);
  } else {
    ::close(fd);
  }
  return file;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      identity_(other.identity_) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(identity_, other.identity_);
  return *this;
}

}  // namespace sluice

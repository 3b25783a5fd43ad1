#include "cache/cache_folder.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/escape.h"
#include "base/file_reader.h"

namespace sluice::cache {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
constexpr char kKeyName[] = "key";

Error refused(const std::string& path, const std::string& why) {
  return {ErrorKind::kUsage, "cache " + escape_for_terminal(path) + ": " + why};
}

Error os_error(const std::string& path, int code) {
  return {code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo,
          "cache " + escape_for_terminal(path) + ": " + std::strerror(code)};
}

// As far as it exists, without symlinks.
Result<fs::path> canonical(const std::string& path) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(path, failed);
  if (failed) return os_error(path, failed.value());
  fs::path whole = fs::weakly_canonical(absolute, failed);
  if (failed) return os_error(path, failed.value());
  // "a/" and "a" are one folder.
  return whole.has_filename() ? whole : whole.parent_path();
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  auto at = path.begin();
  for (const fs::path& part : folder) {
    if (part.empty()) continue;
    if (at == path.end() || *at != part) return false;
    ++at;
  }
  return true;
}

Result<void> make_folders(const fs::path& path) {
  fs::path made;
  for (const fs::path& part : path) {
    made /= part;
    if (::mkdir(made.c_str(), 0700) != 0 && errno != EEXIST && errno != EISDIR) {
      const int code = errno;
      std::error_code ignored;
      if (!fs::is_directory(made, ignored)) return os_error(made.string(), code);
    }
  }
  return {};
}

Result<void> check_folder(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return os_error(path, errno);
  if (!S_ISDIR(status.st_mode)) return refused(path, "not a folder");
  if (status.st_uid != ::geteuid()) return refused(path, "belongs to another user; not used");
  if ((status.st_mode & kOthersWrite) != 0) {
    return refused(path, "others may write there; not used (chmod go-w)");
  }
  return {};
}

Result<std::string> random_key() {
  std::string key(CacheFolder::kKeyBytes, '\0');
  size_t filled = 0;
  while (filled < key.size()) {
    const ssize_t got = ::getrandom(key.data() + filled, key.size() - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error{ErrorKind::kIo, "the system gives no random bytes"};
    filled += static_cast<size_t>(got);
  }
  return key;
}

// An own file of the right size that only we can read; else kNotFound.
Result<std::string> read_key(const std::string& path) {
  struct stat status {};
  const bool ours = ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                    status.st_uid == ::geteuid() && (status.st_mode & kOthers) == 0;
  if (!ours) return Error{ErrorKind::kNotFound, "no key"};
  Result<std::string> key = read_file(path, CacheFolder::kKeyBytes);
  if (!key || key->size() != CacheFolder::kKeyBytes) return Error{ErrorKind::kNotFound, "no key"};
  return key;
}

}  // namespace

Result<std::string> default_cache_dir() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/sluice";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.cache/sluice";
  return Error{ErrorKind::kUsage,
               "no place for a cache: neither XDG_CACHE_HOME nor HOME is set; use --cache-dir"};
}

Result<CacheFolder> CacheFolder::open(const std::string& path,
                                      std::span<const std::string> scanned) {
  const Result<fs::path> whole = canonical(path);
  if (!whole) return whole.error();
  for (const std::string& folder : scanned) {
    const Result<fs::path> other = canonical(folder);
    if (!other) return other.error();
    if (lies_in(*whole, *other)) {
      return refused(path, "lies in what is scanned; not used (--cache-dir names another)");
    }
  }
  if (Result<void> made = make_folders(*whole); !made) return made.error();
  if (Result<void> checked = check_folder(whole->string()); !checked) return checked.error();
  return CacheFolder(whole->string());
}

Result<std::string> CacheFolder::own_file(const std::string& name) const {
  std::string path = path_ + "/" + name;
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return os_error(path, errno);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() ||
      (status.st_mode & kOthersWrite) != 0) {
    return refused(path, "not a file that only its owner may write; not used");
  }
  return path;
}

Result<MappedFile> CacheFolder::map(const std::string& name) const {
  const Result<std::string> path = own_file(name);
  return path ? MappedFile::open(*path) : path.error();
}

Result<std::string> CacheFolder::read(const std::string& name, uint64_t max_bytes) const {
  const Result<std::string> path = own_file(name);
  return path ? read_file(*path, max_bytes) : path.error();
}

void CacheFolder::keep_newest(std::string_view suffix, size_t count) const {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code failed;
  for (fs::directory_iterator entry(path_, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (!entry->path().native().ends_with(suffix)) continue;
    std::error_code gone;
    const fs::file_time_type written = fs::last_write_time(entry->path(), gone);
    if (!gone) files.emplace_back(written, entry->path());
  }
  if (files.size() <= count) return;
  std::sort(files.rbegin(), files.rend());
  for (size_t i = count; i < files.size(); ++i) fs::remove(files[i].second, failed);
}

Result<void> CacheFolder::write(const std::string& name, std::string_view bytes) const {
  return write_file_atomically(path_ + "/" + name, bytes, 0600);
}

Result<std::string> CacheFolder::key() const {
  const std::string path = path_ + "/" + kKeyName;
  if (Result<std::string> key = read_key(path); key) return key;
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    // What is there now may have been made since.
    if (Result<std::string> key = read_key(path); key) return key;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return os_error(path, errno);
  }
  const Result<std::string> fresh = random_key(), suffix = random_key();
  if (!fresh || !suffix) return fresh ? suffix.error() : fresh.error();
  const std::string temporary = path + "." + to_hex(suffix->substr(0, 8));
  if (Result<void> written = write_file_atomically(temporary, *fresh, 0600); !written) {
    return written.error();
  }
  // Unlike a rename, a link does not take the place of a key made meanwhile.
  const int linked = ::link(temporary.c_str(), path.c_str());
  const int code = errno;
  ::unlink(temporary.c_str());
  if (linked != 0 && code != EEXIST) return os_error(path, code);
  Result<std::string> key = read_key(path);
  if (!key) return Error{ErrorKind::kIo, "cache " + escape_for_terminal(path) + ": not readable"};
  return key;
}

}  // namespace sluice::cache

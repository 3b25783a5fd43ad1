#include "git/head.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/file_reader.h"
#include "base/mapped_file.h"
#include "git/refs.h"

namespace sluice::git {
namespace {

constexpr unsigned kMaxHeadDepth = 5;  // as git

Error corrupt_ref(std::string_view name, const char* what) {
  return {ErrorKind::kCorrupt, escape_for_terminal(name) + ": " + what};
}

bool is_kind(const std::string& path, mode_t kind) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

// Below refs/, and not able to leave it: the name becomes a path.
bool is_ref_name(std::string_view name) {
  return name.starts_with("refs/") && name.find('\0') == std::string_view::npos &&
         ("/" + std::string(name) + "/").find("/../") == std::string::npos;
}

// The id of `name` in packed-refs. A search for the line's end, as the file of a
// large repository holds megabytes of other refs.
Result<std::optional<ObjectId>> find_packed(const Repository& repository, std::string_view name) {
  const Result<MappedFile> file = MappedFile::open(repository.common_dir + "/packed-refs");
  if (!file) {
    if (file.error().kind == ErrorKind::kNotFound) return std::optional<ObjectId>();
    return file.error();
  }
  const std::string_view text = file->bytes();
  const size_t digits = size_t{repository.id_bytes} * 2;
  const std::string wanted = " " + std::string(name);
  for (size_t at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    if (end < text.size() && text[end] != '\n') continue;
    if (at < digits || (at > digits && text[at - digits - 1] != '\n')) continue;
    const std::optional<ObjectId> id = ObjectId::from_hex(text.substr(at - digits, digits));
    if (!id) return corrupt_ref("packed-refs", "a line that is no packed ref");
    return id;
  }
  return std::optional<ObjectId>();
}

// What the loose ref or HEAD at `path` says, without surrounding blanks; nullopt:
// it is not there. A symlink stands for a symbolic ref, as in old git.
Result<std::optional<std::string>> read_loose_ref(const std::string& path) {
  if (is_kind(path, S_IFLNK)) {
    std::array<char, PATH_MAX> target;
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    return std::optional<std::string>(
        "ref: " + std::string(target.data(), size > 0 ? static_cast<size_t>(size) : 0));
  }
  if (is_kind(path, S_IFDIR)) return std::optional<std::string>();
  Result<std::string> text = read_file(path, kMaxRefBytes);
  if (!text) {
    if (text.error().kind == ErrorKind::kNotFound) return std::optional<std::string>();
    return text.error();
  }
  text->erase(text->find_last_not_of(kWhitespace) + 1);
  return std::optional(*std::move(text));
}

}  // namespace

Result<std::optional<ObjectId>> read_head(const Repository& repository) {
  std::string name = "HEAD";
  for (unsigned depth = 0; depth <= kMaxHeadDepth; ++depth) {
    const bool own = !name.starts_with("refs/") || is_per_worktree(name);
    const std::string& folder = own ? repository.git_dir : repository.common_dir;
    const Result<std::optional<std::string>> text = read_loose_ref(folder + "/" + name);
    if (!text) return text.error();
    if (!*text) {
      if (depth == 0) return Error{ErrorKind::kNotFound, "the repository has no HEAD"};
      return find_packed(repository, name);
    }
    const std::string_view value = **text;
    if (!value.starts_with("ref:")) {
      const size_t digits = size_t{repository.id_bytes} * 2;
      const std::optional<ObjectId> id = ObjectId::from_hex(value.substr(0, digits));
      const bool ends =
          value.size() <= digits || kWhitespace.find(value[digits]) != kWhitespace.npos;
      if (!id || id->size != repository.id_bytes || !ends) {
        return corrupt_ref(name, "neither an object id nor \"ref: NAME\"");
      }
      return id;
    }
    const size_t begin = value.find_first_not_of(kWhitespace, 4);
    const std::string next(begin == value.npos ? "" : value.substr(begin));
    // What git writes where a reftable holds the refs.
    if (next == "refs/heads/.invalid") {
      return Error{ErrorKind::kUnsupported, "reftable is not read by this version"};
    }
    if (!is_ref_name(next)) return corrupt_ref(name, "names no ref");
    name = next;
  }
  return corrupt_ref("HEAD", "symbolic refs that lead to no end");
}

}  // namespace sluice::git

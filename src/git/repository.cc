#include "git/repository.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/paths.h"

namespace sluice::git {
namespace {

constexpr uint64_t kMaxPointerBytes = 1 << 16;  // a .git file or commondir

enum class FileType { kNone, kFile, kFolder, kSymlink, kOther };

// Of the path itself: a symlink is not followed.
FileType file_type(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return FileType::kNone;
  if (S_ISREG(status.st_mode)) return FileType::kFile;
  if (S_ISDIR(status.st_mode)) return FileType::kFolder;
  return S_ISLNK(status.st_mode) ? FileType::kSymlink : FileType::kOther;
}

std::string in_quotes(std::string_view path) { return "'" + escape_for_terminal(path) + "'"; }

// git wants HEAD, objects and refs. A .git folder may have lost its empty refs
// (archives and copies drop empty folders), and its objects are still there.
bool is_git_dir(const std::string& path, bool named_dot_git) {
  if (file_type(path + "/HEAD") == FileType::kNone) return false;
  if (file_type(path + "/commondir") == FileType::kFile) return true;
  return is_folder(path + "/objects") && (named_dot_git || is_folder(path + "/refs"));
}

bool ends_in_dot_git(std::string_view path) {
  return path == ".git" || (path.size() > 5 && path.substr(path.size() - 5) == "/.git");
}

class Opener {
 public:
  Opener(std::string root, bool follow_outside)
      : root_(std::move(root)), follow_outside_(follow_outside) {}

  Result<Repository> open() {
    if (Result<void> found = find_git_dir(); !found) return found.error();
    if (Result<void> found = find_common_dir(); !found) return found.error();
    for (const char* folder : {"/objects", "/objects/pack", "/objects/info"}) {
      const std::string path = repository_.common_dir + folder;
      if (file_type(path) != FileType::kSymlink) continue;
      if (Result<void> allowed = check_within(path, real_path(path)); !allowed) {
        return allowed.error();
      }
    }
    const Result<Config> config = git::read_config(repository_);
    if (!config) return config.error();
    if (Result<void> read = read_format(*config); !read) return read.error();
    repository_.partial |= has_promisor_remote(*config) || has_promisor_pack();
    struct stat status {};
    repository_.shallow =
        ::lstat((repository_.common_dir + "/shallow").c_str(), &status) == 0 && status.st_size > 0;
    return std::move(repository_);
  }

 private:
  Error none() const {
    return {ErrorKind::kNotFound, in_quotes(root_) + " is not a git repository"};
  }

  // `pointer` is the file that says `target`, which is normal.
  Result<void> check_within(const std::string& pointer, const std::string& target) const {
    if (follow_outside_ || is_within(target, root_)) return {};
    return Error{ErrorKind::kUsage, in_quotes(pointer) + " points to " + in_quotes(target) +
                                        ", outside the target; give --follow-gitdir to read it"};
  }

  // What `text`, written in the file `pointer`, leads to, relative to `base`.
  // Nothing outside the root is looked at before that is allowed.
  Result<std::string> resolve(const std::string& pointer, const std::string& base,
                              std::string_view text) const {
    if (text.empty() || text.size() >= PATH_MAX || text.find('\0') != std::string_view::npos) {
      return Error{ErrorKind::kCorrupt, in_quotes(pointer) + " names no path"};
    }
    std::string path = (std::filesystem::path(base) / text).lexically_normal().string();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    if (Result<void> allowed = check_within(pointer, path); !allowed) return allowed.error();
    const std::string real = real_path(path);
    if (real.empty()) {
      return Error{ErrorKind::kNotFound,
                   in_quotes(pointer) + " points to " + in_quotes(path) + ", which is not there"};
    }
    if (Result<void> allowed = check_within(pointer, real); !allowed) return allowed.error();
    return real;
  }

  // The one line of a pointer file, after `prefix`.
  static Result<std::string> read_pointer(const std::string& path, std::string_view prefix) {
    Result<std::string> text = read_file(path, kMaxPointerBytes);
    if (!text) return text.error();
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    if (text->compare(0, prefix.size(), prefix) != 0) {
      return Error{ErrorKind::kNotFound,
                   in_quotes(path) + " does not start with " + std::string(prefix)};
    }
    return text->substr(prefix.size());
  }

  Result<void> find_git_dir() {
    const std::string dot_git = root_ == "/" ? "/.git" : root_ + "/.git";
    Result<std::string> found = std::string();
    switch (file_type(dot_git)) {
      case FileType::kFolder: found = dot_git; break;
      case FileType::kSymlink: {
        const std::string real = real_path(dot_git);
        if (real.empty()) return none();
        if (Result<void> allowed = check_within(dot_git, real); !allowed) return allowed;
        found = real;
        break;
      }
      case FileType::kFile: {
        const Result<std::string> text = read_pointer(dot_git, "gitdir: ");
        if (!text) return text.error();
        found = resolve(dot_git, root_, *text);
        if (!found) return found.error();
        break;
      }
      case FileType::kNone:
      case FileType::kOther: break;
    }
    if (!found->empty() && is_git_dir(*found, true)) {
      repository_.git_dir = std::move(*found);
      repository_.work_tree = root_;
    } else if (is_git_dir(root_, ends_in_dot_git(root_))) {
      repository_.git_dir = root_;
    } else {
      return none();
    }
    return {};
  }

  Result<void> find_common_dir() {
    repository_.common_dir = repository_.git_dir;
    const std::string pointer = repository_.git_dir + "/commondir";
    if (file_type(pointer) == FileType::kNone) return {};
    const Result<std::string> text = read_pointer(pointer, "");
    if (!text) return text.error();
    Result<std::string> found = resolve(pointer, repository_.git_dir, *text);
    if (!found) return found.error();
    if (!is_folder(*found + "/objects")) return none();
    repository_.common_dir = std::move(*found);
    return {};
  }

  // Source: gitrepository-layout(5) and git's technical/repository-version.txt.
  Result<void> read_format(const Config& config) {
    int64_t version = 0;
    const ConfigEntry* entry = config.find("core", "", "repositoryformatversion");
    if (entry != nullptr) {
      const std::string_view text = entry->value ? std::string_view(*entry->value) : "";
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
      if (error != std::errc{} || end != text.data() + text.size()) {
        return Error{ErrorKind::kCorrupt, in_quotes(repository_.common_dir + "/config") +
                                              ": core.repositoryformatversion is no number"};
      }
    }
    if (version < 0 || version > 1) {
      return Error{ErrorKind::kUnsupported, "repository format version " + std::to_string(version) +
                                                " is not read by this version"};
    }
    for (const ConfigEntry& extension : config.entries()) {
      if (extension.section != "extensions") continue;
      if (Result<void> read = read_extension(extension, version); !read) return read;
    }
    return {};
  }

  Result<void> read_extension(const ConfigEntry& extension, int64_t version) {
    // Those that change how objects, refs or the index are found or read.
    const std::string name =
        extension.subsection.empty() ? extension.name : extension.subsection + "." + extension.name;
    const std::string_view value = extension.value ? std::string_view(*extension.value) : "";
    if (name == "objectformat") {
      if (value != "sha1" && value != "sha256") return unsupported("objectformat", value);
      repository_.id_bytes = value == "sha256" ? 32 : 20;
      return {};
    }
    if (name == "refstorage") {
      return value == "files" || value == "reftable" ? Result<void>()
                                                     : unsupported("refstorage", value);
    }
    if (name == "partialclone") {
      repository_.partial = true;
      return {};
    }
    constexpr std::array<std::string_view, 6> kHarmless = {
        "compatobjectformat", "noop",          "noop-v1", "preciousobjects",
        "relativeworktrees",  "worktreeconfig"};
    const bool known = std::find(kHarmless.begin(), kHarmless.end(), name) != kHarmless.end();
    // Before version 1 git reads past what it does not know, and so do we.
    if (known || version == 0) return {};
    return unsupported(name, "");
  }

  static Error unsupported(std::string_view extension, std::string_view value) {
    std::string text = "repository extension " + escape_for_terminal(extension);
    if (!value.empty()) text += " = " + escape_for_terminal(value);
    return {ErrorKind::kUnsupported, text + " is not read by this version"};
  }

  static bool has_promisor_remote(const Config& config) {
    return std::any_of(config.entries().begin(), config.entries().end(), [](const auto& entry) {
      return entry.section == "remote" && entry.name == "promisor" &&
             entry.as_bool().value_or(false);
    });
  }

  bool has_promisor_pack() const {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(
        ::opendir((repository_.objects_dir() + "/pack").c_str()), &::closedir);
    if (!folder) return false;
    while (const dirent* entry = ::readdir(folder.get())) {
      constexpr std::string_view kSuffix = ".promisor";
      const std::string_view name = entry->d_name;
      if (name.size() > kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix) {
        return true;
      }
    }
    return false;
  }

  const std::string root_;
  const bool follow_outside_;
  Repository repository_;
};

}  // namespace

std::vector<std::string> Repository::folders() const {
  std::vector<std::string> all{git_dir, common_dir};
  if (!work_tree.empty()) all.push_back(work_tree);
  return all;
}

Result<Repository> open_repository(const std::string& path, bool follow_outside) {
  std::string root = real_path(path);
  if (root.empty()) {
    return Error{ErrorKind::kNotFound, in_quotes(path) + ": no such file or folder"};
  }
  return Opener(std::move(root), follow_outside).open();
}

Result<Config> read_config(const Repository& repository) {
  Result<Config> config = Config::read(repository.common_dir + "/config");
  if (!config) return config;
  const ConfigEntry* own = config->find("extensions", "", "worktreeconfig");
  if (own == nullptr || !own->as_bool().value_or(false)) return config;
  Result<Config> worktree = Config::read(repository.git_dir + "/config.worktree");
  if (!worktree) return worktree;
  config->append(std::move(*worktree));
  return config;
}

std::optional<std::string> find_repository(const std::string& path) {
  for (std::string at = real_path(path); !at.empty();) {
    const std::string dot_git = at == "/" ? "/.git" : at + "/.git";
    if (file_type(dot_git) == FileType::kFile || is_git_dir(dot_git, true)) return at;
    if (is_git_dir(at, ends_in_dot_git(at))) return at;
    if (at == "/") break;
    at.resize(std::max<size_t>(at.rfind('/'), 1));
  }
  return std::nullopt;
}

}  // namespace sluice::git

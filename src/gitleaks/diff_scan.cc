#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/commit.h"
#include "git/head.h"
#include "git/index.h"
#include "gitleaks/commit_info.h"
#include "gitleaks/git_scan.h"
#include "gitleaks/repository.h"
#include "patch/file_patch.h"
#include "patch/object_cache.h"
#include "patch/rename.h"
#include "patch/tree_diff.h"

namespace sluice::gitleaks {
namespace {

constexpr uint64_t kMaxStagedBytes = uint64_t{1} << 30;

Result<std::vector<git::IndexEntry>> read_entries(const OpenRepository& opened) {
  const std::string& given = opened.environment.index_file;
  const std::string& root = opened.repository.work_tree;
  const std::string path = given.empty() ? opened.repository.git_dir + "/index"
                                         : joined_path(root.empty() ? "." : root, given);
  Result<std::vector<git::IndexEntry>> entries = git::read_index(path, opened.repository.id_bytes);
  if (!entries && entries.error().kind == ErrorKind::kNotFound) {
    return std::vector<git::IndexEntry>();
  }
  return entries;
}

// A hostile index may name what lies outside.
bool climbs(std::string_view path) {
  return path.starts_with('/') || ("/" + std::string(path) + "/").find("/../") != std::string::npos;
}

class DiffScan {
 public:
  DiffScan(const Detector& detector, OpenRepository& opened)
      : detector_(detector),
        opened_(opened),
        cache_(opened.store, nullptr, {}),
        patcher_(cache_, options_) {
    commit_.date = kNoDate;
  }

  Result<Scanned> run(Diff diff) {
    Result<std::vector<git::IndexEntry>> entries = read_entries(opened_);
    if (!entries) return std::move(entries).error();
    Result<void> done = diff == Diff::kStaged ? scan_staged(*entries) : scan_worktree(*entries);
    if (!done) return std::move(done).error();
    return std::move(scanned_);
  }

 private:
  bool is_below(std::string_view path) const { return path.starts_with(opened_.prefix); }

  void fail(const std::string& path, const Error& error) {
    scanned_.failures.push_back(escape_for_terminal(path) + ": " + error.message);
  }

  // Every file of HEAD, by its path.
  Result<std::map<std::string, patch::FilePair>> head_files() {
    std::map<std::string, patch::FilePair> files;
    const Result<std::optional<ObjectId>> head = git::read_head(opened_.repository);
    if (!head) return head.error();
    if (!*head) return files;
    const uint8_t id_bytes = opened_.repository.id_bytes;
    const Result<patch::Bytes> bytes = cache_.read(**head, git::ObjectType::kCommit);
    if (!bytes) return bytes.error();
    git::Commit commit;
    git::parse_commit(**bytes, id_bytes, commit);
    std::vector<patch::FilePair> pairs;
    patch::TreeDiffer differ(cache_, id_bytes, nullptr);
    if (Result<void> listed = differ.diff(ObjectId{}, commit.tree, pairs); !listed) {
      return std::move(listed).error();
    }
    for (patch::FilePair& pair : pairs) files.emplace(pair.path, pair);
    return files;
  }

  Result<void> scan_staged(const std::vector<git::IndexEntry>& entries) {
    Result<std::map<std::string, patch::FilePair>> head = head_files();
    if (!head) return std::move(head).error();
    std::vector<patch::FilePair> pairs;
    for (const git::IndexEntry& entry : entries) {
      const auto before = head->find(entry.path);
      patch::FilePair pair;
      pair.path = entry.path;
      if (before != head->end()) {
        pair.old_mode = before->second.new_mode;
        pair.old_id = before->second.new_id;
        head->erase(before);
      }
      if (entry.stage != 0 || entry.intent_to_add || !is_below(entry.path)) continue;
      pair.new_mode = entry.mode;
      pair.new_id = entry.id;
      if (pair.old_id != pair.new_id || pair.old_mode != pair.new_mode) pairs.push_back(pair);
    }
    for (const auto& [path, file] : *head) {
      if (!is_below(path)) continue;
      patch::FilePair pair;
      pair.path = path;
      pair.old_mode = file.new_mode;
      pair.old_id = file.new_id;
      pairs.push_back(pair);
    }
    std::sort(pairs.begin(), pairs.end(),
              [](const auto& one, const auto& other) { return one.path < other.path; });
    patch::find_renames(cache_, options_.renames, pairs);
    for (const patch::FilePair& pair : pairs) {
      const Result<std::span<const patch::AddedLines>> hunks = patcher_.make(pair);
      if (hunks) {
        scan_hunks(pair.path, *hunks);
      } else {
        fail(pair.path, hunks.error());
      }
    }
    return {};
  }

  Result<void> scan_worktree(const std::vector<git::IndexEntry>& entries) {
    const std::string& root = opened_.repository.work_tree;
    if (root.empty()) {
      return Error{ErrorKind::kUsage, "this operation must be run in a work tree"};
    }
    for (const git::IndexEntry& entry : entries) {
      const bool left_out = entry.stage != 0 || entry.skip_worktree || !is_below(entry.path) ||
                            patch::is_gitlink(entry.mode) || climbs(entry.path);
      if (!left_out) scan_file(root, entry);
    }
    return {};
  }

  void scan_file(const std::string& root, const git::IndexEntry& entry) {
    const Result<std::string> now = content_of(root + "/" + entry.path);
    if (!now) {
      if (now.error().kind != ErrorKind::kNotFound) fail(entry.path, now.error());
      return;
    }
    patch::Bytes before;
    if (!entry.intent_to_add) {
      Result<patch::Bytes> read = cache_.read(entry.id, git::ObjectType::kBlob);
      if (!read) return fail(entry.path, read.error());
      before = *std::move(read);
      if (*before == *now) return;
    }
    scan_hunks(entry.path, patcher_.make(before, std::make_shared<std::string>(*now)));
  }

  // Of a symlink: where it leads.
  static Result<std::string> content_of(const std::string& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
      std::string target(4096, '\0');
      const ssize_t size = readlink(path.c_str(), target.data(), target.size());
      if (size < 0) return Error{ErrorKind::kIo, "the link cannot be read"};
      target.resize(static_cast<size_t>(size));
      return target;
    }
    return read_file(path, kMaxStagedBytes);
  }

  void scan_hunks(const std::string& path, std::span<const patch::AddedLines> hunks) {
    for (const patch::AddedLines& lines : hunks) {
      scanned_.bytes += lines.text.size();
      detector_.scan({lines.text, path, {}, static_cast<int64_t>(lines.position), &commit_},
                     scratch_, scanned_.findings);
    }
  }

  const Detector& detector_;
  OpenRepository& opened_;
  const patch::DiffOptions options_;
  patch::ObjectCache cache_;
  patch::FilePatcher patcher_;
  CommitInfo commit_;
  Scratch scratch_;
  Scanned scanned_;
};

}  // namespace

Result<Scanned> scan_diff(const Detector& detector, const GitOptions& options, Diff diff) {
  std::vector<std::string> failures;
  Result<OpenRepository> opened = open_around(options.source, failures);
  if (!opened) return std::move(opened).error();
  Result<Scanned> scanned = DiffScan(detector, *opened).run(diff);
  if (scanned) {
    scanned->failures.insert(scanned->failures.end(), failures.begin(), failures.end());
  }
  return scanned;
}

}  // namespace sluice::gitleaks

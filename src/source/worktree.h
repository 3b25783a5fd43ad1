// WorktreeSource: files as they lie on disk. A repository's working tree, a
// plain folder, or one file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "git/index.h"
#include "sluice/source.h"

namespace sluice {

struct WorktreeOptions {
  enum class Mode : uint8_t {
    kRepository,  // tracked files, and untracked ones that no ignore rule names
    kFolder,      // every file; ignore files mean nothing
    kFile,        // `root` is one file
  };

  Mode mode = Mode::kFolder;
  std::string root;
  uint64_t max_file_bytes = uint64_t{256} << 20;  // a larger file is given in parts

  // The rest is for kRepository.
  std::span<const git::IndexEntry> index;  // ascending; must outlive the source
  std::string exclude_path;                // common_dir/info/exclude; may be absent
  std::vector<std::string> git_dirs;       // absolute; not walked where they lie in `root`
  bool include_ignored = false;
};

// Each file is one blob of kind kFile, with its path from the root and no id; a
// file target's path is its name. A symlink is not followed: its blob is the
// text it holds. Nothing outside the root is opened, whatever changes meanwhile.
//
// To on_unread, `where` being the path:
//   kIgnored           the topmost ignored entry; a folder's with a slash at its end
//   kNestedRepository  a folder with a .git of its own, which is not entered: in a
//                      repository the whole folder (tracked files in it are still
//                      given), else only its .git. Also a bare repository, whose
//                      files are given as any others
//   kSubmoduleAbsent   a submodule that is not checked out
//   kSymlinkOutside    a link that leads out of the root; its text is given
//   kArchive           a compressed container; its bytes are given as they are
//   kSpecialFile, kUnreadable, kVanished, kLimit (endless; deeper than kMaxDepth)
//
// A tracked file that is not on disk is no failure: history has it.
// Paths may be longer than PATH_MAX. Memory: one file a worker.
class WorktreeSource : public Source {
 public:
  static constexpr unsigned kMaxDepth = 4096;

  explicit WorktreeSource(WorktreeOptions options) : options_(std::move(options)) {}

  // kNotFound, kIo: the root cannot be opened. kUsage: it is not what `mode` says.
  Result<void> for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                        std::stop_token stop) override;

 private:
  WorktreeOptions options_;
};

}  // namespace sluice

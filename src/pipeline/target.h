// ScanTarget: what the person pointed at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"
#include "sluice/result.h"

namespace sluice {

struct ScanTarget {
  enum class Kind { kRepository, kFolder, kFile };

  Kind kind = Kind::kFolder;
  std::string shown;                          // as the person wrote it
  std::string path;                           // what to open: the working tree, folder or file
  std::optional<git::Repository> repository;  // for kRepository
  std::string note;  // one line worth saying: "a plain folder: it has no history", or empty

  // All that is scanned: a cache that is believed must not lie there.
  std::vector<std::string> folders() const;
};

// Without `path`: the repository around the current folder, else that folder.
// A folder inside a repository is scanned as files, and `note` says so. kUsage:
// nothing is there, or it is a repository that cannot be opened (the message
// says why); kUnsupported: a repository of a kind that this version does not read.
Result<ScanTarget> resolve_target(const std::optional<std::string>& path, bool follow_gitdir);

}  // namespace sluice

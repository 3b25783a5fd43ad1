// LogRequest: the options of `git log -p` that bear on what is shown, read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "patch/log_walk.h"
#include "patch/mailmap.h"
#include "patch/pathspec.h"
#include "patch/rename.h"
#include "sluice/result.h"

namespace sluice::patch {

struct DiffOptions {
  // What a merge is compared with. git log shows no patch of one unless it is asked to; a
  // combined one is none that gitleaks reads.
  enum class Merges : uint8_t { kNothing, kFirstParent, kEachParent };

  RenameOptions renames;
  unsigned context = 0, between_hunks = 0;  // lines
  bool as_text = false;                     // binary files, too
  std::string statuses = {};                // of --diff-filter; empty: all
  Merges merges = Merges::kNothing;

  bool shows(const FilePair& pair) const;
};

struct LogRequest {
  WalkRequest walk;
  DiffOptions diff;
  Pathspec paths;  // of the patches
};

// What names in the options mean. Borrows all of it.
struct LogContext {
  const git::ObjectStore& store;
  const git::RefSet& refs;
  CommitTable& commits;
  const Mailmap& mailmap;
  uint8_t id_bytes = 20;
  std::string prefix = {};  // the current folder in the repository, '/' behind it, or empty
  std::function<bool(const std::string& path)> exists = {};  // a file or folder, from there
  int64_t now = 0;                                           // seconds since the epoch
};

// As --full-history --all --diff-filter=tuxdb.
Result<LogRequest> whole_history(const LogContext& context);

// `words` as git log would be given them, behind -p -U0. kUsage names the first one that is
// no option, revision or path, or that is not read here. A request that starts nowhere
// starts at HEAD.
Result<LogRequest> parse_log_options(const std::vector<std::string>& words,
                                     const LogContext& context);

}  // namespace sluice::patch

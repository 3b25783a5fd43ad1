// FilePatch: what one file's change adds, as hunks of added lines.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patch/line_diff.h"
#include "patch/log_request.h"
#include "patch/object_cache.h"
#include "patch/tree_diff.h"

namespace sluice::patch {

// The lines that one hunk adds, joined, and where git says that the hunk starts. With no
// lines of context a hunk has one run of them; otherwise `added` may be of several.
struct AddedLines {
  uint64_t position = 0;  // line, from 1; 0 for a hunk before the first line
  std::string_view text;
};

struct FilePatch {
  const FilePair& pair;
  std::span<const AddedLines> hunks;
};

// Makes patches of pairs: one a thread.
class FilePatcher {
 public:
  // Borrows both.
  FilePatcher(ObjectCache& objects, const DiffOptions& options)
      : objects_(objects), options_(options) {}

  // What is compared: a blob's bytes, or the line that git shows for a submodule's commit.
  // Errors as ObjectCache::read().
  Result<Bytes> content(const ObjectId& id, uint32_t mode);

  // The hunks of `pair`, none for a deleted or a binary file, or where no line changed.
  // They live until the next call.
  Result<std::span<const AddedLines>> make(const FilePair& pair);
  // The same of two contents; null: there is none.
  std::span<const AddedLines> make(const Bytes& before, const Bytes& after);

 private:
  void join(std::string_view after);

  ObjectCache& objects_;
  const DiffOptions& options_;
  LineDiffer differ_;
  Bytes before_, after_;
  std::vector<Hunk> hunks_;
  std::vector<AddedLines> added_;
  std::vector<std::string> joined_;
};

}  // namespace sluice::patch

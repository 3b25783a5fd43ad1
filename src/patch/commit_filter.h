// CommitFilter: commits by their text: --author, --committer, --grep.
// Source: git-log(1), "Commit Limiting"; git's grep.c.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patch/commit_text.h"
#include "sluice/result.h"

namespace sluice::patch {

struct CommitPatterns {
  std::vector<std::string> author = {}, committer = {}, message = {};
  bool fold_case = false, extended = false, fixed = false;
  bool all_messages = false;     // every message pattern, not any
  bool invert_messages = false;  // none of them

  bool empty() const { return author.empty() && committer.empty() && message.empty(); }
};

// Immutable once compiled: any thread may ask.
class CommitFilter {
 public:
  // POSIX regular expressions, basic ones unless `extended`. kUsage: one does not compile.
  static Result<CommitFilter> compile(CommitPatterns patterns);
  ~CommitFilter();
  CommitFilter(CommitFilter&&) noexcept;
  CommitFilter& operator=(CommitFilter&&) noexcept;

  // Lines of a message are matched one by one.
  bool matches(const CommitText& text) const;

 private:
  struct Impl;
  explicit CommitFilter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::patch

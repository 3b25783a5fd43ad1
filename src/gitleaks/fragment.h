// Fragment: what gitleaks looks at in one piece: the lines that one hunk of a patch adds, or a
// chunk of a file. Nothing is seen across two of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::gitleaks {

// Of a commit, as reports have it. A patch without one has the zero date alone.
struct CommitInfo {
  std::string sha;  // hex; empty: none
  std::string author, email, date, message;
};

// The views live for one call only.
struct Fragment {
  std::string_view raw;
  std::string_view path;
  std::string_view symlink = {};
  int64_t start_line = 0;  // of the first line
  const CommitInfo* commit = nullptr;

  std::string_view sha() const { return commit == nullptr ? std::string_view() : commit->sha; }
};

}  // namespace sluice::gitleaks

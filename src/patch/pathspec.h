// Pathspec: which files of a tree a command is limited to.
// Source: gitglossary(7), "pathspec".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice::patch {

// Immutable once parsed: any thread may match.
class Pathspec {
 public:
  // `prefix` is the folder in the repository that names are relative to, with a '/' behind
  // it, or empty. kUsage: magic that is not read (attr), a path outside the repository.
  static Result<Pathspec> parse(const std::vector<std::string>& elements, std::string_view prefix);

  bool empty() const { return items_.empty(); }
  // `path` is a file's, from the repository's root.
  bool matches(std::string_view path) const;
  // Whether there may be a match below `folder`, which ends in '/'.
  bool may_match_below(std::string_view folder) const;

 private:
  struct Item {
    std::string pattern;
    size_t literal = 0;  // bytes of it before the first wildcard
    bool exclude = false, fold_case = false, path_glob = false;

    bool matches(std::string_view path) const;
  };
  static Result<Item> parse_item(std::string_view text, std::string_view prefix);

  std::vector<Item> items_;
};

// Whether the shell pattern matches all of `text`. With `path`, '*' and '?' stop at '/' and
// "**" is any number of folders. At most pattern.size() * text.size() steps and as many bits.
bool wild_match(std::string_view pattern, std::string_view text, bool path, bool fold_case);

}  // namespace sluice::patch

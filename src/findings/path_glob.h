// PathGlob: the pattern of a `path:` entry in an ignore file. Its grammar is in
// IGNORE.md: gitignore's, without negation and character classes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/result.h"

namespace sluice {

// Immutable once compiled: any number of threads may match.
class PathGlob {
 public:
  static constexpr size_t kMaxBytes = 1024;

  // kUsage: empty, longer than kMaxBytes, starts with '!', or ends in a lone backslash.
  static Result<PathGlob> compile(std::string_view pattern);

  // Whether `path` or a folder above it matches. Takes at most
  // path.size() * pattern.size() steps, whatever the two hold.
  bool matches(std::string_view path) const;

 private:
  enum class Kind : uint8_t {
    kLiteral,
    kAnyInName,   // ?
    kManyInName,  // *
    kFolders,     // zero or more whole "name/"
    kInFolder,    // as kFolders, within a name
    kEverything,  // what follows the last "/" of "folder/**"
  };
  struct Step {
    Kind kind = Kind::kLiteral;
    char literal = 0;
  };
  void add_free_steps(std::vector<bool>& states) const;

  std::vector<Step> steps_;
  bool folder_only_ = false;
};

}  // namespace sluice

// IgnoreRules: what .gitignore files say of a path.
// Source: gitignore(5); where it is silent, git's dir.c and wildmatch.c decide.
// Only files of the repository count: no core.excludesFile, no global file, so
// that the answer is the same on every machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace sluice {

// A stack of pattern lists, one a folder, the deepest first. Immutable and cheap
// to copy; any thread may ask.
class IgnoreRules {
 public:
  enum class Verdict : uint8_t {
    kNone,      // no pattern matches
    kIgnored,   // the last pattern that matches ignores it
    kIncluded,  // the last one starts with '!'
  };
  // Of all files that apply to one path together.
  static constexpr size_t kMaxTextBytes = size_t{4} << 20;
  static constexpr size_t kMaxPatterns = 65536;
  static constexpr size_t kMaxFiles = 256;

  IgnoreRules() = default;  // no patterns

  // These rules and, winning over them, the lines of `text`, which is the
  // .gitignore of folder `base` ("" is the root, else "a/b/"). info/exclude is
  // added first, with base "". Sets `*over_limit` (where given) when a limit
  // above is reached: what is past it is left out, so that more is scanned.
  IgnoreRules with(std::string_view text, std::string_view base, bool* over_limit = nullptr) const;

  // `path` is from the root, without a trailing slash, and lies below the folder
  // added last. The caller asks for each folder on the way down: what is in an
  // ignored folder is ignored, whatever this says of it alone.
  Verdict match(std::string_view path, bool is_folder) const;

  bool empty() const { return top_ == nullptr; }

 private:
  struct List;
  std::shared_ptr<const List> top_;
};

}  // namespace sluice

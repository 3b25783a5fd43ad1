// LineDiff: which lines one text has that another has not, as `git diff -U0` prints
// them: the same lines, not only as many.
//
// A change can be told in many ways, and git's choice decides what a scanner of added
// lines reads as one piece. So every step that bears on the choice is here, by its
// published description and by git's own output, which tests/equality/patch holds it
// against on whole histories:
//   - lines that are common at both ends are set aside; at the end, git looks at blocks
//     of 1 KiB first;
//   - a line that the other text has nowhere is changed; one that it has very often,
//     amid such lines, is as well;
//   - what is left goes through Myers' middle snake (An O(ND) Difference Algorithm and
//     its Variations, 1986) with the cut-offs of GNU diff;
//   - each run of changed lines is moved down as far as it goes, then up to face a run
//     of the other text, or to where indentation suggests (diff.indentHeuristic).
// git hashes every line of both texts. Here the common ends are found by comparing
// bytes, and only lines between them become numbers: a change touches a small part of
// its file.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace sluice::patch {

// One hunk. Lines are counted from 0.
struct Hunk {
  uint64_t old_line = 0, old_count = 0;
  uint64_t new_line = 0, new_count = 0;
  std::string_view added;  // the new lines, within the new text

  // Where git says it starts: a hunk that adds nothing stands at the line before it.
  uint64_t position() const { return new_count > 0 ? new_line + 1 : new_line; }
};

// Working memory that is kept from diff to diff: one a thread.
class LineDiffer {
 public:
  LineDiffer();
  ~LineDiffer();
  LineDiffer(LineDiffer&&) noexcept;
  LineDiffer& operator=(LineDiffer&&) noexcept;

  // The hunks that make `after` of `before`, ascending, in the place of what `hunks`
  // held. A line ends behind its '\n'; what follows the last one is a line, too.
  void diff(std::string_view before, std::string_view after, std::vector<Hunk>& hunks);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::patch

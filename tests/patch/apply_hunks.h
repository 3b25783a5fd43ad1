// Applies hunks to the text they were made for: what a diff has to stand up to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "patch/line_diff.h"

namespace sluice::test {

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    lines.push_back(text.substr(0, newline == text.npos ? text.size() : newline + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

// Empty and `ok` false where the hunks do not fit.
inline std::string applied(std::string_view before, const std::vector<patch::Hunk>& hunks,
                           bool& ok) {
  const std::vector<std::string_view> lines = lines_of(before);
  std::string after;
  size_t at = 0, written = 0;
  ok = true;
  for (const patch::Hunk& hunk : hunks) {
    if (hunk.old_line < at || hunk.old_line + hunk.old_count > lines.size() ||
        hunk.old_count + hunk.new_count == 0) {
      ok = false;
      return {};
    }
    for (; at < hunk.old_line; ++at, ++written) after += lines[at];
    if (written != hunk.new_line || lines_of(hunk.added).size() != hunk.new_count) {
      ok = false;
      return {};
    }
    after += hunk.added;
    at += hunk.old_count;
    written += hunk.new_count;
  }
  for (; at < lines.size(); ++at) after += lines[at];
  return after;
}

}  // namespace sluice::test

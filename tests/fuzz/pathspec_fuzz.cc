// fuzzes: patch
// A pathspec a line; the last line is the path. Each is a date as well.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patch/git_date.h"
#include "patch/pathspec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    lines.emplace_back(line);
    text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
    (void)sluice::patch::parse_git_date(lines.back(), 1709294400);
  }
  if (lines.empty()) return 0;
  const std::string path = lines.back();
  lines.pop_back();
  if (const auto spec = sluice::patch::Pathspec::parse(lines, "a/b/")) {
    (void)spec->matches(path);
    (void)spec->may_match_below(path);
  }
  return 0;
}

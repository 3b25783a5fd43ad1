// Lines of git's text files.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::git {

// Takes the next line off `rest`, without its '\n'; a last line need not have
// one. `rest` must not be empty.
inline std::string_view take_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

// Lines of one file that break its format. One number a file, so that a file
// of a million bad lines is one message.
struct BadLines {
  uint64_t count = 0;
  uint64_t first = 0;  // 1-based

  void add(uint64_t line) {
    if (count++ == 0) first = line;
  }
};

}  // namespace sluice::git

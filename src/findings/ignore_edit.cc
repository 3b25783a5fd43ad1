#include "findings/ignore_edit.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "findings/ignore_file.h"

namespace sluice {
namespace {

std::vector<std::string> lines_with_ends(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// The entry of one line; absent for a comment, an empty line and what is none.
std::optional<IgnoreEntry> entry_of(std::string_view line) {
  IgnoreFile one;
  const bool read = one.add("", line, IgnoreFile::Dialect::kSluice).has_value();
  if (!read || one.entries().empty()) return std::nullopt;
  return one.entries().front();
}

std::string text_of(const std::optional<IgnoreEntry>& entry) { return entry ? entry->text() : ""; }

// Where a line of `entry` goes: behind the entry before it, so that a comment stays above what it
// tells of.
size_t place_for(const std::vector<std::string>& lines, const std::string& entry) {
  size_t behind_last = lines.size();
  bool any = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string other = text_of(entry_of(lines[i]));
    if (other.empty()) continue;
    if (other > entry) return any ? behind_last : i;
    behind_last = i + 1;
    any = true;
  }
  return behind_last;
}

}  // namespace

Result<std::string> ignore_line(const IgnoreLine& line) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  for (const std::string* part : {&line.entry, &line.until, &line.reason}) {
    if (std::any_of(part->begin(), part->end(), is_control)) {
      return Error{ErrorKind::kUsage, "an entry and its reason are one line of plain text"};
    }
  }
  std::string text = line.entry;
  if (!line.until.empty() || !line.reason.empty()) text += "  #";
  if (!line.until.empty()) text += " until=" + line.until;
  if (!line.reason.empty()) text += " " + line.reason;
  IgnoreFile one;
  if (Result<void> read = one.add("", text, IgnoreFile::Dialect::kSluice); !read) {
    const std::string& message = read.error().message;
    return Error{ErrorKind::kUsage,
                 message.substr(std::min(message.find(' ') + 1, message.size()))};
  }
  if (one.entries().size() != 1 || one.entries()[0].text() != line.entry ||
      one.entries()[0].until.has_value() != !line.until.empty()) {
    return Error{ErrorKind::kUsage,
                 "the entry would be read as another: no '#' may follow a blank in it, no reason "
                 "may begin with 'until='"};
  }
  return text;
}

std::string with_ignore_line(std::string_view text, std::string_view line) {
  const std::string end = text.find("\r\n") == text.npos ? "\n" : "\r\n";
  std::vector<std::string> lines = lines_with_ends(text);
  if (!lines.empty() && !lines.back().ends_with('\n')) lines.back() += end;
  const std::string entry = text_of(entry_of(line));
  const auto same = std::find_if(lines.begin(), lines.end(), [&](const std::string& other) {
    return text_of(entry_of(other)) == entry;
  });
  const std::string written = std::string(line) + end;
  if (same != lines.end()) {
    *same = written;
  } else {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(place_for(lines, entry)), written);
  }
  std::string result;
  for (const std::string& each : lines) result += each;
  return result;
}

std::string without_lines(std::string_view text, const std::set<uint64_t>& numbers) {
  std::string result;
  uint64_t number = 0;
  for (const std::string& line : lines_with_ends(text)) {
    if (!numbers.contains(++number)) result += line;
  }
  return result;
}

}  // namespace sluice

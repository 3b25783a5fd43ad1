#include "base/line_index.h"

#include <algorithm>
#include <cstring>

#include "base/escape.h"

namespace sluice {
namespace {

// In blocks whose count fits a byte, which compilers turn into vector code.
uint64_t count_newlines(std::string_view text) {
  uint64_t count = 0;
  while (!text.empty()) {
    const std::string_view block = text.substr(0, 255);
    uint8_t in_block = 0;
    for (const char c : block) in_block = static_cast<uint8_t>(in_block + (c == '\n'));
    count += in_block;
    text.remove_prefix(block.size());
  }
  return count;
}

// Code points of `text`, an invalid byte counting as one.
uint64_t code_points(std::string_view text) {
  uint64_t count = 0;
  for (size_t at = 0; at < text.size(); ++count) {
    at += std::max<size_t>(1, utf8_length(text, at));
  }
  return count;
}

}  // namespace

LineIndex::Mark LineIndex::advance(Mark from, uint64_t offset) const {
  const size_t end = std::min<size_t>(offset, text_.size());
  const std::string_view passed = text_.substr(from.offset, end - from.offset);
  size_t line_begin = from.offset;
  if (const size_t newline = passed.rfind('\n'); newline != passed.npos) {
    from.line += count_newlines(passed);
    from.column = 1;
    line_begin += newline + 1;
  }
  from.column += code_points(text_.substr(line_begin, end - line_begin));
  from.offset = end;
  return from;
}

Location LineIndex::locate(Span span) {
  if (span.begin < last_.offset) last_ = first_;
  last_ = advance(last_, span.begin);
  const Mark end = advance(last_, span.end);
  return {last_.line, last_.column, end.line, end.column};
}

}  // namespace sluice

#include "base/line_index.h"

#include <algorithm>
#include <cstring>

#include "base/escape.h"

namespace sluice {
namespace {

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
  size_t line_begin = from.offset;
  while (line_begin < end) {
    const void* newline = std::memchr(text_.data() + line_begin, '\n', end - line_begin);
    if (newline == nullptr) break;
    line_begin = static_cast<size_t>(static_cast<const char*>(newline) - text_.data()) + 1;
    ++from.line;
    from.column = 1;
  }
  from.column += code_points(text_.substr(line_begin, end - line_begin));
  from.offset = end;
  return from;
}

Location LineIndex::locate(Span span) {
  if (span.begin < last_.offset) last_ = Mark();
  last_ = advance(last_, span.begin);
  const Mark end = advance(last_, span.end);
  return {last_.line, last_.column, end.line, end.column};
}

}  // namespace sluice

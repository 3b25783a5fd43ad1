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

void LineIndex::seek(uint64_t offset) {
  if (offset < line_begin_) {
    line_ = 1;
    line_begin_ = 0;
  }
  const size_t end = std::min<size_t>(offset, text_.size());
  while (line_begin_ < end) {
    const void* newline = std::memchr(text_.data() + line_begin_, '\n', end - line_begin_);
    if (newline == nullptr) break;
    line_begin_ = static_cast<size_t>(static_cast<const char*>(newline) - text_.data()) + 1;
    ++line_;
  }
}

Location LineIndex::locate(Span span) {
  Location location;
  seek(span.begin);
  location.line = line_;
  location.column = 1 + code_points(text_.substr(line_begin_, span.begin - line_begin_));
  const uint64_t saved_line = line_;
  const size_t saved_begin = line_begin_;
  seek(span.end);
  location.end_line = line_;
  location.end_column = 1 + code_points(text_.substr(line_begin_, span.end - line_begin_));
  line_ = saved_line;
  line_begin_ = saved_begin;
  return location;
}

}  // namespace sluice

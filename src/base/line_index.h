// Byte offsets to lines and columns.
#pragma once

#include <string_view>

#include "sluice/blob.h"

namespace sluice {

// Answers for ascending offsets cost one pass over the text together; an offset
// before the last one starts over. Lines end at '\n'. Not thread-safe.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text) : text_(text) {}
  Location locate(Span span);

 private:
  // Advances to the line that holds `offset`.
  void seek(uint64_t offset);

  std::string_view text_;
  uint64_t line_ = 1;
  size_t line_begin_ = 0;
};

}  // namespace sluice

// Byte offsets to lines and columns.
#pragma once

#include <string_view>

#include "sluice/blob.h"

namespace sluice {

// Answers for ascending offsets cost one pass over the text together; an offset
// before the last one starts over. Lines end at '\n'. Not thread-safe.
class LineIndex {
 public:
  // `start`: where the text's first byte stands (its line and column).
  explicit LineIndex(std::string_view text, const Location& start = {1, 1, 1, 1})
      : text_(text), first_{0, start.line, start.column}, last_(first_) {}
  Location locate(Span span);

 private:
  // A byte offset and where it stands.
  struct Mark {
    size_t offset = 0;
    uint64_t line = 1, column = 1;
  };
  // `from` moved forward to `offset`.
  Mark advance(Mark from, uint64_t offset) const;

  std::string_view text_;
  Mark first_, last_;
};

}  // namespace sluice

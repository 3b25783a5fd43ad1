// Location: where in a fragment a match is, as gitleaks counts it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/blob.h"

namespace sluice::gitleaks {

struct Place {
  int64_t start_line = 0, end_line = 0;  // from 0, within the fragment
  // Bytes. Counted from the '\n' before, so that they are from 1 on the first line and from 2 on
  // the others; `end_column` is the last byte's. 0 where the match ends behind the last '\n'.
  int64_t start_column = 0, end_column = 0;
  size_t line_begin = 0, line_end = 0;  // of the text of the lines; begins at the '\n' before
};

// `newlines`: offsets of every '\n' of `raw`, ascending. Held against gitleaks by the golden
// answers of tests/e2e.
Place locate(const std::vector<size_t>& newlines, std::string_view raw, Span match);

}  // namespace sluice::gitleaks

// The file that `git filter-repo --replace-text` takes, with the secrets of a report: one
// expression a line, EXPRESSION==>REPLACEMENT, by git-filter-repo(1). It splits at the last "==>",
// so a value may hold that; one with a line break is written as a regex.
#pragma once

#include <cstddef>
#include <string>

#include "sluice/report.h"
#include "sluice/result.h"

namespace sluice {

struct ReplaceText {
  std::string text;        // holds secrets in full
  size_t values = 0;       // in it
  size_t too_short = 0;    // left out: they stand in other text by chance
  size_t encoded = 0;      // of `values`, those that also lie encoded: their forms are in it, too
  size_t uncommitted = 0;  // left out: no object holds them
};

// Of the secrets that are reported (not suppressed) and that an object of the store holds; a longer
// value before a shorter one that it holds. kUsage: the secrets were taken out of the report, or a
// value lost bytes on its way through JSON.
Result<ReplaceText> replace_text(const Report& report);

}  // namespace sluice

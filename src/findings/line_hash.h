// LineHash: the fingerprint by which GitHub's code scanning knows a line again
// (primaryLocationLineHash). Source: github/codeql-action, src/fingerprints.ts.
//
// A rolling hash over UTF-16 code units, h = 37 h + c - 37^100 c', c' the unit 100 before: so each
// is of the 100 units from its line's start, blanks and tabs left out, CR and CRLF taken as LF.
// The text ends with 0xFFFF and then zeros. Written as hex and, after a colon, how many lines of
// the file had that hash by then.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// Of lines 1, 2, … of `text`, in order, at most `max_lines` of them. Bytes that are not UTF-8
// count as U+FFFD, as JavaScript reads them. The line after a last newline is one, too.
std::vector<std::string> line_hashes(std::string_view text, uint64_t max_lines);

}  // namespace sluice

// Writing .sluiceignore: what people wrote in it stays where it is.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "sluice/result.h"

namespace sluice {

struct IgnoreLine {
  std::string entry;   // a fingerprint, "secret:ID" or "path:GLOB"
  std::string until;   // YYYY-MM-DD, the last day; empty: for good
  std::string reason;  // one line
};

// "ENTRY  # until=DATE REASON". kUsage: what would not read back as that (a date that is none, a
// control character, a glob that holds " #", too long).
Result<std::string> ignore_line(const IgnoreLine& line);

// `text`, a .sluiceignore, with `line` (of ignore_line) in it: in place of the line of the same
// entry, else where its entries, sorted, have it. Line ends stay as they are.
std::string with_ignore_line(std::string_view text, std::string_view line);

// `text` without its lines of these numbers, from 1.
std::string without_lines(std::string_view text, const std::set<uint64_t>& numbers);

}  // namespace sluice

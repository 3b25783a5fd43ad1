// When: a point in time the way a person writes one.
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/result.h"

namespace sluice {

// Seconds since the epoch, UTC. `text` is one of
//   2024-03-01                    midnight UTC
//   2024-03-01T12:00:00Z          RFC 3339; 't', 'z', a blank for 'T', fractions and +01:00 too
//   2 weeks ago, 1 day ago, 90d   from `now`: hours, days, weeks, months, years, or h d w m y
//   yesterday                     1 day ago
// A month or year back is the same day and time of that month, or its last day.
// kUsage, naming `text` and the forms: anything else, or a time before 1970.
Result<int64_t> parse_when(std::string_view text, int64_t now);

}  // namespace sluice

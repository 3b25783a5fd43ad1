// Git dates: the points in time that --since and --until take.
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/result.h"

namespace sluice::patch {

// Seconds since the epoch. As git reads them (git-log(1), "Commit Limiting"):
//   2024-03-01, 2024/03/01, 2024.03.01   at this time of the day, here
//   2024-03-01T12:00[:00][Z|+01:00]      'T' or a blank or a dot; without a zone, here
//   @1700000000, 1700000000
//   2.weeks.ago, "3 days ago"            from `now`; seconds to years; a month has its own length
//   now, today, yesterday, noon, midnight
// kUsage, naming `text`: anything else, of which git would make some date or other.
Result<int64_t> parse_git_date(std::string_view text, int64_t now);

}  // namespace sluice::patch

// What gitleaks reads of a commit in the output of git log.
#pragma once

#include <cstdint>
#include <string>

#include "gitleaks/fragment.h"
#include "patch/commit_text.h"

namespace sluice::gitleaks {

inline constexpr const char* kNoDate = "0001-01-01T00:00:00Z";

// Without its id. The message is its subject in one line, then, behind a blank line, the rest
// with runs of blank lines as one.
CommitInfo commit_info(const patch::CommitText& text);

// Seconds since the epoch as 2024-03-01T12:00:00Z.
std::string utc_text(int64_t seconds);

}  // namespace sluice::gitleaks

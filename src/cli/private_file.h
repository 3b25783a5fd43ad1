// Files that hold secrets in full.
#pragma once

#include <string>
#include <string_view>

#include "sluice/result.h"

namespace sluice::cli {

// Writes `text` to `path`, mode 0600. kUsage: a repository lies at or above the folder, where the
// file could be committed; or something that is no regular file is there. Errors name `path`.
Result<void> write_private_file(const std::string& path, std::string_view text);

}  // namespace sluice::cli

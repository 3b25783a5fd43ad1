// What `sluice init` writes.
#pragma once

#include <string_view>

namespace sluice::cli {

// A .sluice.toml in which every setting is a comment: without them it says nothing, with "# " taken
// off those that hold TOML it is a valid file that shows each.
std::string_view starter_config();

}  // namespace sluice::cli

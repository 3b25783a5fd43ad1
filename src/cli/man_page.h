// The manual page, written from the flag table.
#pragma once

#include <string>
#include <string_view>

#include "cli/flag_table.h"

namespace sluice::cli {

// roff with the macros of man(7), one page for all commands. `version`: "sluice 0.1.0".
std::string man_page(const CommandEntry& root, std::string_view version);

}  // namespace sluice::cli

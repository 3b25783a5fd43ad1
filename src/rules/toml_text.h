// A TOML text, parsed: the one place that includes the parser.
#pragma once

#include <string>
#include <string_view>

#include "sluice/result.h"

#define TOML_EXCEPTIONS 0
// Its assertions fire on bytes of the text (a NUL where a key is due); without
// them the same bytes are the parse error that a hostile file deserves.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

namespace sluice {

// kUsage: "NAME:LINE: what is wrong", safe to print.
Result<toml::table> parse_toml(std::string_view text, const std::string& name);

}  // namespace sluice

// Newlines counted from a place in a text.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

// Where the (count + 1)th newline before `at` stands, or `floor`, whichever is greater.
uint64_t back_over_newlines(std::string_view text, uint64_t at, uint64_t floor, uint32_t count);

// Where the (count + 1)th newline from `at` on stands, or `limit`, whichever is less.
uint64_t on_over_newlines(std::string_view text, uint64_t at, uint64_t limit, uint32_t count);

}  // namespace sluice

// What tells this build of the program from every other.
#pragma once

#include <string_view>

namespace sluice {

// The linker's build id, raw bytes: another one for every change of any source. Empty where the
// program was linked without one.
std::string_view program_build();

}  // namespace sluice

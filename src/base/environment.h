// Variables of the process's environment.
#pragma once

#include <string>

namespace sluice {

// Empty where it is not set. Not while another thread sets one.
std::string environment_variable(const char* name);

}  // namespace sluice

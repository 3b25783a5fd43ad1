// Binary formats that gitleaks does not look into, by how their files start.
#pragma once

#include <string_view>

namespace sluice::gitleaks {

// Of the formats whose media type is application/*, and by no more of each than gitleaks looks at:
// "MZ" and "%!" are enough.
bool is_binary_format(std::string_view start);

}  // namespace sluice::gitleaks

// Entropy as gitleaks measures it.
#pragma once

#include <string_view>

namespace sluice::gitleaks {

// Shannon's, in bits a byte: the characters are counted, the bytes divided by. What is not UTF-8
// is a character U+FFFD a byte.
double entropy_of(std::string_view text);

}  // namespace sluice::gitleaks

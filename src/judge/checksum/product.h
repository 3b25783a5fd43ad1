// Whether two numbers of a key multiply to a third: the one proof that an RSA
// private key carries in itself.
#pragma once

#include <string_view>

namespace sluice::judge {

// Unsigned big-endian numbers, leading zeros allowed. False where a factor is longer
// than 2,048 bytes (a key of 32,768 bits) or either is 0 or 1.
bool is_product(std::string_view a, std::string_view b, std::string_view product);

}  // namespace sluice::judge

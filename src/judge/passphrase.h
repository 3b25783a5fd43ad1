// Passphrases: words that a person strung together, told from the names of a program.
#pragma once

#include <string_view>

namespace sluice::judge {

// Four words and more of 3 to 12 letters, hardly two alike, none of which a program or a sentence
// would say: joined alike by '-', '.', '_' or a blank, or each with a capital. Numbers of at
// most four digits may stand among them.
bool is_passphrase(std::string_view value);

}  // namespace sluice::judge

// PuTTY's private key files (PuTTY manual, appendix C), versions 2 and 3.
#pragma once

#include <string_view>
#include <vector>

#include "judge/checksum/checksum.h"

namespace sluice::judge {

// `lines`: of the file, from PuTTY-User-Key-File-N on, empty ones among them. A file
// without a passphrase is proven by its MAC, where its base64 can be read.
CheckOutcome check_putty(const std::vector<std::string_view>& lines);

}  // namespace sluice::judge

// What a user's own patterns mean beyond bytes.
#pragma once

#include <string_view>

namespace sluice {

// True where `regex`, read by RE2 in UTF-8, may match text with bytes >= 0x80
// that Hyperscan, which reads bytes, would not: a dot, a negated class or
// escape, a Unicode class, a byte >= 0x80 itself, or folding of k and s (whose
// other cases are U+212A and U+017F). Errs on the side of true.
bool differs_past_ascii(std::string_view regex);

}  // namespace sluice

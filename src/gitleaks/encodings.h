// Encodings: what reads as encoded text, and what it says. Hand-written scanners: linear in the
// text.
//   percent   %XX … %XX: from the first to the last of a line
//   unicode   U+XXXX U+XXXX …, or \uXXXX\uXXXX… (one backslash or two)
//   hex       32 digits or more
//   base64    16 letters, digits, "+/-_" or more, up to two '='
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gitleaks/decoder.h"

namespace sluice::gitleaks {

// Bits, so that a text of several layers has all of theirs; the lower one wins where two touch.
enum class Encoding : unsigned { kPercent = 1, kUnicode = 2, kHex = 4, kBase64 = 8 };

struct EncodingName {
  Encoding kind;
  std::string_view name;
};
inline constexpr EncodingName kEncodingNames[] = {{Encoding::kPercent, "percent"},
                                                  {Encoding::kUnicode, "unicode"},
                                                  {Encoding::kHex, "hex"},
                                                  {Encoding::kBase64, "base64"}};

struct EncodedText {
  Encoding kind = Encoding::kPercent;
  Range range;
};

// Ascending; of two that touch the one that wins, the other waits for the next pass.
std::vector<EncodedText> find_encoded(std::string_view text);
// Empty: it says nothing that is printable ASCII (of percent, hex and base64).
std::string decode(Encoding kind, std::string_view encoded);

}  // namespace sluice::gitleaks

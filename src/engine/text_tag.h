// TextTag: by what a text is known that was looked at before.
//
// A hash of 61 bits under a key that each process draws at random, after the repository was
// written: no text can be made to pass for another. NH (J. Black et al., "UMAC: Fast and Secure
// Message Authentication", 1999) takes two texts of one length to one sum under one key in 2^64,
// and the linear hash modulo 2^61 - 1 two sums, lengths or contexts to one tag under one in 2^61.
// So looking a million texts up among a million others errs with a chance below 10^-6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

using TextTag = uint64_t;  // 0 is that of no text

inline constexpr size_t kMaxTaggedBytes = 2048;

// Of a text of at most kMaxTaggedBytes, and of what else decides what is found in it: a number
// below 2^60.
TextTag text_tag(std::string_view text, uint64_t context);

}  // namespace sluice

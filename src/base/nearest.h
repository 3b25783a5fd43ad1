// The word that someone who typed another one may have meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sluice {

// Edits between them: a byte put in, left out or changed, or two neighbours swapped (optimal string
// alignment, R. W. Hamming's and V. I. Levenshtein's distance with F. J. Damerau's swap). O(a * b).
size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, the first of several, where at most a third of its letters
// differ (for one to three letters: one), or where `word` begins just one of them; else empty. Case
// does not count. Views into `candidates`.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// "; did you mean 'X'?", or nothing. For the end of a message.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace sluice

// Lexicon: what is a word, how much of a value words make up, how much its
// letters follow each other as in words. Fixed tables, no allocation.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::judge {

// `text` in any case is one of some 3,200 words of 4 to 12 letters.
bool is_word_known(std::string_view text);

struct WordCover {
  size_t letters = 0;  // all ASCII letters of the text
  size_t covered = 0;  // of those, the ones inside a known word of at least 4 letters
  size_t longest = 0;  // the longest known word, in letters
  double share() const {
    return letters == 0 ? 0 : static_cast<double>(covered) / static_cast<double>(letters);
  }
};
// Greedy from left to right, the longest word first; looks at 256 bytes at most.
WordCover cover_by_words(std::string_view text);

// Mean over neighbouring letters of log2(P(second | first) * 26): about +1.4 for
// words (1 % quantile +0.2), -2 for random letters (99 % quantile -0.1 at 24
// characters). 0 where fewer than 3 pairs of letters stand together.
double bigram_gap(std::string_view text);

// A password that guessing tries first: a common password, with letter look-alikes
// (0 for o, @ for a …) and up to 5 digits or marks after it.
bool is_common_password(std::string_view text);

}  // namespace sluice::judge

// Randomness: how much a value looks drawn at random from its alphabet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::judge {

// The smallest set that holds every character. Mixed-case hex counts as base 62;
// base 32 is RFC 4648's in one case; base 64 includes both of its alphabets, '=',
// '.' and '~'; kPrintable is the rest of ASCII; kOther has a byte outside it.
enum class Alphabet : uint8_t {
  kDigits,
  kHex,
  kBase32,
  kBase36,
  kBase62,
  kBase64,
  kPrintable,
  kOther,
};
std::string_view alphabet_name(Alphabet alphabet);
Alphabet alphabet_of(std::string_view value);

// Shannon entropy, bits a byte, 0..8.
double shannon_entropy(std::string_view value);

// The 1 % quantile of the entropy of strings of `length` drawn at random from
// `alphabet`: below it, a value was hardly drawn. Simulated, 12,000 draws a cell
// (5,000 past 40 characters); between the cells by interpolation. 0 below 8.
double entropy_floor(Alphabet alphabet, size_t length);

// What the characters look like beside each other.
struct Texture {
  size_t lower = 0, upper = 0, digits = 0, symbols = 0;  // a byte >= 0x80 is a symbol
  size_t classes = 0;                                    // of the four, those present
  size_t changes = 0;                                    // neighbours of different class
  size_t longest_run = 0;                                // equal neighbours
  size_t longest_walk = 0;  // neighbours that ascend or descend by one, of one class
  size_t distinct = 0;
  size_t vowels = 0;  // of the letters
};
// Looks at 256 bytes at most.
Texture texture_of(std::string_view value);

// `value` repeats a unit of at most half its length.
bool is_periodic(std::string_view value);

// A neighbour-key walk of a US keyboard (qwerty, 1qaz2wsx) makes up most of it.
bool is_keyboard_walk(std::string_view value);

}  // namespace sluice::judge

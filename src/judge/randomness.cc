#include "judge/randomness.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstdlib>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr std::array<double, 11> kLengths = {8, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128};
// One row an alphabet, in the order of the enum.
constexpr std::array<std::array<double, 11>, 7> kFloors = {{
    {1.75, 2.05, 2.35, 2.49, 2.62, 2.79, 2.91, 2.98, 3.05, 3.16, 3.20},
    {1.91, 2.36, 2.68, 2.87, 3.04, 3.25, 3.40, 3.50, 3.62, 3.76, 3.82},
    {2.16, 2.75, 3.08, 3.35, 3.54, 3.84, 4.02, 4.17, 4.35, 4.57, 4.69},
    {2.16, 2.79, 3.16, 3.38, 3.61, 3.90, 4.11, 4.27, 4.47, 4.70, 4.81},
    {2.41, 3.02, 3.33, 3.65, 3.86, 4.20, 4.44, 4.64, 4.90, 5.22, 5.40},
    {2.41, 3.02, 3.38, 3.65, 3.89, 4.23, 4.47, 4.66, 4.92, 5.25, 5.43},
    {2.50, 3.08, 3.45, 3.78, 4.02, 4.39, 4.65, 4.86, 5.16, 5.54, 5.77},
}};

constexpr size_t kMaxCounted = 256;

enum CharClass : uint8_t { kLowerClass, kUpperClass, kDigitClass, kSymbolClass };

CharClass class_of(char c) {
  if (is_lower(c)) return kLowerClass;
  if (is_upper(c)) return kUpperClass;
  return is_digit(c) ? kDigitClass : kSymbolClass;
}

bool is_vowel(char c) {
  return std::string_view("aeiou").find(to_lower(c)) != std::string_view::npos;
}

// Which single-alphabet sets still hold all characters seen.
struct Sets {
  bool digits = true, hex_lower = true, hex_upper = true, base32_lower = true, base32_upper = true;
  bool base36_lower = true, base36_upper = true, base62 = true, base64 = true, printable = true;

  void see(char c) {
    const bool digit = is_digit(c), lower = is_lower(c), upper = is_upper(c);
    digits &= digit;
    hex_lower &= digit || (lower && c <= 'f');
    hex_upper &= digit || (upper && c <= 'F');
    base32_lower &= lower || (c >= '2' && c <= '7');
    base32_upper &= upper || (c >= '2' && c <= '7');
    base36_lower &= digit || lower;
    base36_upper &= digit || upper;
    base62 &= digit || lower || upper;
    base64 &= is_alnum(c) || std::string_view("+/=-_.~").find(c) != std::string_view::npos;
    printable &= c >= 0x20 && c < 0x7f;
  }
};

// Keys by row and column; a neighbour is one step away on both.
bool are_neighbours(char a, char b) {
  static constexpr std::array<std::string_view, 4> kRows = {"1234567890", "qwertyuiop", "asdfghjkl",
                                                            "zxcvbnm"};
  int row_a = -9, column_a = 0, row_b = -9, column_b = 0;
  for (size_t row = 0; row < kRows.size(); ++row) {
    if (const size_t at = kRows[row].find(to_lower(a)); at != std::string_view::npos) {
      row_a = static_cast<int>(row), column_a = static_cast<int>(at);
    }
    if (const size_t at = kRows[row].find(to_lower(b)); at != std::string_view::npos) {
      row_b = static_cast<int>(row), column_b = static_cast<int>(at);
    }
  }
  if (row_a < 0 || row_b < 0) return false;
  return std::abs(row_a - row_b) + std::abs(column_a - column_b) == 1;
}

}  // namespace

std::string_view alphabet_name(Alphabet alphabet) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "digits", "hex", "base32", "base36", "base62", "base64", "printable", "other"};
  return kNames[static_cast<size_t>(alphabet)];
}

Alphabet alphabet_of(std::string_view value) {
  Sets sets;
  for (const char c : value) sets.see(c);
  if (sets.digits) return Alphabet::kDigits;
  if (sets.hex_lower || sets.hex_upper) return Alphabet::kHex;
  if (sets.base32_lower || sets.base32_upper) return Alphabet::kBase32;
  if (sets.base36_lower || sets.base36_upper) return Alphabet::kBase36;
  if (sets.base62) return Alphabet::kBase62;
  if (sets.base64) return Alphabet::kBase64;
  return sets.printable ? Alphabet::kPrintable : Alphabet::kOther;
}

double shannon_entropy(std::string_view value) {
  if (value.empty()) return 0;
  std::array<uint32_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  const double length = static_cast<double>(value.size());
  double bits = 0;
  for (const uint32_t count : counts) {
    if (count != 0) bits -= count / length * std::log2(count / length);
  }
  return bits;
}

double entropy_floor(Alphabet alphabet, size_t length) {
  if (length < 8) return 0;
  const auto& row = kFloors[std::min(static_cast<size_t>(alphabet), kFloors.size() - 1)];
  const double n = static_cast<double>(length);
  const auto next = std::upper_bound(kLengths.begin(), kLengths.end(), n);
  if (next == kLengths.end()) return row.back();
  const size_t i = static_cast<size_t>(next - kLengths.begin());
  const double part = (n - kLengths[i - 1]) / (kLengths[i] - kLengths[i - 1]);
  return row[i - 1] + part * (row[i] - row[i - 1]);
}

Texture texture_of(std::string_view value) {
  value = value.substr(0, kMaxCounted);
  Texture texture;
  std::array<size_t, 4> counts{};
  std::bitset<256> seen;
  size_t run = 0, up = 0, down = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const CharClass kind = class_of(c);
    ++counts[kind];
    seen.set(static_cast<unsigned char>(c));
    texture.vowels += is_vowel(c) ? 1 : 0;
    const bool same_class = i > 0 && class_of(value[i - 1]) == kind;
    texture.changes += i > 0 && !same_class ? 1 : 0;
    const int step = i > 0 ? c - value[i - 1] : 99;
    run = step == 0 ? run + 1 : 1;
    up = same_class && kind != kSymbolClass && step == 1 ? up + 1 : 1;
    down = same_class && kind != kSymbolClass && step == -1 ? down + 1 : 1;
    texture.longest_run = std::max(texture.longest_run, run);
    texture.longest_walk = std::max({texture.longest_walk, up, down});
  }
  texture.lower = counts[kLowerClass];
  texture.upper = counts[kUpperClass];
  texture.digits = counts[kDigitClass];
  texture.symbols = counts[kSymbolClass];
  for (const size_t count : counts) texture.classes += count != 0 ? 1 : 0;
  texture.distinct = seen.count();
  return texture;
}

bool is_periodic(std::string_view value) {
  for (size_t unit = 1; unit <= value.size() / 2 && unit <= 64; ++unit) {
    if (value.substr(unit) == value.substr(0, value.size() - unit)) return true;
  }
  return false;
}

bool is_keyboard_walk(std::string_view value) {
  if (value.size() < 4) return false;
  size_t steps = 0;
  for (size_t i = 1; i < value.size(); ++i) steps += are_neighbours(value[i - 1], value[i]) ? 1 : 0;
  return steps * 10 >= (value.size() - 1) * 7;
}

}  // namespace sluice::judge

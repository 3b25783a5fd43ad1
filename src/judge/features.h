// Features: what is measured of a value in its place, and the linear score that
// makes a verdict of it. One weight a named feature and head, so that a finding
// explains itself; a fitted model replaces the table of weights and nothing else.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "judge/file_family.h"
#include "judge/key_name.h"
#include "judge/right_hand_side.h"
#include "sluice/finding.h"

namespace sluice::judge {

// Two heads, since their scores are not comparable: entropy says nothing of a
// password typed by a person, word lists little of a machine's token.
enum class Head : uint8_t { kRandom, kHuman };

// All 0 or 1 where no other range is told. 0 means "not so" and costs nothing.
struct Features {
  // The key.
  double key_password = 0, key_secret = 0, key_token = 0, key_qualified = 0;
  double key_bare = 0;      // "key" or "auth" alone
  double key_absent = 0;    // no key name: the place itself names a credential
  double tail_unknown = 0;  // "password_zebra"
  // The place.
  double unquoted = 0, in_string = 0, record = 0;
  double comparison = 0, argument = 0, fallback = 0;
  double comment = 0;
  double machine_made = 0;
  // The value.
  double length = 0;          // (n - 16) / 24, at most 1
  double too_short = 0;       // below 6
  double entropy_margin = 0;  // bits above the floor of its alphabet and length, -1..1
  double no_digit = 0;
  double class_mix = 0;   // character classes - 2: -1..2
  double word_share = 0;  // letters inside known words, 0..1
  double bigram = 0;      // 0 for random letters .. 2 for words
  double dictionary = 0;  // a word, or one with digits behind it
  double common = 0;      // a common password
  double sample = 0;      // a word such as "example" or "dummy" is inside
  double identifier = 0;  // snake_case, camelCase, kebab-case of words
  double spaces = 0;
  double echo = 0;  // says no more than its key
  double uuid = 0;
  double walk = 0;  // a walk over the keyboard
  // The path, known to the second half only.
  double test_path = 0, example_path = 0, docs_path = 0, vendored_path = 0, prose = 0;
};

// What the value is like beside its alphabet, taken once.
struct ValueFacts {
  Features features;  // those of the value; the others are 0
  bool token_like = false;
  Strength strength = Strength::kHuman;  // kWeak, or kRandom where token_like
};
ValueFacts measure_value(std::string_view value, std::string_view key);

// Sum of bias and weight * feature. Appends a note for every term that is not 0,
// the bias too, so that the weights of the notes add up to the score.
double score(const Features& features, Head head, std::vector<ReasonNote>& notes);
// The same without notes.
double score(const Features& features, Head head);
// The terms of the path alone, without the bias.
double score_path(const FileFacts& facts, bool quoted, Head head, std::vector<ReasonNote>& notes);

// At or above the first a finding is medium, at or above the second low, else none.
inline constexpr double kMediumScore = 0.0;
inline constexpr double kLowScore = -2.2;

}  // namespace sluice::judge

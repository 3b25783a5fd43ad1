// Features: what is measured of a value in its place, and the linear score that
// makes a verdict of it. One weight a named feature and head, so that a finding
// explains itself. The weights are fitted: model_table.h, made by tools/judge/fit.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "judge/file_family.h"
#include "sluice/finding.h"

namespace sluice::judge {

// Three heads, since their scores are not comparable: entropy says nothing of a
// password typed by a person, word lists little of a machine's token, and in a URL's
// userinfo the notation itself says that a password stands there.
enum class Head : uint8_t { kRandom, kHuman, kUrl };
inline constexpr size_t kHeadCount = 3;

// All 0 or 1 where no other range is told. 0 means "not so" and costs nothing.
struct Features {
  // The key.
  double key_password = 0, key_secret = 0, key_token = 0, key_qualified = 0;
  double key_bare = 0;      // "key" or "auth" alone
  double key_absent = 0;    // no key name: the place itself names a credential
  double key_plain = 0;     // the deciding word is the whole key
  double tail_unknown = 0;  // "password_zebra"
  // The place.
  double unquoted = 0, in_string = 0, record = 0;
  double comparison = 0, argument = 0, fallback = 0;
  double comment = 0;
  double machine_made = 0;
  double digest_near = 0;   // the line speaks of a hash, a checksum, an id
  double account_near = 0;  // the line or one beside it speaks of a user or a host
  // The value: its length in bytes, where 8 to 11 is the common case.
  double length_below_6 = 0, length_6_7 = 0, length_12_15 = 0, length_16_23 = 0;
  double length_24_39 = 0, length_40_up = 0;
  double digest_length = 0;  // as many hex digits as a usual hash has
  // Its alphabet; letters of both cases with digits is the common case.
  double hex = 0, one_case = 0, base64_marks = 0, strong_marks = 0, name_marks = 0;
  double one_class = 0, three_classes = 0, four_classes = 0;  // of lower, upper, digit, mark
  double no_digit = 0, digits_only = 0;
  double digits_at_end = 0;   // and nowhere else
  double entropy_margin = 0;  // bits above the floor of its alphabet and length, -1..1
  double class_changes = 0;   // between neighbours, a character, 0..1
  double vowel_share = 0;     // of the letters, above 0.3: 0..0.7
  double word_share = 0;      // letters inside known words, 0..1; of one or two classes
  double words_mixed = 0;     // the same of three or four classes
  double bigram = 0;          // 0 for random letters .. 2 for words
  double dictionary = 0;      // a word, or one with digits behind it
  double common = 0;          // a common password
  double sample = 0;          // a word such as "example" or "dummy" is inside
  double identifier = 0;      // snake_case, camelCase, kebab-case of words
  double passphrase = 0;      // four words that no program says, under a password's name
  double capital_word = 0;    // a capital and small letters, as labels are written
  double spaces = 0;
  double echo = 0;  // says no more than its key
  double uuid = 0;
  double keyboard_walk = 0;  // or a repeated unit
  // A URL's userinfo.
  double same_as_user = 0, local_host = 0, example_host = 0;
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

// The terms of the path alone; `quoted` as in Evidence.
Features measure_path(const FileFacts& facts, bool quoted);

// Sum of bias and weight * feature. Appends a note for every term that is not 0,
// the bias too, so that the weights of the notes add up to the score.
double score(const Features& features, Head head, std::vector<ReasonNote>& notes);
// The same without notes.
double score(const Features& features, Head head);
// The terms of the path alone, without the bias.
double score_path(const FileFacts& facts, bool quoted, Head head, std::vector<ReasonNote>& notes);

// At or above the first a finding is medium, at or above the second low, else none.
inline constexpr double kMediumScore = 0.0;
double low_score(Head head);

// A named feature and its weight in each head.
struct Term {
  std::string_view name;
  double Features::*value;
  std::array<double, kHeadCount> weights;
};
std::span<const Term> terms();

}  // namespace sluice::judge

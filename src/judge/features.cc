#include "judge/features.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/ascii.h"
#include "judge/lexicon.h"
#include "judge/model_table.h"
#include "judge/passphrase.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"
#include "judge/shape.h"

namespace sluice::judge {
namespace {

constexpr size_t index_of(Head head) { return static_cast<size_t>(head); }

std::string number(double value) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.4g", value);
  return std::string(text.data(), static_cast<size_t>(std::clamp(size, 0, 31)));
}

double sum_terms(const Features& features, Head head, std::vector<ReasonNote>* notes) {
  double sum = 0;
  for (const Term& term : kTerms) {
    const double value = features.*term.value, weight = term.weights[index_of(head)];
    if (value == 0 || weight == 0) continue;
    sum += value * weight;
    if (notes != nullptr) notes->push_back({std::string(term.name), number(value), value * weight});
  }
  return sum;
}

std::string_view head_name(Head head) {
  static constexpr std::array<std::string_view, kHeadCount> kNames = {"random", "human", "url"};
  return kNames[index_of(head)];
}

double bias_of(Head head) { return kBiases[index_of(head)]; }

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/ ";

bool is_digest_length(size_t n) {
  return n == 32 || n == 40 || n == 56 || n == 64 || n == 96 || n == 128;
}

// A word, or a word with digits or marks behind it, in at most two classes.
bool is_dictionary_word(std::string_view value, size_t classes) {
  if (classes > 2) return false;
  while (!value.empty() && !is_alpha(value.back())) value.remove_suffix(1);
  return is_word_known(value);
}

// "Lozinka", "Nytt passord": what a translation puts on a button.
bool is_capital_word(std::string_view value) {
  return value.size() >= 4 && is_upper(value.front()) &&
         std::all_of(value.begin() + 1, value.end(),
                     [](char c) { return is_lower(c) || c == ' '; });
}

// "Copper.2031", "falcon-Magnet43": words as people make them fit a rule of capitals, digits and
// a mark, which no style of names has.
bool is_composed(std::string_view value, const Texture& texture) {
  const auto marks = std::count_if(value.begin(), value.end(), [](char c) { return !is_alnum(c); });
  return texture.classes == 4 && marks == 1 && texture.digits >= 2;
}

// Long enough and unlike language: what a machine draws. Hex has too few letters
// for words and bigrams to say anything.
bool is_token_like(std::string_view value, Alphabet alphabet, const Texture& texture,
                   const Features& features, double margin) {
  const size_t n = value.size();
  if (n < 16 && !(n >= 12 && texture.digits >= 2 && texture.classes >= 3)) return false;
  if (features.spaces > 0 || alphabet == Alphabet::kOther || alphabet == Alphabet::kDigits)
    return false;
  if (margin < 0 || features.keyboard_walk > 0 || texture.longest_walk >= 7) return false;
  if (alphabet == Alphabet::kHex) return texture.digits > 0;
  if (texture.digits == 0 && (n < 24 || texture.classes < 2)) return false;
  return features.word_share < 0.55 && features.bigram < 1.6 && features.identifier == 0 &&
         features.passphrase == 0;
}

void note_length(size_t n, Features& f) {
  if (n < 6) f.length_below_6 = 1;
  if (n == 6 || n == 7) f.length_6_7 = 1;
  if (n >= 12 && n < 16) f.length_12_15 = 1;
  if (n >= 16 && n < 24) f.length_16_23 = 1;
  if (n >= 24 && n < 40) f.length_24_39 = 1;
  if (n >= 40) f.length_40_up = 1;
}

// All digits stand behind all letters: "harbour2024".
bool has_digits_at_end(std::string_view value) {
  const auto first = std::find_if(value.begin(), value.end(), is_digit);
  return first != value.begin() && first != value.end() &&
         std::none_of(first, value.end(), is_alpha);
}

void note_texture(std::string_view value, const Texture& texture, Alphabet alphabet, Features& f) {
  const auto n = static_cast<double>(value.size());
  const size_t letters = texture.lower + texture.upper;
  f.hex = alphabet == Alphabet::kHex ? 1 : 0;
  f.digest_length = f.hex > 0 && is_digest_length(value.size()) ? 1 : 0;
  f.one_case =
      texture.digits > 0 && letters > 0 && (texture.lower == 0) != (texture.upper == 0) ? 1 : 0;
  if (texture.symbols > 0) {
    const size_t last = value.find_last_not_of('=');
    const std::string_view body = value.substr(0, last + 1);
    const bool names = body.find_first_not_of(kNameCharacters) == body.npos;
    f.name_marks = names ? 1 : 0;
    f.base64_marks = !names && alphabet == Alphabet::kBase64 ? 1 : 0;
    f.strong_marks = !names && alphabet != Alphabet::kBase64 ? 1 : 0;
  }
  f.one_class = texture.classes == 1 ? 1 : 0;
  f.three_classes = texture.classes == 3 ? 1 : 0;
  f.four_classes = texture.classes == 4 ? 1 : 0;
  f.no_digit = texture.digits == 0 ? 1 : 0;
  f.digits_only = texture.digits == value.size() ? 1 : 0;
  f.digits_at_end = has_digits_at_end(value) ? 1 : 0;
  f.class_changes = value.size() < 2 ? 0 : static_cast<double>(texture.changes) / (n - 1);
  if (letters > 0)
    f.vowel_share =
        std::max(0.0, static_cast<double>(texture.vowels) / static_cast<double>(letters) - 0.3);
}

}  // namespace

ValueFacts measure_value(std::string_view value, std::string_view key) {
  ValueFacts facts;
  Features& f = facts.features;
  const Texture texture = texture_of(value);
  const Alphabet alphabet = alphabet_of(value);
  const double margin = shannon_entropy(value) - entropy_floor(alphabet, value.size());
  note_length(value.size(), f);
  note_texture(value, texture, alphabet, f);
  f.entropy_margin = std::clamp(margin, -1.0, 1.0);
  if (alphabet != Alphabet::kHex || texture.digits == 0) {
    const WordCover cover = cover_by_words(value);
    f.word_share = cover.longest >= 5 || value.size() < 16 ? cover.share() : cover.share() / 2;
    f.bigram = std::clamp(bigram_gap(value) + 0.7, 0.0, 2.0);
    f.passphrase = is_passphrase(value) ? 1 : 0;
    const bool name = f.passphrase == 0 && !is_composed(value, texture);
    f.identifier = name && is_identifier(value) ? 1 : 0;
  }
  f.dictionary = is_dictionary_word(value, texture.classes) ? 1 : 0;
  f.common = is_common_password(value) ? 1 : 0;
  f.sample = sample_word(value).empty() ? 0 : 1;
  f.capital_word = is_capital_word(value) ? 1 : 0;
  f.spaces = std::any_of(value.begin(), value.end(), is_space) ? 1 : 0;
  f.echo = is_echo(value, key) ? 1 : 0;
  f.uuid = is_uuid(value) ? 1 : 0;
  f.keyboard_walk = is_keyboard_walk(value) || is_periodic(value) ? 1 : 0;
  facts.token_like = is_token_like(value, alphabet, texture, f, margin);
  const bool letters_of_words = texture.classes == 1 && f.word_share > 0.75;
  if (facts.token_like) {
    facts.strength = Strength::kRandom;
  } else if (f.common + f.dictionary + f.echo + f.sample + f.identifier + f.keyboard_walk > 0 ||
             letters_of_words || texture.longest_walk >= 6 ||
             (texture.classes == 1 && texture.digits > 0)) {
    facts.strength = Strength::kWeak;
  }
  if (texture.classes > 2) std::swap(f.word_share, f.words_mixed);
  return facts;
}

double score(const Features& features, Head head, std::vector<ReasonNote>& notes) {
  notes.push_back({"head", std::string(head_name(head)), bias_of(head)});
  return bias_of(head) + sum_terms(features, head, &notes);
}

double score(const Features& features, Head head) {
  return bias_of(head) + sum_terms(features, head, nullptr);
}

Features measure_path(const FileFacts& facts, bool quoted) {
  Features f;
  f.test_path = facts.test ? 1 : 0;
  f.example_path = facts.example ? 1 : 0;
  f.docs_path = facts.docs ? 1 : 0;
  f.vendored_path = facts.vendored ? 1 : 0;
  f.prose = facts.family == FileFamily::kDocs && !quoted ? 1 : 0;
  return f;
}

double score_path(const FileFacts& facts, bool quoted, Head head, std::vector<ReasonNote>& notes) {
  return sum_terms(measure_path(facts, quoted), head, &notes);
}

double low_score(Head head) { return kLowScores[index_of(head)]; }

std::span<const Term> terms() { return kTerms; }

}  // namespace sluice::judge

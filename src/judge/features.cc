#include "judge/features.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "judge/ascii.h"
#include "judge/lexicon.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"
#include "judge/shape.h"

namespace sluice::judge {
namespace {

struct Term {
  std::string_view name;
  double Features::*value;
  double random, human;  // weights of the two heads
};

// Set by hand from the order of importance that a fitted prototype showed (key
// class first, then character classes, length, words), and by reading what is
// reported on large C repositories. November 2026.
constexpr double kRandomBias = -0.5, kHumanBias = -1.2;
constexpr auto kTerms = std::to_array<Term>({
    {"key_password", &Features::key_password, 0.7, 1.7},
    {"key_secret", &Features::key_secret, 1.0, 0.6},
    {"key_token", &Features::key_token, 0.8, -0.6},
    {"key_qualified", &Features::key_qualified, 1.0, -0.6},
    {"key_bare", &Features::key_bare, -0.2, -3.0},
    {"key_absent", &Features::key_absent, 1.0, 1.7},
    {"tail_unknown", &Features::tail_unknown, -0.5, -0.7},
    {"unquoted", &Features::unquoted, -0.1, -0.1},
    {"in_string", &Features::in_string, -0.1, -0.3},
    {"record", &Features::record, 0.3, 0.5},
    {"comparison", &Features::comparison, -0.6, -0.9},
    {"argument", &Features::argument, -0.4, -0.8},
    {"fallback", &Features::fallback, 0.1, -0.2},
    {"comment", &Features::comment, -0.4, -0.6},
    {"machine_made", &Features::machine_made, -1.2, -1.5},
    {"length", &Features::length, 0.4, 0.0},
    {"too_short", &Features::too_short, 0.0, -0.8},
    {"entropy_margin", &Features::entropy_margin, 0.5, 0.0},
    {"no_digit", &Features::no_digit, -1.0, 0.0},
    {"class_mix", &Features::class_mix, 0.1, 0.7},
    {"word_share", &Features::word_share, -1.5, -0.4},
    {"bigram", &Features::bigram, -0.6, 0.0},
    {"dictionary", &Features::dictionary, 0.0, -1.0},
    {"common", &Features::common, 0.0, -0.5},
    {"sample", &Features::sample, -1.6, -1.6},
    {"identifier", &Features::identifier, -1.5, -1.5},
    {"spaces", &Features::spaces, -2.0, -1.2},
    {"echo", &Features::echo, -2.0, -2.0},
    {"uuid", &Features::uuid, -1.6, -1.0},
    {"keyboard_walk", &Features::walk, -2.0, -0.5},
    {"test_path", &Features::test_path, -3.0, -3.0},
    {"example_path", &Features::example_path, -3.0, -3.0},
    {"docs_path", &Features::docs_path, -3.0, -3.0},
    {"vendored_path", &Features::vendored_path, -0.8, -0.8},
    {"prose", &Features::prose, -0.3, -0.8},
});

double weight_of(const Term& term, Head head) {
  return head == Head::kRandom ? term.random : term.human;
}

std::string number(double value) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.4g", value);
  return std::string(text.data(), static_cast<size_t>(std::clamp(size, 0, 31)));
}

double sum_terms(const Features& features, Head head, std::vector<ReasonNote>* notes) {
  double sum = 0;
  for (const Term& term : kTerms) {
    const double value = features.*term.value, weight = weight_of(term, head);
    if (value == 0 || weight == 0) continue;
    sum += value * weight;
    if (notes != nullptr) notes->push_back({std::string(term.name), number(value), value * weight});
  }
  return sum;
}

double bias_of(Head head) { return head == Head::kRandom ? kRandomBias : kHumanBias; }

// A word, or a word with digits or marks behind it, in at most two classes.
bool is_dictionary_word(std::string_view value, size_t classes) {
  if (classes > 2) return false;
  while (!value.empty() && !is_alpha(value.back())) value.remove_suffix(1);
  return is_word_known(value);
}

// Long enough and unlike language: what a machine draws. Hex has too few letters
// for words and bigrams to say anything.
bool is_token_like(std::string_view value, Alphabet alphabet, const Texture& texture,
                   const Features& features, double margin) {
  const size_t n = value.size();
  if (n < 16 && !(n >= 12 && texture.digits >= 2 && texture.classes >= 3)) return false;
  if (features.spaces > 0 || alphabet == Alphabet::kOther || alphabet == Alphabet::kDigits)
    return false;
  if (margin < 0 || features.walk > 0 || texture.longest_walk >= 7) return false;
  if (alphabet == Alphabet::kHex) return texture.digits > 0;
  if (texture.digits == 0 && (n < 24 || texture.classes < 2)) return false;
  return features.word_share < 0.55 && features.bigram < 1.6 && features.identifier == 0;
}

}  // namespace

ValueFacts measure_value(std::string_view value, std::string_view key) {
  ValueFacts facts;
  Features& f = facts.features;
  const Texture texture = texture_of(value);
  const Alphabet alphabet = alphabet_of(value);
  const double n = static_cast<double>(value.size());
  const double margin = shannon_entropy(value) - entropy_floor(alphabet, value.size());
  f.length = std::min(1.0, (n - 16) / 24);
  f.too_short = value.size() < 6 ? 1 : 0;
  f.entropy_margin = std::clamp(margin, -1.0, 1.0);
  f.no_digit = texture.digits == 0 ? 1 : 0;
  f.class_mix = static_cast<double>(texture.classes) - 2;
  if (alphabet != Alphabet::kHex || texture.digits == 0) {
    const WordCover cover = cover_by_words(value);
    f.word_share = cover.longest >= 5 || value.size() < 16 ? cover.share() : cover.share() / 2;
    f.bigram = std::clamp(bigram_gap(value) + 0.7, 0.0, 2.0);
    f.identifier = is_identifier(value) ? 1 : 0;
  }
  f.dictionary = is_dictionary_word(value, texture.classes) ? 1 : 0;
  f.common = is_common_password(value) ? 1 : 0;
  f.sample = sample_word(value).empty() ? 0 : 1;
  f.spaces = std::any_of(value.begin(), value.end(), is_space) ? 1 : 0;
  f.echo = is_echo(value, key) ? 1 : 0;
  f.uuid = is_uuid(value) ? 1 : 0;
  f.walk = is_keyboard_walk(value) || is_periodic(value) ? 1 : 0;
  facts.token_like = is_token_like(value, alphabet, texture, f, margin);
  const bool letters_of_words = texture.classes == 1 && f.word_share > 0.75;
  if (facts.token_like) {
    facts.strength = Strength::kRandom;
  } else if (f.common + f.dictionary + f.echo + f.sample + f.identifier + f.walk > 0 ||
             letters_of_words || texture.longest_walk >= 6 ||
             (texture.classes == 1 && texture.digits > 0)) {
    facts.strength = Strength::kWeak;
  }
  return facts;
}

double score(const Features& features, Head head, std::vector<ReasonNote>& notes) {
  notes.push_back({"head", head == Head::kRandom ? "random" : "human", bias_of(head)});
  return bias_of(head) + sum_terms(features, head, &notes);
}

double score(const Features& features, Head head) {
  return bias_of(head) + sum_terms(features, head, nullptr);
}

double score_path(const FileFacts& facts, bool quoted, Head head, std::vector<ReasonNote>& notes) {
  Features f;
  f.test_path = facts.test ? 1 : 0;
  f.example_path = facts.example ? 1 : 0;
  f.docs_path = facts.docs ? 1 : 0;
  f.vendored_path = facts.vendored ? 1 : 0;
  f.prose = facts.family == FileFamily::kDocs && !quoted ? 1 : 0;
  return sum_terms(f, head, &notes);
}

}  // namespace sluice::judge

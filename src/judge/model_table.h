// Weights of the judge's model, made by tools/judge/train: do not edit.
// 2026-11-30: 6107 candidates mined from 49 source packages, 23985 made-up secrets.
// Held out: cloud-init, cockpit, dovecot, freeradius, hugo, jetty9, keepass2, keepassxc,
// kotlin, postfix, prometheus, python-django, rails, squid.
// random, held out 3446 of 12555: medium P 0.680 R 0.944, low P 0.600 R 1.000.
// human, held out 4242 of 15781: medium P 0.914 R 0.847, low P 0.647 R 0.920.
// url, held out 463 of 1756: medium P 1.000 R 0.971, low P 0.700 R 1.000.
// all, held out 8151 of 30092: medium P 0.925 R 0.880, low P 0.440 R 0.985.
#pragma once

#include <array>

#include "judge/features.h"

namespace sluice::judge {

// clang-format off
// In the order of Head: random, human, url.
inline constexpr std::array<double, kHeadCount> kBiases = {3.59, 3.39, 3.79};
inline constexpr std::array<double, kHeadCount> kLowScores = {-6.68, -3.20, -4.50};
inline constexpr auto kTerms = std::to_array<Term>({
    {"key_password", &Features::key_password, {1.46, 0.98, 0}},
    {"key_secret", &Features::key_secret, {1.49, -0.80, 0}},
    {"key_token", &Features::key_token, {1.28, -3.50, 0}},
    {"key_qualified", &Features::key_qualified, {1.38, -3.00, 0}},
    {"key_bare", &Features::key_bare, {-2.97, -3.18, 0}},
    {"key_absent", &Features::key_absent, {0.85, 1.41, 0}},
    {"key_plain", &Features::key_plain, {-1.31, -0.96, 0}},
    {"tail_unknown", &Features::tail_unknown, {0, -0.46, 0}},
    {"unquoted", &Features::unquoted, {-2.56, -1.23, 0}},
    {"in_string", &Features::in_string, {0, 0, 0}},
    {"record", &Features::record, {0.72, 0.51, 0}},
    {"comparison", &Features::comparison, {-0.58, -0.85, 0}},
    {"argument", &Features::argument, {-0.25, -0.48, 0}},
    {"fallback", &Features::fallback, {0.02, 0.08, 0}},
    {"comment", &Features::comment, {-1.00, -1.20, -0.80}},
    {"machine_made", &Features::machine_made, {-1.14, -1.32, -0.50}},
    {"digest_near", &Features::digest_near, {-0.55, -0.33, 0}},
    {"account_near", &Features::account_near, {1.01, 0.09, 0}},
    {"length_below_6", &Features::length_below_6, {0, -2.50, -1.30}},
    {"length_6_7", &Features::length_6_7, {0, -1.00, -0.31}},
    {"length_12_15", &Features::length_12_15, {0.11, 0.23, 0.17}},
    {"length_16_23", &Features::length_16_23, {-0.23, 0.03, -0.02}},
    {"length_24_39", &Features::length_24_39, {-0.08, 0.32, 0.38}},
    {"length_40_up", &Features::length_40_up, {0.19, -0.19, 0.22}},
    {"digest_length", &Features::digest_length, {-0.51, -0.13, 0.09}},
    {"hex", &Features::hex, {-1.47, -0.40, 0.16}},
    {"one_case", &Features::one_case, {0.01, -0.24, 0.39}},
    {"base64_marks", &Features::base64_marks, {0.18, 0.09, 0.02}},
    {"strong_marks", &Features::strong_marks, {0.17, 0.73, 0}},
    {"name_marks", &Features::name_marks, {-0.67, -0.46, -0.11}},
    {"one_class", &Features::one_class, {-0.20, -0.55, -0.58}},
    {"three_classes", &Features::three_classes, {0.92, 1.43, 0.69}},
    {"four_classes", &Features::four_classes, {0, 1.40, 1.16}},
    {"no_digit", &Features::no_digit, {-0.81, -1.06, -0.93}},
    {"digits_only", &Features::digits_only, {0, -0.05, 0}},
    {"digits_at_end", &Features::digits_at_end, {0.22, 0.77, 0.30}},
    {"entropy_margin", &Features::entropy_margin, {0.81, 0, 0}},
    {"class_changes", &Features::class_changes, {0.21, 0.26, 0.20}},
    {"vowel_share", &Features::vowel_share, {-0.08, 0, -0.05}},
    {"word_share", &Features::word_share, {-1.50, -1.64, -1.00}},
    {"words_mixed", &Features::words_mixed, {-1.01, -1.48, -0.46}},
    {"bigram", &Features::bigram, {-1.35, -0.49, -0.50}},
    {"dictionary", &Features::dictionary, {0, -1.14, -1.10}},
    {"common", &Features::common, {0, -1.71, -1.08}},
    {"sample", &Features::sample, {-1.44, -1.92, -1.69}},
    {"identifier", &Features::identifier, {-1.50, -2.31, -1.30}},
    {"passphrase", &Features::passphrase, {0, 2.39, 1.62}},
    {"capital_word", &Features::capital_word, {0, -1.56, -0.48}},
    {"spaces", &Features::spaces, {-2.00, -0.96, -1.00}},
    {"echo", &Features::echo, {-2.00, -2.23, -1.69}},
    {"uuid", &Features::uuid, {-1.20, -0.09, 0}},
    {"keyboard_walk", &Features::keyboard_walk, {-2.00, -1.07, -0.50}},
    {"same_as_user", &Features::same_as_user, {0, 0, 0.73}},
    {"local_host", &Features::local_host, {0, 0, -1.23}},
    {"example_host", &Features::example_host, {0, 0, -1.97}},
    {"test_path", &Features::test_path, {-0.60, -1.20, -1.00}},
    {"example_path", &Features::example_path, {-0.80, -1.50, -1.20}},
    {"docs_path", &Features::docs_path, {-0.80, -1.50, -1.20}},
    {"vendored_path", &Features::vendored_path, {-0.60, -0.80, -0.50}},
    {"prose", &Features::prose, {-0.30, -0.80, -0.30}},
});
// clang-format on

}  // namespace sluice::judge

// Weights of the judge's model, made by tools/judge/train: do not edit.
// 2026-11-21: 6136 candidates mined from 50 source packages, 23883 made-up secrets.
// Held out: cloud-init, cockpit, dovecot, freeradius, haskell-tls, hugo, jetty9, keepass2,
// keepassxc, kotlin, postfix, prometheus, python-django, rails, squid.
// random, held out 3383 of 12647: medium P 0.649 R 0.949, low P 0.600 R 1.000.
// human, held out 4019 of 15623: medium P 0.920 R 0.641, low P 0.468 R 0.954.
// url, held out 525 of 1749: medium P 1.000 R 0.969, low P 0.609 R 1.000.
// all, held out 7927 of 30019: medium P 0.878 R 0.783, low P 0.519 R 0.970.
#pragma once

#include <array>

#include "judge/features.h"

namespace sluice::judge {

// clang-format off
// In the order of Head: random, human, url.
inline constexpr std::array<double, kHeadCount> kBiases = {4.48, 1.16, 3.71};
inline constexpr std::array<double, kHeadCount> kLowScores = {-6.59, -4.34, -4.50};
inline constexpr auto kTerms = std::to_array<Term>({
    {"key_password", &Features::key_password, {1.47, 0.99, 0}},
    {"key_secret", &Features::key_secret, {1.54, -0.40, 0}},
    {"key_token", &Features::key_token, {1.32, -2.50, 0}},
    {"key_qualified", &Features::key_qualified, {1.35, -2.00, 0}},
    {"key_bare", &Features::key_bare, {-2.92, -3.20, 0}},
    {"key_absent", &Features::key_absent, {0.73, 1.40, 0}},
    {"key_plain", &Features::key_plain, {-1.34, -0.83, 0}},
    {"tail_unknown", &Features::tail_unknown, {0, -0.34, 0}},
    {"unquoted", &Features::unquoted, {-2.45, -1.10, 0}},
    {"in_string", &Features::in_string, {0, -0.19, 0}},
    {"record", &Features::record, {0.35, 0.51, 0}},
    {"comparison", &Features::comparison, {-0.58, -0.77, 0}},
    {"argument", &Features::argument, {-0.33, -0.46, 0}},
    {"fallback", &Features::fallback, {0.03, 0.09, 0}},
    {"comment", &Features::comment, {-1.00, -1.20, -0.80}},
    {"machine_made", &Features::machine_made, {-1.11, -1.29, -0.50}},
    {"digest_near", &Features::digest_near, {-0.50, -0.40, 0}},
    {"account_near", &Features::account_near, {1.06, 0.11, 0}},
    {"length_below_6", &Features::length_below_6, {0, -1.16, -1.23}},
    {"length_6_7", &Features::length_6_7, {0, -0.59, -0.30}},
    {"length_12_15", &Features::length_12_15, {0.04, 0.42, 0.23}},
    {"length_16_23", &Features::length_16_23, {-0.21, 0.02, 0.05}},
    {"length_24_39", &Features::length_24_39, {-0.01, -0.10, 0.33}},
    {"length_40_up", &Features::length_40_up, {0.19, -0.49, 0.25}},
    {"digest_length", &Features::digest_length, {-0.45, -0.11, 0.11}},
    {"hex", &Features::hex, {-1.48, -0.44, 0.18}},
    {"one_case", &Features::one_case, {0.10, -0.21, 0.42}},
    {"base64_marks", &Features::base64_marks, {0.13, 0.09, 0.03}},
    {"strong_marks", &Features::strong_marks, {0.23, 0.77, 0}},
    {"name_marks", &Features::name_marks, {-0.73, -0.63, -0.11}},
    {"one_class", &Features::one_class, {-0.20, -0.19, -0.54}},
    {"three_classes", &Features::three_classes, {0.79, 1.54, 0.76}},
    {"four_classes", &Features::four_classes, {0, 1.62, 1.05}},
    {"no_digit", &Features::no_digit, {-0.79, -1.31, -0.89}},
    {"digits_only", &Features::digits_only, {0, -0.02, 0}},
    {"digits_at_end", &Features::digits_at_end, {0.15, 0.79, 0.37}},
    {"entropy_margin", &Features::entropy_margin, {0.71, 0.11, 0}},
    {"class_changes", &Features::class_changes, {0.16, 0.39, 0.16}},
    {"vowel_share", &Features::vowel_share, {-0.08, 0, -0.02}},
    {"word_share", &Features::word_share, {-1.50, -1.62, -0.98}},
    {"words_mixed", &Features::words_mixed, {-1.00, -1.40, -0.43}},
    {"bigram", &Features::bigram, {-1.35, -0.57, -0.49}},
    {"dictionary", &Features::dictionary, {0, -1.17, -1.11}},
    {"common", &Features::common, {0, -1.62, -1.05}},
    {"sample", &Features::sample, {-1.48, -1.92, -1.68}},
    {"identifier", &Features::identifier, {-1.50, -2.34, -1.19}},
    {"spaces", &Features::spaces, {-2.00, -1.24, -1.00}},
    {"echo", &Features::echo, {-2.00, -2.21, -1.68}},
    {"uuid", &Features::uuid, {-1.20, 0, 0}},
    {"keyboard_walk", &Features::keyboard_walk, {-2.00, -1.07, -0.50}},
    {"same_as_user", &Features::same_as_user, {0, 0, 0.74}},
    {"local_host", &Features::local_host, {0, 0, -1.19}},
    {"example_host", &Features::example_host, {0, 0, -1.97}},
    {"test_path", &Features::test_path, {-1.50, -3.00, -2.50}},
    {"example_path", &Features::example_path, {-1.50, -3.00, -2.50}},
    {"docs_path", &Features::docs_path, {-1.50, -3.00, -2.50}},
    {"vendored_path", &Features::vendored_path, {-0.60, -0.80, -0.50}},
    {"prose", &Features::prose, {-0.30, -0.80, -0.30}},
});
// clang-format on

}  // namespace sluice::judge

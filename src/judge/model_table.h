// Weights of the judge's model, made by tools/judge/train: do not edit.
// 2026-11-21: 6379 candidates mined from 50 source packages, 23884 made-up secrets.
// Held out: cloud-init, cockpit, dovecot, freeradius, hugo, jetty9, keepass2, keepassxc,
// kotlin, postfix, prometheus, python-django, rails, squid.
// random, held out 3460 of 12710: medium P 0.653 R 0.965, low P 0.600 R 1.000.
// human, held out 4176 of 15811: medium P 0.895 R 0.621, low P 0.477 R 0.959.
// url, held out 466 of 1742: medium P 1.000 R 0.968, low P 0.609 R 1.000.
// all, held out 8102 of 30263: medium P 0.875 R 0.781, low P 0.530 R 0.975.
#pragma once

#include <array>

#include "judge/features.h"

namespace sluice::judge {

// clang-format off
// In the order of Head: random, human, url.
inline constexpr std::array<double, kHeadCount> kBiases = {4.73, 0.92, 3.26};
inline constexpr std::array<double, kHeadCount> kLowScores = {-6.32, -4.58, -4.50};
inline constexpr auto kTerms = std::to_array<Term>({
    {"key_password", &Features::key_password, {1.48, 1.03, 0}},
    {"key_secret", &Features::key_secret, {1.54, -0.40, 0}},
    {"key_token", &Features::key_token, {1.27, -2.50, 0}},
    {"key_qualified", &Features::key_qualified, {1.35, -2.00, 0}},
    {"key_bare", &Features::key_bare, {-2.88, -3.11, 0}},
    {"key_absent", &Features::key_absent, {0.75, 1.20, 0}},
    {"key_plain", &Features::key_plain, {-1.34, -0.78, 0}},
    {"tail_unknown", &Features::tail_unknown, {0, -0.35, 0}},
    {"unquoted", &Features::unquoted, {-2.56, -1.04, 0}},
    {"in_string", &Features::in_string, {0, -0.14, 0}},
    {"record", &Features::record, {0.58, 0.39, 0}},
    {"comparison", &Features::comparison, {-0.58, -0.95, 0}},
    {"argument", &Features::argument, {-0.34, -0.51, 0}},
    {"fallback", &Features::fallback, {0.02, 0.10, 0}},
    {"comment", &Features::comment, {-1.00, -1.20, -0.80}},
    {"machine_made", &Features::machine_made, {-1.07, -1.31, -0.50}},
    {"digest_near", &Features::digest_near, {-0.56, -0.35, 0}},
    {"account_near", &Features::account_near, {1.09, 0, 0}},
    {"length_below_6", &Features::length_below_6, {0, -1.26, -1.23}},
    {"length_6_7", &Features::length_6_7, {0, -0.57, -0.29}},
    {"length_12_15", &Features::length_12_15, {0.03, 0.33, 0.22}},
    {"length_16_23", &Features::length_16_23, {-0.20, 0.11, 0.07}},
    {"length_24_39", &Features::length_24_39, {0, -0.10, 0.33}},
    {"length_40_up", &Features::length_40_up, {0.17, -0.51, 0.25}},
    {"digest_length", &Features::digest_length, {-0.54, -0.12, 0.11}},
    {"hex", &Features::hex, {-1.38, -0.37, 0.18}},
    {"one_case", &Features::one_case, {0.06, -0.19, 0.43}},
    {"base64_marks", &Features::base64_marks, {0.20, 0.10, 0.03}},
    {"strong_marks", &Features::strong_marks, {0.24, 0.57, 0}},
    {"name_marks", &Features::name_marks, {-0.75, -0.65, -0.10}},
    {"one_class", &Features::one_class, {-0.20, -0.23, -0.52}},
    {"three_classes", &Features::three_classes, {0.74, 1.61, 0.75}},
    {"four_classes", &Features::four_classes, {0, 1.57, 1.02}},
    {"no_digit", &Features::no_digit, {-0.78, -1.32, -0.89}},
    {"digits_only", &Features::digits_only, {0, -0.01, 0}},
    {"digits_at_end", &Features::digits_at_end, {0.15, 0.85, 0.41}},
    {"entropy_margin", &Features::entropy_margin, {0.77, 0.10, 0}},
    {"class_changes", &Features::class_changes, {0.18, 0.32, 0.15}},
    {"vowel_share", &Features::vowel_share, {-0.07, 0, -0.02}},
    {"word_share", &Features::word_share, {-1.50, -1.63, -0.98}},
    {"words_mixed", &Features::words_mixed, {-1.00, -1.47, -0.43}},
    {"bigram", &Features::bigram, {-1.31, -0.55, -0.52}},
    {"dictionary", &Features::dictionary, {0, -1.18, -1.10}},
    {"common", &Features::common, {0, -1.51, -1.05}},
    {"sample", &Features::sample, {-1.49, -1.97, -1.67}},
    {"identifier", &Features::identifier, {-1.50, -2.28, -1.20}},
    {"passphrase", &Features::passphrase, {0, 3.50, 2.50}},
    {"spaces", &Features::spaces, {-2.00, -1.71, -1.00}},
    {"echo", &Features::echo, {-2.00, -2.20, -1.68}},
    {"uuid", &Features::uuid, {-1.20, 0, 0}},
    {"keyboard_walk", &Features::keyboard_walk, {-2.00, -1.07, -0.50}},
    {"same_as_user", &Features::same_as_user, {0, 0, 0.74}},
    {"local_host", &Features::local_host, {0, 0, -1.21}},
    {"example_host", &Features::example_host, {0, 0, -2.00}},
    {"test_path", &Features::test_path, {-1.50, -3.00, -2.50}},
    {"example_path", &Features::example_path, {-1.50, -3.00, -2.50}},
    {"docs_path", &Features::docs_path, {-1.50, -3.00, -2.50}},
    {"vendored_path", &Features::vendored_path, {-0.60, -0.80, -0.50}},
    {"prose", &Features::prose, {-0.30, -0.80, -0.30}},
});
// clang-format on

}  // namespace sluice::judge

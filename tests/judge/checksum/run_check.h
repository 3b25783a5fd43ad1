// Runs a check by name, as a rule does.
#pragma once

#include <string>
#include <string_view>

#include "judge/checksum/checksum.h"

namespace sluice::judge {

inline CheckOutcome run_check(std::string_view name, std::string_view secret) {
  return find_check(name)->run(secret);
}

inline Validity validity_of(std::string_view name, std::string_view secret) {
  return run_check(name, secret).validity;
}

inline bool is_dropped(std::string_view name, std::string_view secret) {
  return run_check(name, secret).drop;
}

// "" where the outcome has no such note.
inline std::string note_of(const CheckOutcome& outcome, std::string_view feature) {
  for (const ReasonNote& note : outcome.notes) {
    if (note.feature == feature) return note.value;
  }
  return "";
}

// The same text with the character at `at` replaced by another of its class.
inline std::string altered(std::string text, size_t at) {
  char& c = text[at];
  c = c == 'a'                 ? 'b'
      : c == '1'               ? '2'
      : (c >= '0' && c <= '9') ? '1'
      : (c >= 'A' && c <= 'Z') ? (c == 'A' ? 'B' : 'A')
                               : 'a';
  return text;
}

// No proof of what is cut short, nor of a byte changed: at each place in turn, by one bit.
inline size_t count_false_proofs(std::string_view name, const std::string& secret) {
  const auto proves = [name](std::string_view text) {
    const Validity validity = validity_of(name, text);
    return validity == Validity::kChecksumValid || validity == Validity::kStructureValid;
  };
  size_t count = 0;
  for (size_t size = 0; size < secret.size(); ++size) {
    count += proves(std::string_view(secret).substr(0, size));
  }
  for (size_t at = 0; at < secret.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = secret;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      count += proves(flipped);
    }
  }
  return count;
}

}  // namespace sluice::judge

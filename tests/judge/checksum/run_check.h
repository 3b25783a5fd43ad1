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

}  // namespace sluice::judge

#include "engine/user_pattern.h"

#include <algorithm>

namespace sluice {

bool differs_past_ascii(std::string_view regex) {
  bool folds = false, has_folding_letter = false;
  for (size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (static_cast<unsigned char>(c) >= 0x80 || c == '.') return true;
    if (c == '\\') {
      if (i + 1 == regex.size()) return true;
      const char escaped = regex[++i];
      if (std::string_view("pPDWSBCxX").find(escaped) != std::string_view::npos) return true;
    } else if (c == '[' && i + 1 < regex.size() && regex[i + 1] == '^') {
      return true;
    } else if (c == '(' && regex.substr(i, 2) == "(?") {
      const size_t end = std::min(regex.find_first_of(":)<", i), regex.size());
      folds |= regex.substr(i, end - i).find('i') != std::string_view::npos;
    } else {
      has_folding_letter |= c == 'k' || c == 'K' || c == 's' || c == 'S' || c == '-';
    }
  }
  return folds && has_folding_letter;
}

}  // namespace sluice

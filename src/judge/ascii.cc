#include "judge/ascii.h"

#include <algorithm>

namespace sluice::judge {

bool equals_folded(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && starts_folded(text, lower);
}

bool starts_folded(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char l, char t) { return l == to_lower(t); });
}

bool ends_folded(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         starts_folded(text.substr(text.size() - lower.size()), lower);
}

bool contains_folded(std::string_view text, std::string_view lower) {
  if (lower.empty()) return true;
  if (text.size() < lower.size()) return false;
  const std::string_view starts = text.substr(0, text.size() - lower.size() + 1);
  const auto found_from = [&](char first) {
    for (size_t at = starts.find(first); at != starts.npos; at = starts.find(first, at + 1)) {
      if (starts_folded(text.substr(at), lower)) return true;
    }
    return false;
  };
  return found_from(lower[0]) || (is_lower(lower[0]) && found_from(to_upper(lower[0])));
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace sluice::judge

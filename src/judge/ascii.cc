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
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                     [](char t, char l) { return to_lower(t) == l; }) != text.end();
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace sluice::judge

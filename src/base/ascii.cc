#include "base/ascii.h"

#include <algorithm>

namespace sluice {

bool equals_folded(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && starts_folded(text, lower);
}

bool equals_any_folded(std::string_view text, std::span<const std::string_view> lower) {
  return std::any_of(lower.begin(), lower.end(),
                     [text](std::string_view each) { return equals_folded(text, each); });
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

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view trim(std::string_view text, std::string_view blanks) {
  const size_t begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace sluice

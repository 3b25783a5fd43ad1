#include "rules/leaking_case.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"

namespace sluice {
namespace {

// Offset past the escape at `at`, which is a backslash.
size_t after_escape(std::string_view regex, size_t at) {
  if (regex.substr(at, 2) == "\\Q") {
    const size_t end = regex.find("\\E", at);
    return end == regex.npos ? regex.size() : end + 2;
  }
  return std::min(at + 2, regex.size());
}

// Offset past the class at `at`, which is a '['.
size_t after_class(std::string_view regex, size_t at) {
  size_t i = at + 1;
  if (i < regex.size() && regex[i] == '^') ++i;
  if (i < regex.size() && regex[i] == ']') ++i;  // a literal one
  while (i < regex.size() && regex[i] != ']') {
    if (regex[i] == '\\') {
      i += 2;
    } else if (regex.substr(i, 2) == "[:") {
      const size_t end = regex.find(":]", i);
      i = end == regex.npos ? regex.size() : end + 2;
    } else {
      ++i;
    }
  }
  return std::min(i + 1, regex.size());
}

// Whether a range of it has letters of one case, and nothing in it those of the other.
bool of_one_case(std::string_view set) {
  bool low = false, high = false, range = false;
  for (size_t i = 1; i + 1 < set.size(); ++i) {
    if (set[i] == '\\') {
      ++i;
      continue;
    }
    const bool letter = is_lower(set[i]) || is_upper(set[i]);
    low |= is_lower(set[i]);
    high |= is_upper(set[i]);
    range |= letter && i + 2 < set.size() && set[i + 1] == '-' && set[i + 2] != ']';
  }
  return range && low != high;
}

// The flags of the group that opens at `at`: "i", "-i", "is-m"; empty: it has none.
std::string_view flags_at(std::string_view regex, size_t at) {
  if (regex.substr(at, 2) != "(?") return {};
  const size_t end = regex.find_first_not_of("imsU-", at + 2);
  if (end == regex.npos || (regex[end] != ')' && regex[end] != ':')) return {};
  return regex.substr(at + 2, end - at - 2);
}

}  // namespace

std::string leaking_case(std::string_view regex) {
  std::vector<bool> leaks = {false};  // one a group that is open
  for (size_t i = 0; i < regex.size();) {
    if (regex[i] == '\\') {
      i = after_escape(regex, i);
    } else if (regex[i] == '[') {
      const size_t end = after_class(regex, i);
      const std::string_view set = regex.substr(i, end - i);
      if (leaks.back() && of_one_case(set)) return std::string(set);
      i = end;
    } else if (regex[i] == '(') {
      const std::string_view flags = flags_at(regex, i);
      const size_t at = flags.find('i');
      const bool off = at != flags.npos && flags.find('-') < at;
      const size_t end = i + 2 + flags.size();
      const bool unscoped = !flags.empty() && regex[end] == ')';
      if (unscoped) {
        if (at != flags.npos) leaks.back() = !off;
      } else {
        // Flags of a group of its own are meant as they stand.
        leaks.push_back(leaks.back() && at == flags.npos);
      }
      i = flags.empty() ? i + 1 : end + 1;
    } else {
      if (regex[i] == ')' && leaks.size() > 1) leaks.pop_back();
      ++i;
    }
  }
  return "";
}

}  // namespace sluice

#include "gitleaks/location.h"

#include <algorithm>

namespace sluice::gitleaks {
namespace {

int64_t between(size_t begin, size_t end) {
  return static_cast<int64_t>(end) - static_cast<int64_t>(begin);
}

// Behind the last '\n': gitleaks counts as if the line before were the last that it saw.
Place behind_all(const std::vector<size_t>& newlines, std::string_view raw, Span match) {
  Place place;
  const size_t previous = newlines.back();
  place.start_column = between(previous, match.begin) + 1;
  place.end_column = between(previous, match.end);
  place.start_line = place.end_line = static_cast<int64_t>(newlines.size());
  const size_t end = raw.find_first_of("\r\n", match.end);
  place.line_end = end == std::string_view::npos ? std::max<size_t>(raw.size(), match.end) : end;
  return place;
}

}  // namespace

Place locate(const std::vector<size_t>& found, std::string_view raw, Span match) {
  const std::vector<size_t> whole{raw.size()};
  const std::vector<size_t>& newlines = found.empty() ? whole : found;
  const auto start = std::upper_bound(newlines.begin(), newlines.end(), match.begin);
  const auto end = std::lower_bound(newlines.begin(), newlines.end(), match.end);
  const auto before = [&](auto at) { return at == newlines.begin() ? size_t{0} : *(at - 1); };
  const bool has_end = end != newlines.end() && before(end) < match.end;
  // The text of the line starts with the fragment in this case.
  if (start == newlines.end()) return behind_all(newlines, raw, match);
  Place place;
  place.start_line = place.end_line = start - newlines.begin();
  place.start_column = between(before(start), match.begin) + 1;
  place.line_begin = before(start);
  place.line_end = *start;
  if (has_end) place.end_column = between(before(end), match.end);
  if (has_end && end >= start) {  // an empty match may end on the line before
    place.end_line = end - newlines.begin();
    place.line_end = *end;
  }
  place.line_end = std::max<size_t>(place.line_end, match.end);
  return place;
}

}  // namespace sluice::gitleaks

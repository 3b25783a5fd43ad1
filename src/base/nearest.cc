#include "base/nearest.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/escape.h"

namespace sluice {
namespace {

// No word of a command line is longer; what is longer was not meant as one.
constexpr size_t kMaxWord = 100;

// The one candidate that starts with it; empty: none, or several.
std::string_view only_completion(std::string_view word,
                                 std::span<const std::string_view> candidates) {
  std::string_view found;
  for (const std::string_view each : candidates) {
    if (!lowered(each).starts_with(word)) continue;
    if (!found.empty()) return {};
    found = each;
  }
  return found;
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        next[j] = std::min(next[j], before[j - 2] + 1);
      }
    }
    std::swap(before, row);
    std::swap(row, next);
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kMaxWord) return {};
  const std::string typed = lowered(word);
  size_t best = std::max<size_t>(1, typed.size() / 3) + 1;
  std::string_view found;
  for (const std::string_view each : candidates) {
    if (each.size() > kMaxWord) continue;
    const size_t distance = edit_distance(typed, lowered(each));
    // All of a short word changed is another word.
    if (distance >= best || distance >= each.size()) continue;
    best = distance;
    found = each;
  }
  return found.empty() ? only_completion(typed, candidates) : found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view meant = nearest(word, candidates);
  return meant.empty() ? "" : "; did you mean '" + escape_for_terminal(meant) + "'?";
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return did_you_mean(word, views);
}

}  // namespace sluice

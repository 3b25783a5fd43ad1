#include "gitleaks/entropy.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/escape.h"

namespace sluice::gitleaks {

double entropy_of(std::string_view text) {
  std::map<std::string_view, size_t> counts;
  size_t broken = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (length == 0) {
      ++broken;
    } else {
      ++counts[text.substr(at, length)];
    }
    at += std::max<size_t>(length, 1);
  }
  double entropy = 0;
  const double inverse = 1.0 / static_cast<double>(text.size());
  const auto add = [&](size_t count) {
    const double frequency = static_cast<double>(count) * inverse;
    entropy -= frequency * std::log2(frequency);
  };
  if (broken > 0) add(broken + std::exchange(counts["\xef\xbf\xbd"], 0));
  for (const auto& [character, count] : counts) {
    if (count > 0) add(count);
  }
  return entropy;
}

}  // namespace sluice::gitleaks

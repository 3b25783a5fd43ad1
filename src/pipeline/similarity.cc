#include "pipeline/similarity.h"

#include <algorithm>
#include <unordered_map>

namespace sluice {
namespace {

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    const size_t size = newline == text.npos ? text.size() : newline + 1;
    visit(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

uint64_t kept_bytes(std::string_view before, std::string_view after) {
  std::unordered_map<std::string_view, uint64_t> counts;
  for_each_line(before, [&](std::string_view line) { ++counts[line]; });
  uint64_t kept = 0;
  for_each_line(after, [&](std::string_view line) {
    const auto at = counts.find(line);
    if (at == counts.end() || at->second == 0) return;
    --at->second;
    kept += line.size();
  });
  return kept;
}

bool keeps_half(std::string_view before, std::string_view after) {
  return before == after || (!before.empty() && kept_bytes(before, after) * 2 >= before.size());
}

}  // namespace sluice

#include "engine/window.h"

#include <algorithm>

namespace sluice {

void find_windows(const Edit& edit, uint64_t size, uint64_t width,
                  std::vector<ScanWindow>& windows) {
  windows.clear();
  const auto add = [&](uint64_t begin, uint64_t end) {
    ScanWindow window;
    const uint64_t before = width + 2 * kBytesBefore;
    window.begin = begin - std::min(begin, before);
    window.end = std::min(size, end + width + kBytesBehind);
    window.first_end = begin - std::min(begin, kBytesBehind - 1);
    window.last_end = std::min(size, end + width);
    if (!windows.empty() && window.begin <= windows.back().end) {
      windows.back().end = window.end;
      windows.back().last_end = window.last_end;
    } else {
      windows.push_back(window);
    }
  };
  uint64_t at = 0;
  bool seamless = true;  // the text's start is the base's start
  for (const CopiedRange& copy : edit.copied) {
    const bool continues = at == 0 && copy.target == 0 && copy.source == 0 && seamless;
    if (!continues) add(at, copy.target);
    seamless = false;
    at = copy.target + copy.size;
  }
  const bool ends_alike = !edit.copied.empty() && at == size &&
                          edit.copied.back().source + edit.copied.back().size == edit.base_bytes;
  if (!ends_alike) add(at, size);
}

}  // namespace sluice

// fuzzes: patch
// Two texts, cut at the first NUL: their hunks make the one of the other.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patch/apply_hunks.h"
#include "patch/line_diff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view before = text.substr(0, text.find('\0'));
  const std::string_view after =
      text.substr(before.size() == text.size() ? text.size() : before.size() + 1);
  static sluice::patch::LineDiffer differ;
  std::vector<sluice::patch::Hunk> hunks;
  differ.diff(before, after, hunks);
  bool ok = false;
  if (sluice::test::applied(before, hunks, ok) != after || !ok) std::abort();
  return 0;
}

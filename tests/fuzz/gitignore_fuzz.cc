// fuzzes: source
// The first line is a path; what follows is two ignore files, cut at a NUL.
#include <cstdint>
#include <string_view>

#include "source/ignore_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view path = text.substr(0, text.find('\n'));
  text.remove_prefix(path.size());
  const std::string_view root = text.substr(0, text.find('\0'));
  const std::string_view base = path.substr(0, path.find('/') + 1);
  const sluice::IgnoreRules rules = sluice::IgnoreRules().with(root, "");
  const sluice::IgnoreRules deep = rules.with(text.substr(root.size()), base);
  for (const bool is_folder : {false, true}) {
    rules.match(path, is_folder);
    deep.match(path, is_folder);
  }
  return 0;
}

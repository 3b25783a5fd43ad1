// fuzzes: rules
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rules/rule_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto dialect :
       {sluice::Dialect::kBuiltin, sluice::Dialect::kSluice, sluice::Dialect::kGitleaks}) {
    auto file = sluice::parse_rule_file(text, "fuzz.toml", dialect, {});
    // A message is one line, whatever the input holds.
    if (!file && file.error().message.find('\n') != std::string::npos) std::abort();
    if (file) (void)sluice::merge_rules({}, *std::move(file));
  }
  return 0;
}

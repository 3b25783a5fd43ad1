// fuzzes: gitleaks
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gitleaks/detector.h"

// A configuration, compiled, and a look with it at a text of many kinds.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = sluice::parse_gitleaks_file(text, "fuzz.toml");
  if (!file) {
    // A message is one line, whatever the input holds.
    if (file.error().message.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  const auto no_file = [](const std::string&) -> sluice::Result<std::string> {
    return sluice::Error{sluice::ErrorKind::kUsage, "none"};
  };
  const auto rules = sluice::gitleaks::compile_rules(*file, {}, no_file);
  if (!rules) return 0;
  const sluice::gitleaks::Detector detector(*rules, nullptr, {});
  sluice::Scratch scratch;
  std::vector<sluice::gitleaks::Finding> findings;
  const sluice::gitleaks::Fragment fragment{
      "\ntok_a1 \xff%41%42\nkey = 'value'\r\n\n", "a/b.txt", {}, 1};
  detector.scan(fragment, scratch, findings);
  return 0;
}

// fuzzes: cli
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/gitleaks_flags.h"

// A command line, a word a line.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto flags = sluice::cli::parse_gitleaks_flags(words);
  if (!flags && flags.error().message.find('\n') != std::string::npos) std::abort();
  return 0;
}

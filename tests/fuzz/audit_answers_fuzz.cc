// fuzzes: pipeline
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/audit_answers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const auto answers = parse_answers({reinterpret_cast<const char*>(data), size}, 20);
  if (!answers) return 0;
  // Once more around nothing changes: flags are 0 or 1 and lives are in order by then.
  const std::string section = write_answers(*answers);
  const auto again = parse_answers(section, 20);
  if (!again || write_answers(*again) != section) __builtin_trap();
  return 0;
}

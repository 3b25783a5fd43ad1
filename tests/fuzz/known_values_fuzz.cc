// fuzzes: findings
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "findings/known_values.h"
#include "findings/written_forms.h"

// No value is empty or too short, and each has a form of its own.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using sluice::ValueFormat;
  for (const ValueFormat format :
       {ValueFormat::kAuto, ValueFormat::kLines, ValueFormat::kDotenv, ValueFormat::kJson}) {
    const auto known = sluice::read_known_values("fuzz", bytes, {format, size % 2 == 0});
    if (!known) continue;
    if (format == ValueFormat::kAuto && !known->values.empty()) {
      const std::string_view first = known->values[0].value;
      if (sluice::written_forms(first.substr(0, 16)).empty()) std::abort();
    }
    for (const sluice::KnownValue& each : known->values) {
      if (each.name.empty() || each.value.size() < sluice::kMinKnownBytes) std::abort();
    }
  }
  return 0;
}

// fuzzes: report
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "report/formats.h"
#include "report/json_reader.h"

// What is read is written, and reads as the same again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const sluice::Result<sluice::Report> report = sluice::read_json_report("fuzz", bytes);
  if (!report) return 0;
  const sluice::ReportOptions options{true, false, true};
  const std::string written = sluice::json_report(*report, options);
  const sluice::Result<sluice::Report> again = sluice::read_json_report("fuzz", written);
  if (!again || sluice::json_report(*again, options) != written) std::abort();
  for (const sluice::Format& format : sluice::formats()) (void)format.write(*report, {});
  return 0;
}

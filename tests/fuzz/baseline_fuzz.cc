// fuzzes: findings
// The first byte says whether a merge is read; the rest is the file, in either format. What
// was read is then matched against a finding at the path of its last line.
#include <cstdlib>
#include <string_view>

#include "findings/baseline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  sluice::Baseline baseline;
  if (!baseline.add("f", bytes, (data[0] & 1) != 0) && !baseline.entries().empty()) std::abort();
  sluice::Finding finding;
  finding.path = bytes.substr(bytes.rfind('\n') + 1).substr(0, 256);
  finding.secret = "secret of a test";
  finding.location.line = 1;
  const sluice::Baseline::Entry* entry = baseline.match(finding, "r");
  if (entry != nullptr && entry->file >= baseline.files().size()) std::abort();
  return 0;
}

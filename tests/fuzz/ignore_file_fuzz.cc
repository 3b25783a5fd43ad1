// fuzzes: findings
// The first byte chooses the dialect; the rest is the file. What was read is then
// matched against a finding whose path is the file's last line.
#include <cstdlib>
#include <string_view>

#include "findings/ignore_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  using sluice::IgnoreFile;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  IgnoreFile file;
  const auto dialect =
      (data[0] & 1) != 0 ? IgnoreFile::Dialect::kGitleaks : IgnoreFile::Dialect::kSluice;
  if (!file.add("f", bytes, dialect) && !file.entries().empty()) std::abort();
  sluice::Finding finding;
  finding.path = bytes.substr(bytes.rfind('\n') + 1).substr(0, 256);
  finding.location.line = 1;
  const sluice::IgnoreEntry* entry = file.match(finding, "r", 0);
  if (entry != nullptr && entry->expired(0)) std::abort();
  return 0;
}

// fuzzes: findings
// The first byte chooses the dialect; the rest is the file. What was read is then
// matched against a finding whose path is the file's last line.
#include <cstdlib>
#include <string>
#include <string_view>

#include "findings/ignore_edit.h"
#include "findings/ignore_file.h"

namespace {

// A line that is put in is read again, and no other is lost.
void check_edit(std::string_view bytes, size_t entries) {
  const std::string id = "0123456789abcdef0123456789abcdef";
  const sluice::Result<std::string> line = sluice::ignore_line({id, "2024-12-31", "why"});
  sluice::IgnoreFile again;
  if (!line || !again.add("f", sluice::with_ignore_line(bytes, *line),
                          sluice::IgnoreFile::Dialect::kSluice)) {
    std::abort();
  }
  const size_t now = again.entries().size();
  bool found = false;
  for (const sluice::IgnoreEntry& each : again.entries()) found |= each.text() == id;
  if (!found || (now != entries && now != entries + 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  using sluice::IgnoreFile;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  IgnoreFile file;
  const auto dialect =
      (data[0] & 1) != 0 ? IgnoreFile::Dialect::kGitleaks : IgnoreFile::Dialect::kSluice;
  const bool read = file.add("f", bytes, dialect).has_value();
  if (!read && !file.entries().empty()) std::abort();
  if (read && dialect == IgnoreFile::Dialect::kSluice) check_edit(bytes, file.entries().size());
  sluice::Finding finding;
  finding.path = bytes.substr(bytes.rfind('\n') + 1).substr(0, 256);
  finding.location.line = 1;
  const sluice::IgnoreEntry* entry = file.match(finding, "r", 0);
  if (entry != nullptr && entry->expired(0)) std::abort();
  return 0;
}

// fuzzes: git
// The entries of any bytes follow each other without a gap.
#include <cstdlib>

#include "git/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    sluice::git::TreeIterator entries(bytes, id_bytes);
    const char* end = bytes.data();
    for (sluice::git::TreeEntry entry; entries.next(entry);) {
      if (entry.id.size() != id_bytes || entry.name.data() < end) std::abort();
      if (entry.name.find('\0') != entry.name.npos) std::abort();
      if (entry.id.data() != entry.name.data() + entry.name.size() + 1) std::abort();
      end = entry.id.data() + entry.id.size();
    }
    if (entries.corrupt() == (end == bytes.data() + bytes.size())) std::abort();
  }
  return 0;
}

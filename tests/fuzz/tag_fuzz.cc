// fuzzes: git
// Any bytes are a tag; what is read lies within bounds.
#include <cstdlib>

#include "git/tag.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const sluice::git::Tag tag = sluice::git::parse_tag(bytes, id_bytes);
    if (!tag.object.empty() && tag.object.size != id_bytes) std::abort();
    if (tag.tagger.date < 0 || tag.tagger.date > sluice::git::kLatestDate) std::abort();
  }
  return 0;
}

// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/pack_index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const auto index = sluice::git::PackIndex::open(bytes, id_bytes);
    if (!index) continue;
    // A file can hold no more ids than it has bytes for.
    if (uint64_t{index->size()} * id_bytes > size) std::abort();
    for (uint32_t position = 0; position < index->size(); ++position) {
      const auto found = index->find(index->id(position));
      if (found && index->id(*found) != index->id(position)) std::abort();
      index->offset(position);
      if (index->has_crcs()) index->crc(position);
    }
    index->checksum_holds();
  }
  return 0;
}

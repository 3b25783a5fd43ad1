// fuzzes: git
// The first byte says how long ids are; the rest is taken as the data of the
// extension and as a whole index file that may hold one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/cache_tree.h"

namespace {

void parse(std::string_view data, uint8_t id_bytes) {
  const auto tree = sluice::git::CacheTree::parse(data, id_bytes);
  if (!tree) return;
  const auto& nodes = tree->nodes();
  for (uint32_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].end <= i || nodes[i].end > nodes.size()) std::abort();
    if (!nodes[i].id.empty() && nodes[i].id.size() != id_bytes) std::abort();
    if (nodes[i].name.empty() != (i == 0)) std::abort();
  }
  if (!nodes.empty() && nodes[0].end != nodes.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const uint8_t id_bytes = data[0] % 2 == 0 ? 20 : 32;
  parse(bytes, id_bytes);
  parse(sluice::git::find_index_extension(bytes, id_bytes, "TREE"), id_bytes);
  return 0;
}

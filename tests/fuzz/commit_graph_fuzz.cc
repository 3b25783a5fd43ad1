// fuzzes: git
// The first byte says how long ids are, the second how many commits lie below; the
// rest is a layer, whose checksum is set right so that what lies behind it is read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/digest.h"
#include "git/commit_graph_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const uint8_t id_bytes = data[0] % 2 == 0 ? 20 : 32;
  const uint64_t below = data[1];
  std::string bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  sluice::git::CommitGraphLayer::open(bytes, id_bytes, below).has_value();
  if (bytes.size() < id_bytes) return 0;
  bytes.resize(bytes.size() - id_bytes);
  const auto close = [&bytes](const auto& digest) {
    bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  };
  if (id_bytes == 20) {
    close(sluice::sha1({bytes}));
  } else {
    close(sluice::sha256({bytes}));
  }
  const auto layer = sluice::git::CommitGraphLayer::open(bytes, id_bytes, below);
  if (!layer) return 0;
  if (uint64_t{layer->size()} * id_bytes > size) std::abort();
  std::vector<uint64_t> parents;
  for (uint32_t rank = 0; rank < layer->size(); ++rank) {
    if (layer->raw_tree(rank).size() != id_bytes || layer->date(rank) < 0) std::abort();
    layer->parents(rank, parents);
    for (const uint64_t parent : parents) {
      if (parent >= below + layer->size()) std::abort();
    }
  }
  return 0;
}

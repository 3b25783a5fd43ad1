// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "git/big_endian.h"
#include "git/delta.h"
#include "git/pack_walk.h"

namespace {

using namespace sluice;
using namespace sluice::git;

void check(const WalkEntry& entry, const Limits& limits) {
  if (entry.bytes.size() > limits.max_object_bytes) std::abort();
  if (entry.parent == WalkEntry::kNone) return;
  DeltaReader reader(entry.delta_bytes);
  std::string again(entry.bytes.size(), '\0');
  if (reader.result_size() != again.size()) std::abort();
  if (!apply_delta(entry.base_bytes, reader, again.data()) || again != entry.bytes) std::abort();
}

}  // namespace

// Four bytes: the index's length, big-endian; the index; the pack.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size < 4 || read_be32(bytes, 0) > size - 4) return 0;
  const std::string index(bytes.substr(4, read_be32(bytes, 0)));
  const std::string pack(bytes.substr(4 + index.size()));
  const auto opened = Pack::open(pack, index, 20);
  if (!opened) return 0;
  const WalkPack walked{&*opened, "pack", {}};
  WalkOptions options;
  options.limits.max_object_bytes = uint64_t{1} << 20;
  options.limits.max_chain_bytes = 64;  // so that bases are dropped and made again
  std::vector<unsigned> given(opened->index().size());
  std::set<std::string> reported;
  walk_packs(
      {&walked, 1}, options,
      [](const ObjectId&, size_t) -> Result<Object> {
        return Error{ErrorKind::kNotFound, "nowhere else"};
      },
      [&](unsigned, const WalkEntry& entry) {
        check(entry, options.limits);
        ++given[entry.position];
      },
      [&](const Unread& unread) { reported.insert(unread.where); }, {});
  // Every id that the index lists is accounted for, and given once.
  for (uint32_t position = 0; position < given.size(); ++position) {
    const bool told = reported.contains(opened->index().id(position).hex());
    if (given[position] > 1 || (given[position] == 0 && !told)) std::abort();
  }
  return 0;
}

// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

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
  size_t given = 0, reported = 0;
  walk_packs(
      {&walked, 1}, options,
      [](const ObjectId&, size_t) -> Result<Object> {
        return Error{ErrorKind::kNotFound, "nowhere else"};
      },
      [&](unsigned, const WalkEntry& entry) {
        check(entry, options.limits);
        ++given;
      },
      [&](const Unread& unread) { reported += unread.where == "pack" ? 0 : 1; }, {});
  // Every id that the index lists is accounted for, once.
  if (given + reported != opened->index().size()) std::abort();
  return 0;
}

// fuzzes: git
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "git/pack_indexer.h"
#include "git/pack_walk.h"

// The input is a pack. Whatever index is made of it, the walk must find in it what
// the index says, without a complaint but for gaps.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  using namespace sluice::git;
  const std::string pack(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.max_object_bytes = uint64_t{1} << 20;
  limits.max_chain_bytes = 64;  // so that bases are dropped and made again
  const std::vector<uint64_t> hints = {20, 40, 60, 80, 100, 120, 140, 160, 180, 200};
  const auto nowhere = [](const ObjectId&) -> Result<Object> {
    return Error{ErrorKind::kNotFound, "nowhere"};
  };
  const auto made = index_pack(pack, 20, limits, hints, nowhere);
  if (!made) return 0;
  const auto opened = Pack::open(pack, made->index, 20);
  if (!opened || opened->index().size() != made->entries - made->unmade) std::abort();
  size_t visits = 0;
  PackPlan plan;
  plan.forest = PackForest::build(*opened);
  plan.suspect = true;
  plan.gaps_told = true;
  WalkPack walked;
  walked.pack = &*opened;
  walked.plan = &plan;
  WalkOptions options;
  options.limits = limits;
  walk_packs(
      {&walked, 1}, options, [&](const ObjectId& id, size_t) { return nowhere(id); },
      [&](unsigned, const WalkEntry& entry) {
        if (entry.id != opened->index().id(entry.position)) std::abort();
        ++visits;
      },
      [](const Unread&) { std::abort(); }, {});
  if (visits != opened->index().size()) std::abort();
  return 0;
}

#include "git/pack_plan.h"

#include <utility>

#include "base/workers.h"

namespace sluice::git {
namespace {

// Entries whose headers take about as long as a thread's start.
constexpr uint32_t kWorthSharing = 4096;

}  // namespace

PackPlan plan_pack(const Pack& pack, unsigned workers) {
  PackPlan plan;
  const PackIndex& index = pack.index();
  if (index.size() < kWorthSharing) workers = 1;
  bool sound = false, ascending = true;
  parallel_for(workers, 2, {}, [&](unsigned, size_t half) {
    if (half == 0) {
      plan.forest = PackForest::build(pack, workers);
      return;
    }
    sound = index.checksum_holds();
    for (uint32_t i = 1; i < index.size(); ++i) {
      ascending = ascending && index.raw_id(i - 1) < index.raw_id(i);
    }
  });
  const auto suspect = [&](std::string what) {
    plan.suspect = true;
    plan.damage.push_back(std::move(what));
  };
  if (!sound) suspect("the pack's index does not match its own checksum");
  if (index.pack_checksum() != pack.checksum()) {
    suspect("the pack is not the one that its index was made for");
  }
  if (pack.claimed_count() != index.size()) {
    suspect("the pack claims " + std::to_string(pack.claimed_count()) + " objects and its index " +
            std::to_string(index.size()));
  }
  if ((plan.forest.size() == 0 ? pack.end() : plan.forest.offset(0)) != Pack::kHeaderBytes) {
    suspect("its first object does not follow its header");
  }
  bool distinct = true;
  for (uint32_t i = 1; i < index.size(); ++i) {
    distinct = distinct && plan.forest.offset(i - 1) != plan.forest.offset(i);
  }
  if (!ascending) suspect("the ids of its index do not ascend");
  if (!distinct) suspect("its index lists two objects at one place");
  return plan;
}

}  // namespace sluice::git

// PackPlan: what is known of a pack before its entries are read.
#pragma once

#include <string>
#include <vector>

#include "git/pack_forest.h"
#include "git/pack_reader.h"

namespace sluice::git {

struct PackPlan {
  PackForest forest;
  bool suspect = false;             // pack and index do not agree: verify every id
  std::vector<std::string> damage;  // what does not agree, a line each
  bool gaps_told = false;           // bytes between its entries are no news
};
// Hashes the index and links the entries, a small pack's with one worker. The pack
// must outlive the plan.
PackPlan plan_pack(const Pack& pack, unsigned workers);

}  // namespace sluice::git

// The pack walk: every object of a set of packs, each entry inflated once and
// each delta applied once.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "git/pack_plan.h"
#include "git/pack_reader.h"

namespace sluice::git {

// One object as the walk comes by it; the views live for one visit.
struct WalkEntry {
  static constexpr uint32_t kNone = UINT32_MAX;

  size_t pack = 0;        // which of the walked packs
  uint32_t position = 0;  // in that pack's index
  // From the index; recomputed only where damage is suspected or another copy is
  // known. Where the index lies, it is what the bytes hash to.
  ObjectId id;
  ObjectType type = ObjectType::kBlob;
  std::string_view bytes;
  // An object that was made from one visited before it: the base's position and
  // bytes, and the delta that made it (sizes checked, every op valid). Otherwise
  // kNone and empty, and the object is to be taken whole.
  uint32_t parent = kNone;
  std::string_view base_bytes;
  std::string_view delta_bytes;
  std::span<const CopiedRange> copied;  // what the delta took from the base
  // How many bases lie below it. Entries come in pre-order to one worker: when
  // `parent` is not kNone, that worker's last visit of `depth` - 1 was the
  // parent, so state that follows the chain can be kept in a stack by depth.
  unsigned depth = 0;
  bool is_base = false;  // others are made from it; they may follow it
};

// Calls of one `worker` number never overlap.
using WalkVisitor = std::function<void(unsigned worker, const WalkEntry& entry)>;

struct WalkPack {
  const Pack* pack = nullptr;
  std::string path;
  // By position: not to be visited (not asked for, or another copy is visited).
  // Empty: visit all.
  std::vector<bool> skip = {};
  // By position: to be hashed, as the id has several copies. One in `skip`, too,
  // is visited all the same if its bytes are not the id's. Empty: none.
  std::vector<bool> verify = {};
  const PackPlan* plan = nullptr;  // nullptr: made for this walk
};

// A verified object from anywhere but pack `except` (a rank in the span of
// packs). Any thread.
using OtherCopy = std::function<Result<Object>(const ObjectId& id, size_t except)>;

struct WalkOptions {
  TypeMask types = kAllTypes;
  unsigned workers = 1;
  Limits limits;
  bool rest_walked = false;  // see Selection
  LargeSink large = {};      // likewise
  // Gives `large` the object as another place than pack `except` holds it, verified;
  // false: none does. Any thread.
  std::function<bool(unsigned worker, const ObjectId& id, unsigned depth, size_t except)>
      other_large = {};
};

// Visits every object of `types` that is in no `skip`. An entry that cannot be
// read is taken from `other_copy`; failing that it goes to `on_unread`, and with
// it, one by one, whatever cannot be made without it. Bytes that were hashed and
// are not their id's go to `on_unread` and are visited under the id they have; the
// copy that is the id's, if there is one, is visited as well.
// Returns the ranks of the packs that hold bytes between listed objects, ascending:
// where an entry that was inflated ends before the next one that is listed.
//
// A blob over the limit goes to options.large, by the same rules; what is made from it
// cannot be made, and is told as kLimit.
//
// Memory: 30 bytes an object; per worker limits.max_chain_bytes of bases, the
// object in hand and its delta, and up to 16 MiB of buffers kept for reuse.
std::vector<size_t> walk_packs(std::span<const WalkPack> packs, const WalkOptions& options,
                               const OtherCopy& other_copy, const WalkVisitor& visit,
                               const OnUnread& on_unread, std::stop_token stop);

}  // namespace sluice::git

// PackIndexer: what a pack holds, found from the pack alone, as git index-pack
// does: for packs without an index, and for those that an index does not fit.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/object_store.h"
#include "sluice/result.h"

namespace sluice::git {

struct IndexedPack {
  std::string index;      // an index file, version 2, of every object that could be made
  uint32_t entries = 0;   // met, made or not
  uint32_t unmade = 0;    // of these: their delta base is nowhere, or they are damaged
  uint64_t unread = 0;    // bytes that are part of no entry
  std::string first_gap;  // why the first of them are; empty: there are none

  bool whole() const { return unmade == 0 && unread == 0; }
};

// Verified bytes of an object that the pack has not. Errors are the asker's to tell.
using BaseElsewhere = std::function<Result<Object>(const ObjectId& id)>;

// Reads the entries of `pack`, a whole file, one after another: each is inflated
// to find where it ends, its deltas are resolved, and it is hashed. Where one
// cannot be read, goes on at the next of `hints`: offsets that some index lists,
// ascending; without one, the rest is not read. kCorrupt, kUnsupported: no pack.
//
// Cost: two inflates and one hash an object, in the calling thread, however
// the pack lies: what is spent on entries that fail is bounded. Memory: about 64
// bytes an entry and limits.max_chain_bytes.
Result<IndexedPack> index_pack(std::string_view pack, uint8_t id_bytes, const Limits& limits,
                               std::span<const uint64_t> hints, const BaseElsewhere& elsewhere);

}  // namespace sluice::git

// Gaps: objects that the repository names and its store lacks.
#pragma once

#include <span>

#include "git/index.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/source.h"

namespace sluice::git {

// Tells as kMissing what HEAD's tree, the index and the refs name and the store
// does not hold; as kCorrupt what of HEAD's tree cannot be read. History behind
// HEAD is checked by provenance, where something was found in it. Submodules'
// commits are not this store's. Reads HEAD's trees only, each once.
void tell_gaps(const ObjectStore& store, const RefSet& refs, std::span<const IndexEntry> index,
               uint8_t id_bytes, const OnUnread& on_unread);

}  // namespace sluice::git

// Gaps: objects that the index names and the store lacks.
#pragma once

#include <span>

#include "git/index.h"
#include "git/object_store.h"
#include "sluice/source.h"

namespace sluice::git {

// Tells as kMissing, each once, what the index names and the store does not hold.
// History and the refs are provenance's to check. Submodules' commits are not this
// store's. Reads no object.
void tell_gaps(const ObjectStore& store, std::span<const IndexEntry> index,
               const OnUnread& on_unread);

}  // namespace sluice::git

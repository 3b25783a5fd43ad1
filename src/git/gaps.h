// Gaps: objects that the index names and the store lacks, and what git would show in
// place of what the store holds.
#pragma once

#include <span>

#include "git/index.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "sluice/source.h"

namespace sluice::git {

// Tells as kMissing, each once, what the index names and the store does not hold.
// History and the refs are provenance's to check. Submodules' commits are not this
// store's. Reads no object.
void tell_gaps(const ObjectStore& store, std::span<const IndexEntry> index,
               const OnUnread& on_unread);

// Tells as kReplaced that there are replace refs or grafts: they change what git
// shows of history, and are not heeded. Source: git-replace(1), gitglossary(7).
void tell_replacements(const Repository& repository, const RefSet& refs, const OnUnread& on_unread);

}  // namespace sluice::git

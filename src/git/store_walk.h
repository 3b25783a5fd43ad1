// The walk of a whole store: each distinct object of its packs and loose files
// once.
#pragma once

#include <stop_token>

#include "git/object_store.h"
#include "git/store_files.h"

namespace sluice::git {

// As ObjectStore::for_each says. An id that several files hold is given once, and
// every other copy is hashed: what does not have the id it is listed by is told
// and given as well.
void walk_store(StoreFiles& files, const Selection& selection, unsigned workers,
                const ObjectSink& sink, const OnUnread& on_unread, std::stop_token stop);

}  // namespace sluice::git

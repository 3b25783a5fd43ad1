// Whether the objects that a report names are what their ids say. Hashing every
// blob that may yet be dropped by its path would cost more than scanning it, so this
// comes last, for what is reported.
#pragma once

#include <span>

#include "git/object_set.h"
#include "git/object_store.h"
#include "sluice/finding.h"
#include "sluice/source.h"

namespace sluice {

// Reads the objects of `findings` once more and hashes them, but for those that were
// hashed before (`proven`); one whose bytes have another id goes to `on_unread` as
// kCorrupt. `findings` are of `store`'s objects.
void prove_ids(const git::ObjectStore& store, std::span<const Finding> findings,
               const git::ObjectSet& proven, unsigned workers, const OnUnread& on_unread);

}  // namespace sluice

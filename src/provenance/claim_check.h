// What a commit-graph file claims of commits, held against the commits themselves.
#pragma once

#include <span>

#include "git/object_store.h"
#include "provenance/history_objects.h"
#include "provenance/life.h"

namespace sluice::provenance {

// Whether what was claimed holds for the commits that a gap or an answer may come from; the others
// hold what their one parent holds. What does not is told to `on_unread` as kCorrupt.
bool claims_hold(const git::ObjectStore& store, const HistoryObjects& objects,
                 const History& history, std::span<const Tip> tips, const OnUnread& on_unread);

}  // namespace sluice::provenance

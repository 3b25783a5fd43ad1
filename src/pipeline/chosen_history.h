// Part of a history: what of it a scan looks at, and where else what it finds lies.
#pragma once

#include <span>
#include <vector>

#include "git/index.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "pipeline/hits.h"
#include "pipeline/scan.h"
#include "provenance/selection.h"
#include "sluice/engine.h"
#include "sluice/report.h"
#include "sluice/source.h"

namespace sluice {

// provenance::select_history for options.choice; where the working tree is scanned,
// what is staged is part of it. Objects that a partial clone was promised are told
// as one kPromised. Describes the choice in `selected`. Errors are select_history's.
Result<provenance::Selection> choose_history(const git::Repository& repository,
                                             const git::ObjectStore& store, const git::RefSet& refs,
                                             std::span<const git::IndexEntry> index,
                                             const ScanOptions& options, const OnUnread& on_unread,
                                             Selected& selected);

// The hits of all other objects that hold a secret of `found`, and only those
// matches: without them a secret's life would begin and end with the selection. As
// dear as a scan of the rest, and only done where something was found.
Result<std::vector<Hit>> hits_elsewhere(const git::ObjectStore& store,
                                        const provenance::Selection& selection,
                                        std::span<const std::vector<Hit>* const> found,
                                        const Engine& engine, const ScanOptions& options);

}  // namespace sluice

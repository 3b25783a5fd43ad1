// Where hits lie, before the commits that are to be named are read.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "provenance/history_objects.h"
#include "provenance/life.h"
#include "provenance/locate.h"
#include "provenance/names.h"

namespace sluice::provenance {

// A place before its commits are read.
struct Spot {
  std::string path;
  Life life;
};

// One list a wanted blob, by path ascending, each path once; never empty. `reach` and `roots`: of
// each commit. Paths past a limit are told to `on_unread`.
std::vector<std::vector<Spot>> find_blob_spots(const HistoryObjects& objects,
                                               const WantedBlobs& wanted, const History& history,
                                               std::span<const IndexEntryRef> index_paths,
                                               std::span<const Reach> reach,
                                               std::span<const HitTree> roots,
                                               const OnUnread& on_unread);

// The one spot of a commit's or tag's own text.
Spot spot_of_text(const HitObject& hit, const HistoryObjects& objects, const Names& names,
                  std::span<const Reach> reach);

}  // namespace sluice::provenance

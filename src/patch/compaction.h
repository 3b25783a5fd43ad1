// Compaction: where a run of changed lines could stand in several places, the one that
// git chooses.
#pragma once

#include "patch/line_file.h"

namespace sluice::patch {

// Moves the runs of `file`'s marked lines. `other` is the text it was compared with: an
// unmarked line of one stands for one of the other, in order. Source: git's
// Documentation/diff-heuristics (diff.indentHeuristic) and diff-slider-tools, where the
// weights were fitted.
void compact_changes(LineFile& file, LineFile& other);

}  // namespace sluice::patch

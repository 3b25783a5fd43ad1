// WebPlaces: how the web knows what a report tells of: the repository's address, a link to each
// line, and GitHub's hash of each line.
#pragma once

#include <string>

#include "git/object_store.h"
#include "git/repository.h"
#include "pipeline/scan.h"
#include "sluice/report.h"

namespace sluice {

// Fills target.repository (from --repository-uri, else from the remote `origin` of `repository`'s
// own configuration), the findings' links and, where options.line_hashes asks for them,
// `line_hashes` of what is reported and lies in a file of HEAD, the index or the disk.
//
// Each blob is read once: from `store`, where that is not null, else, and where the store has it
// not, as the file below `folder` (of a target that is one file: that file). What cannot be read
// any more, or is no longer the same, has no hash. Call it when the findings' order is final.
void add_web_places(const git::Repository* repository, const git::ObjectStore* store,
                    const std::string& folder, const ScanOptions& options, Report& report);

}  // namespace sluice

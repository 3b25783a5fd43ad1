// Every content that chosen paths have in any of many trees.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "git/object_store.h"
#include "sluice/oid.h"

namespace sluice::provenance {

// (index into `paths`, file) pairs, ascending, distinct. `roots` are distinct. A pass over the
// store a level of folders, each reading only the trees that may lead to a path. What cannot be
// read holds nothing; stopped early, some are lacking.
std::vector<std::pair<uint32_t, ObjectId>> blobs_at_paths(const git::ObjectStore& store,
                                                          std::span<const ObjectId> roots,
                                                          std::span<const std::string> paths,
                                                          unsigned workers,
                                                          const std::stop_token& stop);

}  // namespace sluice::provenance
